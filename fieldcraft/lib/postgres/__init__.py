"""The embedded PostgreSQL: a server of our own for one data directory, without root, ports or installation."""

from fieldcraft.lib.postgres.cluster import THROWAWAY
from fieldcraft.lib.postgres.errors import PostgresError
from fieldcraft.lib.postgres.lease import Lease, stop_if_unused
from fieldcraft.lib.postgres.server import Server, ensure, status, stop

__all__ = ["THROWAWAY", "Lease", "PostgresError", "Server", "ensure", "status", "stop", "stop_if_unused"]
