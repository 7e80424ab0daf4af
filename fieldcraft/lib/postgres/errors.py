"""What every failure of the launcher has in common."""

from fieldcraft.lib.errors import OperatorError


class PostgresError(OperatorError):
    """The embedded PostgreSQL cannot do what was asked; the message says what, where, why and what to do."""
