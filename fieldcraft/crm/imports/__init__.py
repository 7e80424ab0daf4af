"""Opportunities from a file: read, mapped, checked, brought in, reported."""
