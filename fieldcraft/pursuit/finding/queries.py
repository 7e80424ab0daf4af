"""Find anything the viewer may see: opportunities, accounts, people of the customer, plays, knowledge, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.db.models import Count

from fieldcraft.crm.models import Opportunity
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.queries import in_use
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.finding import reading
from fieldcraft.pursuit.finding.folding import words_of
from fieldcraft.pursuit.finding.handbook import chapters_found
from fieldcraft.pursuit.finding.matching import Asked, Fit, Meant, fit
from fieldcraft.pursuit.finding.reading import Candidate

Kind = Literal["opportunity", "account", "contact", "play", "knowledge", "note"]
MOST = 30
ENOUGH = 5
#: So long a text that is found once was typed right; so many words were pasted, not typed.
LONG, MOST_MISTYPED = 8, 4
MOST_NOTES = 8
MOST_RECORDS = 50
AFTER_NAMES = 1000
#: Of two that fit alike: a name that stands for others comes before what is called after it.
PLACES = {"account": 0, "opportunity": 1, "contact": 2}


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. `opportunity` is where it is seen, None for plays and knowledge; `key` is their key.

    `beside` says where it belongs; the title of a note is its line; `open` says whether the opportunity is;
    `opportunities` counts an account's open ones that the viewer may see.
    """

    kind: Kind
    title: str
    beside: str = ""
    owner: str = ""
    record: int | None = None
    opportunity: int | None = None
    key: str = ""
    stage: str = ""
    on: date | None = None
    open: bool = True
    opportunities: int = 0


@dataclass(frozen=True, slots=True)
class _Ranked:
    """What decides the order: fit, slips, then own and open first, the kind, the latest; the id makes it whole."""

    hit: Hit
    order: tuple[int, int, bool, bool, int, int, int]


def find(*, viewer: Viewer, text: str, most: int = MOST) -> tuple[Hit, ...]:
    """The best answers to what was typed, best first; at most seven SQL statements and one for each mistyped word.

    What the viewer may not see changes nothing: every statement is bound to the owners he sees before it looks at a
    word or cuts. Accounts and people show only through an opportunity he may see; who has none is not found.
    """
    asked = Asked.of(text)
    if not asked.words:
        return ()
    candidates, meant = _candidates(viewer, _owners(viewer), asked)
    ranked = [one for candidate in candidates if (one := _ranked(candidate, asked, meant))]
    ranked += _chapters(asked, mistyped=meant is not None)
    ranked += _notes([one for one in candidates if one.kind == "notes"], asked, meant or {})
    ranked.sort(key=lambda one: one.order)
    return _counted(_first_of_each(ranked)[:most], viewer)


def records(*, viewer: Viewer, opportunity_ids: Iterable[int]) -> tuple[Hit, ...]:
    """Those of these opportunities that the viewer may see, in the order given; one SQL statement."""
    wanted = list(dict.fromkeys(opportunity_ids))[:MOST_RECORDS]
    rows = Opportunity.objects.visible_to(viewer).filter(pk__in=wanted).values_list(
        "pk", "name", "account__name", "owner__name", "outcome"
    )  # fmt: skip
    found = {
        pk: Hit("opportunity", name, account or "", owner or "", pk, pk, open=outcome == "open")
        for pk, name, account, owner, outcome in rows
    }
    return tuple(found[pk] for pk in wanted if pk in found)


def _owners(viewer: Viewer) -> tuple[int, ...]:
    if viewer.sees is not None:
        return viewer.sees
    return tuple(Member.objects.order_by("pk").values_list("pk", flat=True))


def _candidates(viewer: Viewer, owners: Sequence[int], asked: Asked) -> tuple[list[Candidate], Meant | None]:
    """From the latest records, then from all where the words are rare, then of mistyped words where there are few."""
    found = reading.recent(viewer=viewer, owners=owners, asked=asked)
    names = [one for one in found if one.kind != "notes"]
    fits = [one for candidate in names if (one := _fit(candidate, asked, None))]
    beginnings = sum(one[0] <= Fit.BEGINS for one in fits)
    found += reading.everywhere(
        viewer=viewer,
        owners=owners,
        asked=asked,
        names=len(names) < reading.COMMON,
        beginnings=beginnings < reading.COMMON_BEGINNINGS,
        notes=len(found) - len(names) < reading.COMMON_NOTES and len(names) < reading.COMMON,
    )
    named = {(one.kind, one.record) for one in found if one.kind != "notes"}
    if len(named) >= (ENOUGH if len(asked.whole) < LONG else 1):
        return found, None
    if len(asked.words) > MOST_MISTYPED:
        return found, {}
    meant = reading.meant_by(asked=asked)
    if any(meant.values()) and any(len(word) >= reading.SHORT for word in asked.words):
        found += reading.mistyped(viewer=viewer, owners=owners, asked=asked, meant=meant)
    return found, meant


def _fit(candidate: Candidate, asked: Asked, meant: Meant | None) -> tuple[int, int] | None:
    """How well a record that is no note fits."""
    more = {"opportunity": (candidate.account,), "contact": (candidate.email, candidate.account)}
    return fit(asked=asked, title=candidate.name, more=more.get(candidate.kind, ()), meant=meant)


def _ranked(candidate: Candidate, asked: Asked, meant: Meant | None) -> _Ranked | None:
    if candidate.kind == "notes" or (found := _fit(candidate, asked, meant)) is None:
        return None
    return _Ranked(_hit(candidate), (*found, *_place(candidate)))


def _place(candidate: Candidate) -> tuple[bool, bool, int, int, int]:
    place = PLACES.get(candidate.kind, len(PLACES))
    return not candidate.own, not candidate.open, place, -candidate.latest.toordinal(), -candidate.record


def _hit(candidate: Candidate) -> Hit:
    if candidate.kind == "opportunity":
        kind: Kind = "opportunity"
        beside = candidate.account
    elif candidate.kind == "account":
        kind, beside = "account", candidate.opportunity_name
    else:
        kind, beside = "contact", ", ".join(part for part in (candidate.title, candidate.account) if part)
    return Hit(
        kind, candidate.name, beside, candidate.owner, candidate.record, candidate.opportunity,
        on=candidate.latest, open=candidate.open,
    )  # fmt: skip


def _chapters(asked: Asked, *, mistyped: bool) -> list[_Ranked]:
    try:
        playbook = in_use()
    except MethodologyError:
        return []
    found = chapters_found(playbook=playbook, asked=asked, mistyped=mistyped)
    return [
        _Ranked(
            Hit(one.kind, one.title, one.stage_title, key=one.key, stage=one.stage),
            (how, slips, True, False, len(PLACES), 0, at),
        )
        for at, (one, how, slips) in enumerate(found)
    ]


def _notes(notes: Sequence[Candidate], asked: Asked, meant: Meant) -> list[_Ranked]:
    """Of each opportunity whose notes hold the words, the line that holds most; one SQL statement or none."""
    chosen = {one.record: one for one in notes[:MOST_NOTES]}
    best: dict[int, tuple[int, int, date, str]] = {}
    for _, _, opportunity, on, said in reading.lines_of(opportunity_ids=list(chosen)) if chosen else ():
        plain, near = _held(said, asked, meant)
        if (plain, near) > best.get(opportunity, (0, 0))[:2]:
            shown = max(said.splitlines(), key=lambda line: _held(line, asked, meant))
            best[opportunity] = (plain, near, on, shown)
    return [_note(chosen[opportunity], found, asked) for opportunity, found in best.items()]


def _held(said: str, asked: Asked, meant: Meant) -> tuple[int, int]:
    """How many of the words typed stand there, and how many of those that may have been meant."""
    words = words_of(said)
    plain = sum(any(word.startswith(one) for word in words) for one in asked.words)
    return plain, sum(any(word in meant.get(one, ()) for word in words) for one in asked.words)


def _note(candidate: Candidate, found: tuple[int, int, date, str], asked: Asked) -> _Ranked:
    plain, near, on, said = found
    beside = ", ".join(part for part in (candidate.account, candidate.opportunity_name) if part)
    hit = Hit(
        "note", _cut(said), beside, candidate.owner, candidate.record, candidate.opportunity, on=on,
        open=candidate.open,
    )  # fmt: skip
    how = Fit.TEXT if plain or not near else Fit.SLIPPED
    return _Ranked(hit, (how, AFTER_NAMES + len(asked.words) - plain, *_place(candidate)))


def _first_of_each(ranked: Iterable[_Ranked]) -> tuple[Hit, ...]:
    found: dict[tuple[str, int | None, str], Hit] = {}
    for one in ranked:
        found.setdefault((one.hit.kind, one.hit.record, one.hit.key), one.hit)
    return tuple(found.values())


def _counted(hits: tuple[Hit, ...], viewer: Viewer) -> tuple[Hit, ...]:
    accounts = [hit.record for hit in hits if hit.kind == "account" and hit.record is not None]
    if not accounts:
        return hits
    rows = Opportunity.objects.visible_to(viewer).open().filter(account_id__in=accounts)
    counts = dict(rows.values("account_id").annotate(count=Count("pk")).values_list("account_id", "count").order_by())
    return tuple(
        replace(hit, opportunities=counts.get(hit.record or 0, 0)) if hit.kind == "account" else hit for hit in hits
    )


def _cut(said: str, most: int = 140) -> str:
    line = " ".join(said.split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + "…"
