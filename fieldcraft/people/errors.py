"""Errors of this domain, each a sentence for the person who caused it."""


class PeopleError(Exception):
    """A change to people that cannot be made; the text says what, why and what to do.

    `about` names what was given wrong (name, email, password, current, crm_key), so that a door can say it there.
    """

    def __init__(self, text: str, *, about: str = "") -> None:
        super().__init__(text)
        self.about = about
