"""Errors of this domain, each a sentence for the person who caused it."""


class InsightError(Exception):
    """What cannot be taken or told; the text says what, why and what to do."""
