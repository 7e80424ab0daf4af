"""What came in, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fieldcraft.crm.models import ActivityKind, Opportunity
from fieldcraft.methodology.package.schema import Criterion
from fieldcraft.pursuit.evaluation.words import KIND_WORDS
from fieldcraft.pursuit.intake.actions.sorting import KINDS
from fieldcraft.pursuit.intake.models import Answer, Enclosure, Incoming, Offer, Origin, Standing
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.web import words
from fieldcraft.web.shapes import Option

SAMPLE = """Meeting with {first} and {second} of {account}, yesterday

- {first} told us we are on the shortlist, with one other supplier
- she put the cost of the delays at about 40,000 euros a month
- {second} went through the business case with her own numbers and corrected one of them
- they came back on the proposal with two questions and one change
- {first} signed off the result of the test
- legal has not looked at the contract yet
- {second} will come back to us on the start date next week

I showed them the new dashboard, they liked it.
"""
VERIFIED_BY = {
    "anyone": "Counts as soon as you accept it.",
    "not_owner": "Stays claimed until a colleague or your manager has verified it.",
    "manager": "Stays claimed until your manager has verified it.",
    "buyer": "Stays claimed until the buyer has confirmed it.",
}
FEW_ROWS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One item in a list."""

    title: str
    detail: str
    hint: str
    href: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """One sentence with the criterion it may prove, and what happens when it is accepted."""

    id: int
    text: str
    criterion: str
    why: str
    then: str
    href: str
    answer: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """An opportunity that may be meant, with what speaks for it."""

    id: int
    name: str
    account: str
    reason: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; `offered` is the number of the offer that quotes it, or 0."""

    text: str
    offered: bool


@dataclass(frozen=True, slots=True)
class FileView:
    name: str
    size: str
    href: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """The page of one item."""

    title: str
    said: str
    people: str
    logged: str
    opportunity_href: str
    to_sort: bool
    left_out: bool
    choices: Sequence[ChoiceView]
    others: Sequence[Option]
    kinds: Sequence[Option]
    on: str
    today: str
    offers: Sequence[OfferView]
    answered: Sequence[OfferView]
    nothing: str
    text: Sequence[Piece]
    files: Sequence[FileView]
    href: str
    list_href: str
    error: str


def sample_of(*, account: str, people: Sequence[str]) -> str:
    """Notes to try it with."""
    first, second = (*people, "Ines Falk", "Petra Kohl")[:2]
    return SAMPLE.format(account=account or "Nordwind", first=first, second=second)


def lines(*, items: Sequence[Incoming], base: str, on: date) -> list[Line]:
    """Items as lines of a list."""
    return [
        Line(
            title=title_of(item),
            detail=_when(item, on),
            hint=_hint(item),
            href=f"{base}incoming/{item.pk}/",
        )
        for item in items
    ]


def item_view(
    *, item: Incoming, offers: Sequence[Offer], files: Sequence[Enclosure], choices: Sequence[Opportunity],
    pursuit: Pursuit | None, base: str, on: date, error: str,
) -> ItemView:  # fmt: skip
    """One item. `choices` begin with those that may be meant."""
    page = f"{base}incoming/{item.pk}/"
    reasons = {row[0]: row[2] for row in item.ranked}
    shown = [_offer(offer, pursuit, page) for offer in offers if pursuit is not None]
    waiting = [one for one in shown if not one.answer]
    likely = [one for one in choices if one.pk in reasons][:FEW_ROWS]
    return ItemView(
        title=title_of(item),
        said=_when(item, on),
        people=", ".join(name or address for name, address in item.people[:6]),
        logged=_logged(item, on) if item.standing == Standing.LOGGED else "",
        opportunity_href=f"{base}opportunities/{item.opportunity_id}/" if pursuit else "",
        to_sort=item.standing == Standing.TO_SORT,
        left_out=item.standing == Standing.LEFT_OUT,
        choices=[_choice(one, reasons[one.pk]) for one in likely],
        others=[Option(str(one.pk), _named(one), one.pk == item.opportunity_id) for one in choices],
        kinds=[Option(kind.value, ActivityKind(kind).label, kind == item.kind) for kind in KINDS],
        on=item.on.isoformat(),
        today=on.isoformat(),
        offers=waiting,
        answered=[one for one in shown if one.answer],
        nothing=_nothing(item, shown, waiting),
        text=pieces(text=item.text, spans=[(one.start, one.end) for one in offers]),
        files=[FileView(file.name, _size(file.size), f"{page}files/{file.pk}/") for file in files],
        href=page,
        list_href=f"{base}incoming/",
        error=error,
    )


def title_of(item: Incoming) -> str:
    """What one would call it."""
    if item.subject:
        return item.subject
    if item.origin == Origin.MAIL:
        return f"E-mail from {item.sender}" if item.sender else "E-mail"
    return {"call": "Call notes", "meeting": "Meeting notes"}.get(item.kind, "Notes")


def pieces(*, text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    """The text cut where sentences were offered."""
    found: list[Piece] = []
    at = 0
    for start, end in sorted(set(spans)):
        if start < at or end > len(text):
            continue
        found += [Piece(text[at:start], False), Piece(text[start:end], True)]
        at = end
    return [piece for piece in (*found, Piece(text[at:], False)) if piece.text]


def _offer(offer: Offer, pursuit: Pursuit | None, page: str) -> OfferView:
    part: Criterion | None = pursuit.criterion_called(key=offer.criterion) if pursuit else None
    said = {Answer.ACCEPTED: "Added as evidence", Answer.DECLINED: "Not offered again"}
    return OfferView(
        id=offer.pk,
        text=offer.text,
        criterion=part.text if part else offer.criterion,
        why=", ".join(f"“{word}”" for word in offer.why),
        then=_then(part) if part else "",
        href=f"{page}offers/{offer.pk}/",
        answer=said.get(Answer(offer.answer), ""),
    )


def _then(part: Criterion) -> str:
    """What accepting would do; a note is not enough for a criterion that asks for something firmer."""
    if "statement" in part.evidence:
        return VERIFIED_BY[part.verifier]
    return f"A note alone does not show it: that takes {' or '.join(KIND_WORDS[kind] for kind in part.evidence)}."


def _choice(found: Opportunity, reasons: Sequence[str]) -> ChoiceView:
    reason = words.first_upper(text="; ".join(reasons[:2]))
    return ChoiceView(found.pk, found.name, found.account.name if found.account else "", f"{reason}." if reason else "")


def _named(found: Opportunity) -> str:
    return f"{found.account.name}: {found.name}" if found.account else found.name


def _logged(item: Incoming, on: date) -> str:
    kind = ActivityKind(item.kind).label
    whom = f" with {item.contact.name}" if item.contact else ""
    what = f"{kind.lower() if kind != 'E-mail' else kind}{whom}, {words.day(value=item.on, on=on)}"
    return f"Planned: {what}" if item.planned else f"Logged: {what}"


def _when(item: Incoming, on: date) -> str:
    what = {Origin.PASTE: "Pasted", Origin.MAIL: "E-mail", Origin.CALENDAR: "Calendar"}[Origin(item.origin)]
    sender = f" from {item.sender}" if item.sender and item.subject else ""
    return f"{what}{sender}, {words.day(value=item.on, on=on)}"


def _hint(item: Incoming) -> str:
    offers = getattr(item, "open_offers", 0)
    if offers:
        return words.plural(count=offers, one="sentence to look at", many="sentences to look at")
    if not item.ranked:
        return "No opportunity found"
    likely = len(item.ranked)
    return (
        "One opportunity may be meant"
        if likely == 1
        else f"{words.first_upper(text=words.number(value=likely))} opportunities may be meant"
    )


def _nothing(item: Incoming, shown: Sequence[OfferView], waiting: Sequence[OfferView]) -> str:
    if waiting or item.standing != Standing.LOGGED:
        return ""
    if shown:
        return "You have looked at every sentence."
    if not item.text:
        return "There is no text to read here."
    return "No sentence in it plainly proves something that is still missing."


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"
