"""Errors of this domain, each a sentence for the person who caused it."""


class PeopleError(Exception):
    """A change to people that cannot be made; the text says what, why and what to do."""
