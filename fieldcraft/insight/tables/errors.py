"""Errors of this package, each a sentence for the person who gave the table."""

from fieldcraft.lib.errors import OperatorError


class TableRefusedError(OperatorError):
    """A table, or what was said about it, that cannot be judged: what, where, why, what to do."""
