"""What every failure of the launcher has in common."""


class PostgresError(Exception):
    """The embedded PostgreSQL cannot do what was asked; the message says what, where, why and what to do."""
