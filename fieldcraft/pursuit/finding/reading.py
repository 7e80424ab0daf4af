"""Candidates from the database: few statements, each bound to the owners the viewer sees before it looks at a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.finding.folding import most_slips, near, slips
from fieldcraft.pursuit.finding.matching import Asked, Meant
from fieldcraft.pursuit.finding.models import FindableKind
from fieldcraft.pursuit.finding.tables import LONGEST_WHOLE, LONGEST_WORD

#: How many of the latest records of each kind are looked at before the index is: what is common stands among them.
RECENT = 1500
FEWEST_RECENT = 20
MOST_FOUND = 200
#: Shorter ones begin so many words that the index is not asked for them.
SHORT = 3
#: So many among the latest make a word common, and looking through all of its records needless.
COMMON, COMMON_BEGINNINGS, COMMON_NOTES = 40, 10, 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that holds the words, seen through one opportunity of the viewer's line."""

    kind: str
    record: int
    opportunity: int
    open: bool
    latest: date
    own: bool
    name: str
    opportunity_name: str
    account: str
    owner: str
    contact: str
    email: str
    title: str


# The best first within each statement, so that a cut leaves out the least; the key ends the order.
_SHOWN = """
SELECT f.kind, f.record, f.opportunity, f.open, f.latest, f.owner = {me} AS own, o.name, coalesce(a.name, ''), m.name,
    coalesce(c.name, ''), coalesce(c.email, ''), coalesce(c.title, '')
FROM ({found}) f
JOIN crm_opportunity o ON o.id = f.opportunity AND o.owner_id = f.owner
JOIN people_member m ON m.id = f.owner
LEFT JOIN crm_account a ON a.id = o.account_id
LEFT JOIN crm_contact c ON f.kind = 'contact' AND c.id = f.record
ORDER BY f.best, f.kind = 'notes', f.owner = {me} DESC, f.open DESC, f.latest DESC, f.id DESC
"""
_COLUMNS = "f.id, f.kind, f.record, f.owner, f.opportunity, f.open, f.latest"
_RECENT = _SHOWN.replace(
    "{found}",
    f"""
    SELECT {_COLUMNS}, NOT f.words @@ s.whole AS best FROM (
        SELECT unnest(%(owners)s::bigint[]) AS owner, unnest(%(wanted)s::text[])::tsquery AS wanted,
            unnest(%(beginning)s::text[])::tsquery AS whole
    ) s CROSS JOIN unnest(%(kinds)s::text[]) AS kinds(kind) CROSS JOIN LATERAL (
        SELECT * FROM pursuit_findable f WHERE f.owner = s.owner AND f.kind = kinds.kind
        ORDER BY f.open DESC, f.latest DESC, f.id DESC LIMIT %(each)s
    ) f WHERE f.words @@ s.wanted
    ORDER BY best, f.kind = 'notes', f.owner = %(me)s DESC, f.open DESC, f.latest DESC, f.id DESC LIMIT %(most)s
    """,
).replace("{me}", "%(me)s")
_EVERYWHERE = _SHOWN.replace(
    "{found}",
    f"""
    SELECT {_COLUMNS}, CASE WHEN f.words @@ s.exact THEN 0 WHEN f.words @@ s.whole THEN 1 ELSE 2 END AS best FROM (
        SELECT unnest(%(owners)s::bigint[]) AS owner, unnest(%(wanted)s::text[])::tsquery AS wanted,
            unnest(%(held)s::text[])::tsquery AS held, unnest(%(exact)s::text[])::tsquery AS exact,
            unnest(%(beginning)s::text[])::tsquery AS whole
    ) s CROSS JOIN LATERAL finding_holding(s.held, s.wanted) f WHERE f.owner = s.owner
    ORDER BY best, f.kind = 'notes', f.owner = %(me)s DESC, f.open DESC, f.latest DESC, f.id DESC LIMIT %(most)s
    """,
).replace("{me}", "%(me)s")


def owners_seen(viewer: Viewer) -> tuple[int, ...]:
    """Whose records the viewer sees; the operator sees everybody's."""
    if viewer.sees is not None:
        return viewer.sees
    return tuple(Member.objects.order_by("pk").values_list("pk", flat=True))


def recent(*, viewer: Viewer, owners: Sequence[int], asked: Asked) -> list[Candidate]:
    """Of each owner's latest records of each kind those that hold all the words; one SQL statement."""
    return _read(_RECENT, viewer, {
        "owners": list(owners),
        "wanted": [f"{_all_words(owner, '.', asked, {})}|{_all_words(owner, '~', asked, {})}" for owner in owners],
        "beginning": [_whole(owner, asked, ":*") for owner in owners],
        "kinds": FindableKind.values,
        "each": max(RECENT // max(len(owners), 1), FEWEST_RECENT),
    })  # fmt: skip


def everywhere(
    *, viewer: Viewer, owners: Sequence[int], asked: Asked, names: bool, beginnings: bool, notes: bool
) -> list[Candidate]:
    """Records of any age called so, and, as far as wanted, that begin so, hold the words, or have notes with them."""
    rare = Asked(tuple(word for word in asked.words if len(word) >= SHORT), asked.whole)
    end = ":*" if beginnings and len(asked.whole) >= SHORT else ""
    marks = [mark for mark, wished in ((".", names), ("~", notes)) if wished and rare.words]
    return _everywhere(viewer, owners, asked, rare, marks, {}, end)


def mistyped(*, viewer: Viewer, owners: Sequence[int], asked: Asked, meant: Meant) -> list[Candidate]:
    """Records with a word that each word typed may have been meant for."""
    rare = Asked(tuple(word for word in asked.words if len(word) >= SHORT), asked.whole)
    return _everywhere(viewer, owners, asked, rare, ".~", meant, "")


def _everywhere(
    viewer: Viewer, owners: Sequence[int], asked: Asked, rare: Asked, marks: Sequence[str], meant: Meant, end: str
) -> list[Candidate]:
    """The index is asked for the longer words; of those records all words are looked for."""

    def ways(owner: int, words: Asked) -> str:
        return "|".join([_whole(owner, asked, end), *(_all_words(owner, mark, words, meant) for mark in marks)])

    return _read(_EVERYWHERE, viewer, {
        "owners": list(owners),
        "wanted": [ways(owner, asked) for owner in owners],
        "held": [ways(owner, rare) for owner in owners],
        "exact": [_whole(owner, asked, "") for owner in owners],
        "beginning": [_whole(owner, asked, end) for owner in owners],
    })  # fmt: skip


def meant_by(*, asked: Asked) -> Meant:
    """For each word typed, the words of the organisation it may have been meant for; an SQL statement for each."""
    found = {}
    for word in asked.words:
        if most_slips(word):
            with connection.cursor() as cursor:
                cursor.execute("SELECT finding_alike(%s, %s)", [word[:LONGEST_WORD], sorted(slips(word))])
                found[word] = near(word, {row[0] for row in cursor.fetchall()}, typing=word == asked.words[-1])
    return found


def lines_of(*, opportunity_ids: Sequence[int]) -> list[tuple[str, int, int, date, str]]:
    """Every line of the notes of these: kind, id, opportunity, day, text; the latest first. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT kind, id, opportunity, "on", said FROM finding_lines(%s) ORDER BY opportunity, place',
            [list(opportunity_ids)],
        )
        return [
            (str(kind), line, opportunity, on, str(said)) for kind, line, opportunity, on, said in cursor.fetchall()
        ]


def _read(sql: str, viewer: Viewer, parameters: Mapping[str, Any]) -> list[Candidate]:
    me = viewer.member.pk if viewer.member else 0
    with connection.cursor() as cursor:
        cursor.execute(sql, {"me": me, "most": MOST_FOUND, **parameters})
        return [_candidate(row) for row in cursor.fetchall()]


def _candidate(row: tuple[object, ...]) -> Candidate:
    kind, record, opportunity, is_open, latest, own, name, account, owner, contact, email, title = row
    called = {"account": account, "contact": contact}.get(str(kind), name)
    return Candidate(
        str(kind), record, opportunity, bool(is_open), latest, bool(own), str(called), str(name), str(account),  # type: ignore[arg-type]
        str(owner), str(contact), str(email), str(title),
    )  # fmt: skip


def _whole(owner: int, asked: Asked, end: str) -> str:
    return f"'{owner}={asked.whole[:LONGEST_WHOLE]}'{end}"


def _all_words(owner: int, mark: str, asked: Asked, meant: Meant) -> str:
    """As a tsquery. The words hold letters and digits only, see folding; nothing in them can end the quotes."""
    parts = []
    for word in asked.words:
        ways = [f"{word[:LONGEST_WORD]}':*", *(f"{other}'" for other in meant.get(word, {}))]
        parts.append("(" + "|".join(f"'{owner}{mark}{way}" for way in ways) + ")")
    return "(" + "&".join(parts) + ")"
