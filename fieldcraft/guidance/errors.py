"""Errors of this domain, each a sentence for the person who caused it."""


class GuidanceError(Exception):
    """An answer to a step that cannot be taken; the text says what, why and what to do."""
