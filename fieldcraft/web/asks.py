"""Drafts of the playbook that wait for somebody's word, as the line above his page says it."""

from __future__ import annotations

from fieldcraft.methodology.studio.queries import asking
from fieldcraft.methodology.studio.rights import may_enter, sees_all
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Place


def asks(request: MemberRequest) -> list[Place]:
    """What a co-author is asked for; one SQL statement for managers, none for everybody else."""
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
