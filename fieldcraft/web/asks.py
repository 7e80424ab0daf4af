"""What waits for somebody's word, as the lines above his page say it: what came in, evidence, drafts."""

from __future__ import annotations

from fieldcraft.methodology.studio.queries import asking
from fieldcraft.methodology.studio.rights import may_enter, sees_all
from fieldcraft.pursuit.gates.queries import asks_open
from fieldcraft.pursuit.intake.queries import waiting
from fieldcraft.web import words
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Place


def asks(request: MemberRequest) -> list[Place]:
    """What waits; two SQL statements, and one more for managers, who may write along on a playbook."""
    return [*_to_verify(request), *_came_in(request), *_drafts(request)]


def _to_verify(request: MemberRequest) -> list[Place]:
    base = f"/o/{request.organisation.slug}/asked/"
    return [
        Place(one.criterion.text, f"{base}{one.id}/", f"{one.by} asks whether you can confirm this.")
        for one in asks_open(member=request.member)
    ]


def _came_in(request: MemberRequest) -> list[Place]:
    sort, offers = waiting(member=request.member)
    href = f"/o/{request.organisation.slug}/incoming/"
    said = []
    if sort:
        said.append(
            f"{words.plural(count=sort, one='note or mail is', many='notes and mails are')} on no opportunity yet"
        )
    if offers:
        said.append(f"{offers} {'holds' if offers == 1 else 'hold'} sentences that may be evidence")
    return [Place("Sort these" if sort else "May be evidence", href, f"{', '.join(said)}.")] if said else []


def _drafts(request: MemberRequest) -> list[Place]:
    member = request.member
    if sees_all(member=member) or not may_enter(member=member):
        return []
    studio = f"/o/{request.organisation.slug}/playbook/studio/"
    return [
        Place(f"“{one.title}”", f"{studio}{one.draft_id}/review/", "waits for your yes, or for what should change.")
        if one.proposed
        else Place(f"“{one.title}”", f"{studio}{one.draft_id}/", "is being written. You are asked to write along.")
        for one in asking(member=member)
    ]
