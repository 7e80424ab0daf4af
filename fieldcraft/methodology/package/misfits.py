"""What the schema refuses, in the words of somebody who writes a playbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

#: Kind of refusal to what is wrong and how to mend it; `{…}` are what the schema says of it.
_SAID: Final[Mapping[str, tuple[str, str]]] = {
    "too_short": ("it holds {actual_length}, at least {min_length} are needed", "Add what is missing."),
    "too_long": ("it holds {actual_length}, at most {max_length} may stand here", "Take some out."),
    "string_too_short": ("it is empty", "Write the text."),
    "string_too_long": ("it is longer than {max_length} characters", "Shorten it."),
    "string_type": ("it is no text", "Write a text; put quotes around a number that is meant as one."),
    "tuple_type": ("it is no list", "Write a list: [one, two], or one line each that starts with a hyphen."),
    "model_type": ("it holds no keys", "Write 'key: value' lines below it."),
    "int_type": ("it is no whole number", "Write a whole number without quotes."),
    "float_type": ("it is no number", "Write a number without quotes."),
    "greater_than": ("it has to be more than {gt}", "Write a larger number."),
    "greater_than_equal": ("it has to be {ge} or more", "Write a larger number."),
    "less_than": ("it has to be less than {lt}", "Write a smaller number."),
    "less_than_equal": ("it has to be {le} or less", "Write a smaller number."),
}


def misfit(*, name: str, kind: str, message: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong with the value of `name`, and how to mend it; the schema's own message for kinds not known here."""
    if kind not in _SAID:
        return f"'{name}' does not fit: {message[:1].lower()}{message[1:]}.", "See the format reference."
    what, mend = _SAID[kind]
    return f"'{name}' does not fit: {what.format_map(context)}.", mend
