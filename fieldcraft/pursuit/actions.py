"""Changes to what proves an opportunity: one verb each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.package.schema import Criterion
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit import events
from fieldcraft.pursuit.concluding import conclude, hold
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Capacity, Evidence, EvidenceKind, File, Pursuit
from fieldcraft.pursuit.uploads import check_size
from fieldcraft.trail.record import Actor, Change, write

LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    name: str
    media_type: str
    content: bytes


def confirm_criterion(
    *,
    pursuit: Pursuit,
    criterion: str,
    note: str,
    file: Upload | None,
    member: Member,
    by: Actor,
    now: datetime,
    existing: File | None = None,
) -> Evidence:
    """Put forward a note or a file for a criterion, or both; the same again changes nothing.

    `existing` is a file that lies with the opportunity already; one that is sent along counts instead of it.

    Whether that meets the criterion is for the evaluation to say: where the playbook asks for another verifier it
    stays claimed. Raises PursuitError when it says nothing or the criterion is not of this playbook.
    """
    part = _criterion(pursuit=pursuit, key=criterion)
    criterion, note = part.key, _note(note)
    if not note and file is None and existing is None:
        raise PursuitError(f"“{part.text}” needs a note or a file that shows it. Add one of them.")
    kind = EvidenceKind.FILE if file or existing else EvidenceKind.STATEMENT
    digest = _digest(file) if file else existing.digest if existing else None
    same = _open_evidence(pursuit, criterion).filter(
        stated_by=member, kind=kind, note=note, supports=True, file__digest=digest
    )
    with write(by=by, verb=events.EVIDENCE_STATED, now=now) as change:
        _lock(pursuit)
        if found := same.first():
            change.nothing()
            return found
        row = _state(pursuit=pursuit, criterion=criterion, member=member, now=now)
        row.kind, row.note = kind, note
        row.file = keep(file=file, opportunity_id=pursuit.opportunity_id) if file else existing
        row.save()
        _conclude(change, pursuit=pursuit, part=part, note=note or (row.file.name if row.file else ""), now=now)
    return row


def keep_answer(*, pursuit: Pursuit, criterion: str, note: str, member: Member, now: datetime) -> Evidence | None:
    """The same within the write and the lock of another action, note only; None where just that stands already.

    The caller concludes. Raises PursuitError as `confirm_criterion` does.
    """
    part, note = _criterion(pursuit=pursuit, key=criterion), _note(note)
    same = _open_evidence(pursuit, part.key).filter(
        stated_by=member, kind=EvidenceKind.STATEMENT, note=note, supports=True, file__isnull=True
    )
    if not note or same.exists():
        return None
    row = _state(pursuit=pursuit, criterion=part.key, member=member, now=now)
    row.kind, row.note = EvidenceKind.STATEMENT, note
    row.save()
    return row


def dispute_criterion(
    *, pursuit: Pursuit, criterion: str, note: str, member: Member, by: Actor, now: datetime
) -> Evidence:
    """Say that a criterion does not hold, and why; the same again changes nothing."""
    part = _criterion(pursuit=pursuit, key=criterion)
    criterion, note = part.key, _note(note)
    if not note:
        raise PursuitError(f"Say in a line why “{part.text}” does not hold.")
    with write(by=by, verb=events.EVIDENCE_DISPUTED, now=now) as change:
        _lock(pursuit)
        same = _open_evidence(pursuit, criterion).filter(stated_by=member, note=note, supports=False)
        if found := same.first():
            change.nothing()
            return found
        row = _state(pursuit=pursuit, criterion=criterion, member=member, now=now)
        row.kind, row.note, row.supports = EvidenceKind.STATEMENT, note, False
        row.save()
        _conclude(change, pursuit=pursuit, part=part, note=note, now=now)
    return row


def verify_evidence(*, evidence: Evidence, member: Member, by: Actor, now: datetime) -> Evidence:
    """Stand behind somebody else's evidence; a second verification changes nothing.

    Raises PursuitError for one's own evidence and for the owner of the opportunity: nobody approves himself.
    """
    pursuit = Pursuit.objects.select_related("opportunity", "version").get(pk=evidence.pursuit_id)
    part = _criterion(pursuit=pursuit, key=evidence.criterion)
    if member.pk == evidence.stated_by_id:
        raise PursuitError("This is your own evidence. Somebody else has to verify it: your manager or a colleague.")
    if member.pk == pursuit.opportunity.owner_id and part.verifier != "anyone":
        raise PursuitError("You own this opportunity. Somebody else has to verify it: your manager or a colleague.")
    with write(by=by, verb=events.EVIDENCE_VERIFIED, now=now) as change:
        _lock(pursuit)
        row = Evidence.objects.select_for_update().get(pk=evidence.pk)
        if row.withdrawn_at is not None:
            raise PursuitError("This evidence was taken back. There is nothing to verify.")
        if row.verified_at is not None:
            change.nothing()
            return row
        row.verified_by, row.verified_at = member, now
        row.verified_as = _capacity(member=member, owner_id=row.owner_id, now=now)
        row.save()
        _conclude(change, pursuit=pursuit, part=part, note="", now=now)
    return row


def withdraw_evidence(*, evidence: Evidence, member: Member, by: Actor, now: datetime) -> None:
    """Take back one's own evidence; repeating it changes nothing. Raises PursuitError for somebody else's."""
    if member.pk != evidence.stated_by_id:
        raise PursuitError("Only who gave this evidence can take it back. You can say that it does not hold.")
    pursuit = Pursuit.objects.select_related("opportunity", "version").get(pk=evidence.pursuit_id)
    part = _asked_for(pursuit=pursuit, evidence=evidence)
    with write(by=by, verb=events.EVIDENCE_WITHDRAWN, now=now) as change:
        _lock(pursuit)
        taken = Evidence.objects.filter(pk=evidence.pk, withdrawn_at__isnull=True)
        if not taken.update(withdrawn_at=now, withdrawn_by=member):
            change.nothing()
            return
        _conclude(change, pursuit=pursuit, part=part, note="", now=now)


def keep(*, file: Upload, opportunity_id: int) -> File:
    """Store an uploaded file within the caller's transaction; one that lies with the opportunity is stored once.

    Raises PursuitError for a file that is empty or over the limit.
    """
    check_size(name=file.name, size=len(file.content))
    name, digest = file.name[-200:], _digest(file)
    here = Q(attachments__opportunity=opportunity_id) | Q(evidence__pursuit__opportunity=opportunity_id)
    found = File.objects.filter(here, name=name, digest=digest).defer("content").order_by("pk").first()
    return found or File.objects.create(
        name=name, media_type=file.media_type[:100], size=len(file.content), digest=digest, content=file.content
    )


def _lock(pursuit: Pursuit) -> None:
    # Two people on one criterion take turns, so that neither assessment misses the other's evidence.
    if hold(pursuit=pursuit).version_id != pursuit.version_id:
        raise PursuitError("This opportunity was moved to another version just now. Look at it again, then add yours.")


def _criterion(*, pursuit: Pursuit, key: str) -> Criterion:
    found = pursuit.criterion_called(key=key)
    if found is None:
        raise PursuitError(f"The playbook {pursuit.version} has no criterion {key!r}.")
    return found


def _asked_for(*, pursuit: Pursuit, evidence: Evidence) -> Criterion:
    """What the evidence counts for, or, where this version does not ask it any more, what it was given for."""
    if evidence.criterion in pursuit.playbook.criterion_index:
        return _criterion(pursuit=pursuit, key=evidence.criterion)
    given = methodology.compiled(version=evidence.given_under)
    return given.criteria[given.criterion_index[evidence.given_for]].part


def _note(note: str) -> str:
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise PursuitError(f"The note has {len(note)} characters; {LONGEST_NOTE} fit. Shorten it or add a file.")
    return note


def _open_evidence(pursuit: Pursuit, criterion: str) -> QuerySet[Evidence]:
    return Evidence.objects.filter(pursuit=pursuit, criterion=criterion, withdrawn_at__isnull=True)


def _state(*, pursuit: Pursuit, criterion: str, member: Member, now: datetime) -> Evidence:
    owner_id = pursuit.opportunity.owner_id
    return Evidence(
        pursuit=pursuit,
        criterion=criterion,
        given_for=criterion,
        given_under_id=pursuit.version_id,
        owner_id=owner_id,
        stated_by=member,
        stated_as=_capacity(member=member, owner_id=owner_id, now=now),
        stated_at=now,
    )


def _capacity(*, member: Member, owner_id: int | None, now: datetime) -> Capacity:
    above = member.pk != owner_id and owner_id in (viewer_of(member=member, on=now.date()).sees or ())
    return Capacity.MANAGER if above else Capacity.MEMBER


def _digest(file: Upload) -> str:
    return hashlib.sha256(file.content).hexdigest()


def _conclude(change: Change, *, pursuit: Pursuit, part: Criterion, note: str, now: datetime) -> None:
    change.about(kind="criterion", id=part.key, label=part.text, opportunity_id=pursuit.opportunity_id)
    change.note = note
    assessed = conclude(change, pursuit=pursuit, now=now)
    if part.key in assessed.playbook.criterion_index:
        change.field("state", None, assessed.assessment.state_of(criterion=part.key).state)
