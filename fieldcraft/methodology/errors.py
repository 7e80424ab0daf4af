"""Errors of this domain, each a sentence for the person who caused it."""


class MethodologyError(Exception):
    """A playbook that cannot be installed or used; the text says what, why and what to do."""


class PublisherChangedError(MethodologyError):
    """Another publisher than before; whoever knows why may confirm it."""
