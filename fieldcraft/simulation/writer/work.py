"""Pursuits, evidence, files, answers to steps, and the trail of how all of it came about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time

from fieldcraft.crm import events as crm_events
from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance import events as guidance_events
from fieldcraft.guidance.models import Answer, Response
from fieldcraft.lib.bulk import insert
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.schema import Criterion, Playbook
from fieldcraft.methodology.queries import process_of
from fieldcraft.pursuit import events as pursuit_events
from fieldcraft.pursuit.models import Capacity, Evidence, File, Pursuit
from fieldcraft.simulation.draw.world import DrawnEvent, DrawnEvidence, DrawnOpportunity, World
from fieldcraft.simulation.writer.people import People
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, Change, Written

BATCH = 2000
IMPORT = Actor(member_id=None, name="CRM import", door=Door.IMPORT)


def write_work(*, world: World, people: People, opportunities: Sequence[Opportunity], version: PlaybookVersion) -> None:
    """Store what was done with the playbook: a pursuit for every opportunity, its evidence, steps marked done."""
    first_day = datetime.combine(world.since, time(7), tzinfo=UTC)
    pursuits = Pursuit.objects.bulk_create(
        [
            Pursuit(
                opportunity=stored,
                version=version,
                process=process_of(version=version, crm_type=stored.type),
                started_at=max(first_day, drawn.events[0].at),
            )
            for drawn, stored in zip(world.opportunities, opportunities, strict=True)
        ],
        batch_size=BATCH,
    )
    files = iter(File.objects.bulk_create(list(_files(world)), batch_size=BATCH))
    insert(
        rows=[
            _evidence(drawn, each, pursuit, people, next(files) if each.file_name else None)
            for drawn, pursuit in zip(world.opportunities, pursuits, strict=True)
            for each in drawn.evidence
        ]
    )
    Response.objects.bulk_create(
        [
            Response(
                opportunity=stored,
                member=people.members[drawn.owner],
                key=event.play,
                play=event.play,
                title=event.title,
                answer=Answer.DONE,
                at=event.at,
            )
            for drawn, stored in zip(world.opportunities, opportunities, strict=True)
            for event in drawn.events
            if event.kind == "step_done"
        ],
        batch_size=BATCH,
    )


def past_of_work(
    *, world: World, people: People, opportunities: Sequence[Opportunity], playbook: Playbook
) -> Iterator[Written]:
    """The timeline of each opportunity."""
    criteria = {part.key: part for part in playbook.criteria}
    for drawn, stored in zip(world.opportunities, opportunities, strict=True):
        for event in drawn.events:
            yield _past_of_event(event, stored, people)
        for each in drawn.evidence:
            yield from _past_of_evidence(each, criteria[each.criterion], stored, people)


def _past_of_event(event: DrawnEvent, stored: Opportunity, people: People) -> Written:
    change = Change()
    for name, before, after in event.changes:
        change.field(name, before, after)
    if event.kind == "step_done" and event.by is not None:
        change.about(kind="step", id=event.play, label=event.title, opportunity_id=stored.pk)
        change.field("answer", None, Answer.DONE.value)
        return Written(event.at, people.actors[event.by], guidance_events.STEP_DONE, change)
    change.about(kind="opportunity", id=stored.pk, label=stored.name, opportunity_id=stored.pk)
    created = event.kind == "opportunity_imported"
    verb = crm_events.OPPORTUNITY_IMPORTED if created else crm_events.OPPORTUNITY_CHANGED
    return Written(event.at, IMPORT, verb, change)


def _past_of_evidence(
    each: DrawnEvidence, criterion: Criterion, stored: Opportunity, people: People
) -> Iterator[Written]:
    verb = pursuit_events.EVIDENCE_STATED if each.supports else pursuit_events.EVIDENCE_DISPUTED
    stated = _about(criterion, stored)
    stated.note = each.note
    enough = criterion.verifier == "anyone" or criterion.check is not None
    stated.field("state", None, ("met" if enough else "claimed") if each.supports else "contradicted")
    yield Written(each.stated_at, people.actors[each.stated_by], verb, stated)
    if each.verified_by is not None and each.verified_at is not None:
        verified = _about(criterion, stored)
        verified.field("state", None, "claimed" if criterion.verifier == "buyer" else "met")
        yield Written(each.verified_at, people.actors[each.verified_by], pursuit_events.EVIDENCE_VERIFIED, verified)


def _about(criterion: Criterion, stored: Opportunity) -> Change:
    change = Change()
    change.about(kind="criterion", id=criterion.key, label=criterion.text, opportunity_id=stored.pk)
    return change


def _evidence(
    drawn: DrawnOpportunity, each: DrawnEvidence, pursuit: Pursuit, people: People, file: File | None
) -> Evidence:
    verified_by = people.members[each.verified_by] if each.verified_by is not None else None
    return Evidence(
        pursuit=pursuit,
        criterion=each.criterion,
        given_for=each.criterion,
        given_under_id=pursuit.version_id,
        kind=each.kind,
        supports=each.supports,
        note=each.note,
        file=file,
        owner=people.members[drawn.owner],
        stated_by=people.members[each.stated_by],
        stated_as=_capacity(each.stated_by, people),
        stated_at=each.stated_at,
        verified_by=verified_by,
        verified_as=_capacity(each.verified_by, people),
        verified_at=each.verified_at,
    )


def _capacity(key: int | None, people: People) -> Capacity:
    leads = key is not None and people.members[key].role == "manager"
    return Capacity.MANAGER if leads else Capacity.MEMBER


def _files(world: World) -> Iterator[File]:
    """Short text files: what the note says, as the buyer sent it."""
    for drawn in world.opportunities:
        account = world.accounts[drawn.account].name
        for each in drawn.evidence:
            if not each.file_name:
                continue
            content = f"{account}: {drawn.name}\n{each.stated_at:%d %B %Y}\n\n{each.note}\n".encode()
            media_type = "text/csv" if each.file_name.endswith(".csv") else "text/plain"
            yield File(
                name=each.file_name,
                media_type=media_type,
                size=len(content),
                digest=hashlib.sha256(content).hexdigest(),
                content=content,
            )
