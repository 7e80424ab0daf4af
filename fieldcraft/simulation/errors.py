"""Errors of this domain, each a sentence for the person who caused it."""


class SimulationError(Exception):
    """A generated organisation that cannot be made; the text says what, why and what to do."""
