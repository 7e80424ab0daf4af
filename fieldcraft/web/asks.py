"""What waits for somebody's word, as the line above his page says it: drafts of the playbook, evidence to verify."""

from __future__ import annotations

from fieldcraft.methodology.studio.queries import asking
from fieldcraft.methodology.studio.rights import may_enter, sees_all
from fieldcraft.pursuit.gates.queries import asks_open
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Place


def asks(request: MemberRequest) -> list[Place]:
    """What one is asked for; one SQL statement, and one more for managers, who may write along on a playbook."""
    return [*_to_verify(request), *_drafts(request)]


def _to_verify(request: MemberRequest) -> list[Place]:
    base = f"/o/{request.organisation.slug}/asked/"
    return [
        Place(one.criterion.text, f"{base}{one.id}/", f"{one.by} asks whether you can confirm this.")
        for one in asks_open(member=request.member)
    ]


def _drafts(request: MemberRequest) -> list[Place]:
    member = request.member
    if sees_all(member=member) or not may_enter(member=member):
        return []
    studio = f"/o/{request.organisation.slug}/playbook/studio/"
    return [
        Place(one.title, f"{studio}{one.draft_id}/review/", "waits for your yes, or for what should change.")
        if one.proposed
        else Place(one.title, f"{studio}{one.draft_id}/", "is being written. You are asked to write along.")
        for one in asking(member=member)
    ]
