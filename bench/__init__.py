"""Measures what docs/reference/performance.md states. Everything a ratio needs is measured in the same run."""
