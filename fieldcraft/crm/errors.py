"""Errors of this domain, each a sentence for the person who caused it."""

from fieldcraft.lib.errors import OperatorError


class CrmError(OperatorError):
    """Something about accounts or opportunities that cannot be done; the text says what, why and what to do."""


class ImportRefusedError(CrmError):
    """A file that cannot be brought in at all."""


class ImportBusyError(CrmError):
    """Another import runs in this organisation; the same call works once that one is through."""
