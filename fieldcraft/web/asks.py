"""What waits for somebody's word, as the lines above his page say it: what came in, evidence, drafts."""

from __future__ import annotations

from fieldcraft.methodology.studio.queries import asking
from fieldcraft.methodology.studio.rights import may_enter, sees_all
from fieldcraft.pursuit.gates.queries import asks_open
from fieldcraft.pursuit.queries.waits import Waits, waits
from fieldcraft.web import words
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Place


def asks(request: MemberRequest) -> list[Place]:
    """What waits; one SQL statement, one more where a colleague asks, and one for managers, who may write along."""
    found = waits(member=request.member)
    asked = _to_verify(request) if found.to_verify else []
    return [*asked, *_came_in(request, found), *drafts(request)]


def _to_verify(request: MemberRequest) -> list[Place]:
    base = f"/o/{request.organisation.slug}/asked/"
    return [
        Place(f"Confirm for {one.by}", f"{base}{one.id}/", one.criterion.text)
        for one in asks_open(member=request.member)
    ]


def _came_in(request: MemberRequest, waiting: Waits) -> list[Place]:
    _, sort, offers = waiting
    href = f"/o/{request.organisation.slug}/incoming/"
    found = []
    if sort:
        found.append(Place(f"Place {words.plural(count=sort, one='note or mail', many='notes and mails')}", href, ""))
    if offers:
        found.append(Place(f"Look for evidence in {words.plural(count=offers, one='note')}", href, ""))
    return found


def drafts(request: MemberRequest) -> list[Place]:
    """Drafts of the playbook that ask managers; no statement for anybody else."""
    member = request.member
    if sees_all(member=member) or not may_enter(member=member):
        return []
    studio = f"/o/{request.organisation.slug}/playbook/studio/"
    return [
        Place(f"Say yes or no to “{one.title}”", f"{studio}{one.draft_id}/review/", "A draft of the playbook")
        if one.proposed
        else Place(f"Write along on “{one.title}”", f"{studio}{one.draft_id}/", "A draft of the playbook")
        for one in asking(member=member)
    ]
