"""What the win model reads, in words: one place for every column and every value of it (pure).

Nothing is ever shown by its key. A column or a value that this module does not know is said to be OTHERWISE: it reads
badly, which is seen at once, and leaks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Final, NamedTuple

from fieldcraft.insight.collecting.features import CRITERION, MET, NOT_MET
from fieldcraft.insight.winmodel.saying import GAP
from fieldcraft.methodology.package.compiled import CompiledPlaybook

#: Columns that speak of people. Their points are never said by themselves: no figure here is about a person.
OF_PEOPLE: Final = frozenset({"owner", "team"})
OTHERWISE: Final = "Something else that is known of it"
#: A criterion that the playbook at hand does not have.
ELSEWHERE: Final = "A criterion of another playbook"
#: Stands between the two columns, and the two values, of a pair; see `winmodel/terms.py: name_of`.
AND: Final = " & "


class Words(NamedTuple):
    """What a column is about, what to say where it is empty, and of a number. Without `say` its value is a word."""

    about: str
    unknown: str
    say: Callable[[int], str] | None = None


def column_text(*, column: str, playbook: CompiledPlaybook) -> str:
    """What a column is about: "Days in its stage", or the text of a criterion; of a pair both."""
    return " with ".join(_about(part, playbook) for part in columns_in(column=column))


def value_text(*, column: str, value: str, playbook: CompiledPlaybook) -> str:
    """What is so, as one would say it: "Close date moved 3 times". `value` is that of a reason of the model."""
    columns = columns_in(column=column)
    if len(columns) == 1:
        return _said(column, value, playbook)
    values = value.split(AND)
    # A word of the CRM's may hold the sign between the two: then nobody can tell which is whose.
    if len(values) != len(columns) or value == GAP:
        return f"Together: {column_text(column=column, playbook=playbook)}"
    said = [_in_pair(part, word, playbook) for part, word in zip(columns, values, strict=True)]
    return f"Together: {said[0]}; {said[1]}"


def columns_in(*, column: str) -> tuple[str, ...]:
    """The columns that a column of the model speaks of: itself, or the two of a pair."""
    return tuple(column.split(AND))


def _about(column: str, playbook: CompiledPlaybook) -> str:
    if column.startswith(CRITERION):
        return _criterion(column, playbook) or ELSEWHERE
    return COLUMNS[column].about if column in COLUMNS else OTHERWISE


def _said(column: str, value: str, playbook: CompiledPlaybook) -> str:
    if column.startswith(CRITERION):
        said = {MET: "Shown", NOT_MET: "Not shown"}.get(value, "Not asked for here")
        return f"{said}: {_about(column, playbook)}"
    known = COLUMNS.get(column)
    if known is None:
        return OTHERWISE
    if column in OF_PEOPLE:
        return known.about
    if value == GAP:
        return known.unknown
    if column in _STAGES:
        return _STAGES[column].format(_stage(value, playbook))
    if known.say is None:
        return f"{known.about}: {value}"
    number = _number(value)
    return OTHERWISE if number is None else known.say(number)


def _in_pair(column: str, word: str, playbook: CompiledPlaybook) -> str:
    """A pair tells ranges of numbers apart ("3 to 7"), and words as they are."""
    known = COLUMNS.get(column)
    if known is None or column in OF_PEOPLE or (known.say is None and column not in _STAGES):
        return _said(column, word, playbook)
    return f"{known.about} {word}"


def _criterion(column: str, playbook: CompiledPlaybook) -> str:
    place = playbook.criterion_index.get(column.removeprefix(CRITERION))
    return playbook.criteria[place].part.text if place is not None else ""


def _stage(value: str, playbook: CompiledPlaybook) -> str:
    position = _number(value) or 0
    return playbook.stages[position - 1].part.title if 1 <= position <= len(playbook.stages) else "a stage now gone"


def _number(value: str) -> int | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return round(number) if isfinite(number) else None


def _count(one: str, many: str, none: str) -> Callable[[int], str]:
    return lambda number: none if number <= 0 else one if number == 1 else f"{number:,} {many}"


def _times(number: int) -> str:
    if number <= 0:
        return "Close date never moved"
    return "Close date moved once" if number == 1 else f"Close date moved {number:,} times"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number:,} days"


def _ago(what: str) -> Callable[[int], str]:
    return lambda number: f"{what} today" if number <= 0 else f"{what} {_days(number)} ago"


def _to_close(number: int) -> str:
    if number == 0:
        return "Close date today"
    return f"{_days(number)} to the close date" if number > 0 else f"Close date passed {_days(-number)} ago"


def _gap(number: int) -> str:
    if number == 0:
        return "The CRM’s stage is the one the evidence supports"
    stages = "1 stage" if abs(number) == 1 else f"{abs(number)} stages"
    return f"The CRM is {stages} {'ahead of' if number > 0 else 'behind'} the evidence"


_STAGES: Final = {"supported": "The evidence supports {}", "claimed": "The CRM says {}"}
COLUMNS: Final[Mapping[str, Words]] = {
    "amount": Words("Amount", "No amount that can be compared", lambda number: f"Amount of {number:,}"),
    "age_days": Words("Days since it was opened", "Day of opening not known", _ago("Opened")),
    "days_in_stage": Words(
        "Days in its stage",
        "Day it entered its stage not known",
        lambda number: "In its stage since today" if number <= 0 else f"{_days(number)} in its stage",
    ),
    "days_to_close": Words("Days to the close date", "No close date", _to_close),
    "close_date_moves": Words("How often the close date moved", "Moves of the close date not known", _times),
    "activities_30d": Words(
        "Activities in 30 days",
        "Activities not known",
        _count("1 activity in 30 days", "activities in 30 days", "No activity in 30 days"),
    ),
    "days_since_activity": Words("Days since the last activity", "No activity yet", _ago("Last activity")),
    "days_since_reply": Words(
        "Days since the customer’s last word", "No word from the customer yet", _ago("Last word from the customer")
    ),
    "replies": Words(
        "E-mails from the customer",
        "E-mails from the customer not known",
        _count("1 e-mail from the customer", "e-mails from the customer", "No e-mail from the customer"),
    ),
    "meetings": Words(
        "Meetings held", "Meetings not known", _count("1 meeting held", "meetings held", "No meeting held")
    ),
    "people_met": Words(
        "People of the customer met",
        "People met not known",
        _count("1 person of the customer met", "people of the customer met", "Nobody of the customer met"),
    ),
    "roles_covered": Words(
        "Buying roles named",
        "Buying roles not known",
        _count("1 buying role named", "buying roles named", "No buying role named"),
    ),
    "supported": Words("Stage the evidence supports", "Stage of the evidence not known"),
    "claimed": Words("Stage in the CRM", "Stage in the CRM not mapped"),
    "gap": Words("How far the CRM is from the evidence", "Stage in the CRM not mapped", _gap),
    "criteria_met": Words(
        "Criteria shown", "Criteria not known", _count("1 criterion shown", "criteria shown", "No criterion shown")
    ),
    "product": Words("Product", "No product named"),
    "segment": Words("Segment", "Segment not known"),
    "source": Words("Lead source", "Lead source not known"),
    "type": Words("Type", "Type not known"),
    "owner": Words("Who owns it", "Who owns it"),
    "team": Words("Which team works it", "Which team works it"),
}
