"""Jobs of this domain, where the worker looks for them."""

from fieldcraft.crm.imports.jobs import import_file

__all__ = ["import_file"]
