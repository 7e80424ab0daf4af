"""From evidence to a draft: proposals taken into the Studio, or left for later. A person decides each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from fieldcraft.insight import events
from fieldcraft.insight.errors import InsightError
from fieldcraft.insight.proposed.models import ProposalLeft, ProposalTaken
from fieldcraft.insight.proposed.queries import Standing, back_at, proposal_page, proposals_in
from fieldcraft.insight.proposed.words import address_of, change_in_words, evidence_in_words
from fieldcraft.insight.proposing.applying import applied
from fieldcraft.insight.proposing.types import Proposal
from fieldcraft.methodology.models import Draft, PlaybookVersion
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.queries import version_in_use
from fieldcraft.methodology.rights import may_shape
from fieldcraft.methodology.studio.actions import start_draft
from fieldcraft.methodology.studio.models import DraftState
from fieldcraft.people.models import Member
from fieldcraft.trail.record import Actor, write

#: Two presses at once would begin two drafts.
ALONE: Final = "SELECT pg_advisory_xact_lock(hashtext('proposals'), hashtext(current_schema()))"
GONE: Final = "is not proposed any more. Open the proposals again and choose anew."


def draft_from_proposals(
    *, version: PlaybookVersion, chosen_keys: Collection[str], title: str, member: Member, by: Actor, now: datetime
) -> Draft:
    """Begin a draft of `version` with the chosen proposals in it, each with its evidence as a comment on its part.

    One trail entry, that of the draft. The same choice again gives the draft that is there, while it is written.

    Raises InsightError for who may not write playbooks, without a choice, for a proposal that stands no more, and
    where the playbook cannot take all of them together; DraftError for an empty title.
    """
    _refuse(member)
    if not chosen_keys:
        raise InsightError("Nothing is chosen. Tick at least one proposal.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(ALONE)
        page = proposal_page(version=version)
        chosen = _chosen([one for one in page.standings if one.left is None], chosen_keys)
        same = _same(version, set(chosen_keys), member)
        if same is not None:
            return same
        asked = [one.proposal for one in chosen]
        try:
            cut = applied(playbook=page.playbook, chosen=asked)
        except ValueError as error:
            raise InsightError(str(error)) from error
        comments = [(address_of(proposal=one), _said(one, page.playbook)) for one in asked]
        draft = start_draft(title=title, version=version, cut=cut, comments=comments, member=member, by=by, now=now)
        ProposalTaken.objects.bulk_create(ProposalTaken(draft=draft, key=one.key, n=one.effect.n) for one in asked)
    return draft


def leave_proposal(*, key: str, reason: str, member: Member, by: Actor, now: datetime) -> ProposalLeft:
    """Leave a proposal for later: it comes back once the evidence has grown; see `back_at`.

    The same again changes nothing. Raises InsightError for who may not write playbooks, without a reason, and for
    what is not proposed.
    """
    _refuse(member)
    reason = reason.strip()[:300]
    if not reason:
        raise InsightError("Say in a few words why not now. Whoever reads it next will want to know.")
    page = proposal_page(version=version_in_use())
    proposal = _chosen(page.standings, [key])[0].proposal
    with write(by=by, verb=events.PROPOSAL_LEFT, now=now) as change:
        row = ProposalLeft.objects.select_for_update().filter(playbook=page.playbook.key, key=key).first()
        if row is not None and (row.reason, row.n) == (reason, proposal.effect.n):
            change.nothing()
            return row
        values = {"reason": reason, "n": proposal.effect.n, "back_at": back_at(n=proposal.effect.n)}
        row, _ = ProposalLeft.objects.update_or_create(
            playbook=page.playbook.key, key=key, defaults={**values, "by": member, "at": now}
        )
        change.about(kind="proposal", id=key, label=change_in_words(proposal=proposal, playbook=page.playbook))
        change.field("back at", None, row.back_at)
        change.note = reason
    return row


def bring_back(*, key: str, member: Member, by: Actor, now: datetime) -> None:
    """Put a proposal back that was left for later; once more changes nothing.

    Raises InsightError for who may not write playbooks.
    """
    _refuse(member)
    with write(by=by, verb=events.PROPOSAL_BACK, now=now) as change:
        gone, _ = ProposalLeft.objects.filter(playbook=version_in_use().key, key=key).delete()
        if not gone:
            change.nothing()
        change.about(kind="proposal", id=key, label=key)


def _said(proposal: Proposal, playbook: Playbook) -> str:
    """What changes and on what it rests, as the remark on the part."""
    return f"{change_in_words(proposal=proposal, playbook=playbook)} {evidence_in_words(proposal=proposal)}"


def _refuse(member: Member) -> None:
    if not may_shape(member=member):
        raise InsightError("Only who looks after the playbook decides on proposals. Ask enablement.")


def _chosen(standings: Sequence[Standing], keys: Collection[str]) -> list[Standing]:
    found = {one.proposal.key: one for one in standings}
    for key in keys:
        if key not in found:
            raise InsightError(f"“{key}” {GONE}")
    return [one for one in standings if one.proposal.key in set(keys)]


def _same(version: PlaybookVersion, keys: set[str], member: Member) -> Draft | None:
    """The draft that was begun by the same choice and is still written."""
    drafts = Draft.objects.filter(base=version, started_by=member, state=DraftState.OPEN).order_by("-pk")
    live = drafts.filter(pk__in=ProposalTaken.objects.values("draft"))
    return next((draft for draft in live if proposals_in(draft=draft) == keys), None)
