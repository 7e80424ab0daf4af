"""Answers to steps follow what they answered: a play that goes by another key, a criterion somebody was to confirm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection

from fieldcraft.guidance.models import NextStep, Response
from fieldcraft.methodology.package.succession import CRITERION, PLAY, Succession
from fieldcraft.pursuit.moving.carrying import Carried

# In two steps, because of two keys that change places neither may meet the other.
ASIDE = "UPDATE guidance_response SET key = 'moving:' || id WHERE id = ANY(%s)"
REKEY = """
    UPDATE guidance_response response SET key = changed.key, play = changed.play
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS changed(id, key, play) WHERE response.id = changed.id
"""
Named = tuple[str, str]


def heir_of_step(*, key: str, way: Succession, back: bool = False) -> str | None:
    """The key of the same step in the other version; None where that has none. Promises belong to no version."""
    follow = way.origin if back else way.heir
    kind, _, criterion = key.partition(":")
    if kind == "promise":
        return key
    if criterion and kind in ("confirm", "verify"):
        found = follow(kind=CRITERION, key=criterion)
        return f"{kind}:{found}" if found else None
    return follow(kind=PLAY, key=key)


def count_gone(*, ways: Mapping[int, Succession]) -> dict[int, int]:
    """By opportunity: its next steps that the version on the other side of its way does not have."""
    gone: dict[int, int] = {}
    rows = NextStep.objects.filter(opportunity__in=list(ways)).values_list("opportunity_id", "key")
    for opportunity, key in rows:
        gone[opportunity] = gone.get(opportunity, 0) + (heir_of_step(key=key, way=ways[opportunity]) is None)
    return gone


def follow(*, done: Carried) -> None:
    """Rename the responses of pursuits that were just moved, keeping in each row what they were."""
    rows = _responses(done.rows)
    for row in done.rows.values():
        row.responses = {}
    changed: dict[int, Named] = {}
    for response in rows:
        way, row = done.ways[response.opportunity_id], done.rows[response.opportunity_id]
        row.last_response = max(row.last_response, response.pk)
        heir = heir_of_step(key=response.key, way=way)
        if heir is not None and heir != response.key:
            play = way.heir(kind=PLAY, key=response.play) or response.play
            changed[response.pk] = (heir, play)
    by_id = {response.pk: response for response in rows}
    for pk in _rekey(rows, changed):
        response = by_id[pk]
        done.rows[response.opportunity_id].responses[str(pk)] = [response.key, response.play]


def follow_back(*, done: Carried) -> None:
    """Give the responses of pursuits that go back the keys they had; what was answered since goes by the old key."""
    rows = _responses(done.rows)
    changed: dict[int, Named] = {}
    for response in rows:
        way, row = done.ways[response.opportunity_id], done.rows[response.opportunity_id]
        before = row.responses.get(str(response.pk))
        if before is not None:
            changed[response.pk] = (before[0], before[1])
        elif response.pk > row.last_response:
            origin = heir_of_step(key=response.key, way=way, back=True)
            if origin is not None and origin != response.key:
                changed[response.pk] = (origin, way.origin(kind=PLAY, key=response.play) or response.play)
    _rekey(rows, changed)


def _responses(opportunities: Iterable[int]) -> list[Response]:
    return list(Response.objects.filter(opportunity__in=list(opportunities)).order_by("pk"))


def _rekey(rows: Iterable[Response], changed: Mapping[int, Named]) -> list[int]:
    """Of one member's answers in force that would meet under one key the latest goes by it; the others keep theirs."""
    if not changed:
        return []
    taken = {(r.opportunity_id, r.member_id, r.key) for r in rows if r.undone_at is None and r.pk not in changed}
    going: dict[int, Named] = {}
    for response in sorted(rows, key=lambda one: one.pk, reverse=True):
        if response.pk not in changed:
            continue
        place = (response.opportunity_id, response.member_id, changed[response.pk][0])
        if response.undone_at is None and place in taken:
            taken.add((response.opportunity_id, response.member_id, response.key))
            continue
        if response.undone_at is None:
            taken.add(place)
        going[response.pk] = changed[response.pk]
    with connection.cursor() as cursor:
        cursor.execute(ASIDE, [list(going)])
        keys, plays = [key for key, _ in going.values()], [play for _, play in going.values()]
        cursor.execute(REKEY, [list(going), keys, plays])
    return list(going)
