"""Errors of this domain, each a sentence for the person who caused it."""


class PursuitError(Exception):
    """Evidence that cannot be taken as given; the text says what, why and what to do."""
