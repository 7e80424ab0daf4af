"""The append-only record of every change, and the one way to make a change."""
