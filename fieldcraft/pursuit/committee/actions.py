"""Changes to a buying committee: add, change, arrange, remove, and take back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Upper

from fieldcraft.crm.models import Contact, OpportunityContact
from fieldcraft.lib.undoing import ACCEPTED
from fieldcraft.people.models import Member
from fieldcraft.pursuit import events
from fieldcraft.pursuit.committee.fields import FIELDS, Fields, check, said
from fieldcraft.pursuit.committee.queries import OWN_SOURCE
from fieldcraft.pursuit.concluding import conclude, hold
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import ChangeKind, CommitteeChange, CommitteePerson, Pursuit
from fieldcraft.trail.record import Actor, Change, write

GONE = "This person is no longer in the committee. Somebody took them out just now; look again."


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field somebody else has changed since the form was opened; his value stands."""

    field: str
    theirs: str
    mine: str
    by: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a write: its record, None where nothing changed, and fields that were not written."""

    change: CommitteeChange | None
    conflicts: tuple[Conflict, ...] = ()


def add_person(
    *, pursuit: Pursuit, name: str, title: str, email: str, role: str, member: Member, by: Actor, now: datetime
) -> tuple[OpportunityContact, CommitteeChange | None]:
    """Put a contact of the account into the committee, made anew where no such contact is known.

    The e-mail tells who it is, without one the name does. Who takes part already is left as he is. Raises
    PursuitError without a name or an account.
    """
    given = {"name": name, "title": title, "email": email, "role": role}
    wanted = {field: check(field=field, value=value) for field, value in given.items()}
    account = pursuit.opportunity.account
    if account is None:
        raise PursuitError("This opportunity has no account, so nobody can be added. Set the account in the CRM first.")
    with write(by=by, verb=events.PERSON_ADDED, now=now) as change:
        hold(pursuit=pursuit)
        contact = _contact_called(account_id=account.pk, name=wanted["name"], email=wanted["email"])
        made = contact is None
        if contact is None:
            contact = Contact.objects.create(
                account=account, source=OWN_SOURCE, external_id=str(uuid.uuid4()), name=wanted["name"],
                title=wanted["title"], email=wanted["email"],
            )  # fmt: skip
        part, fresh = OpportunityContact.objects.get_or_create(
            opportunity=pursuit.opportunity, contact=contact, defaults={"role": wanted["role"], "since": now.date()}
        )
        if not fresh:
            change.nothing()
            return part, None
        values: dict[str, list[object]] = {"role": [None, wanted["role"]], "made": [None, made]}
        kept = _keep(pursuit, contact, ChangeKind.ADDED, values, member, now)
        _about(change, pursuit, part, contact.name)
        change.field("role", None, said(field="role", value=wanted["role"], playbook=pursuit.playbook))
        conclude(change, pursuit=pursuit, now=now)
    return part, kept


def change_person(
    *,
    pursuit: Pursuit,
    part_id: int,
    values: Mapping[str, str],
    seen: Mapping[str, str],
    order: Sequence[int] = (),
    member: Member,
    by: Actor,
    now: datetime,
) -> Changed:
    """Write the fields that differ from what was `seen`, and the order of the person's row on the map.

    A field that somebody else has changed meanwhile is not written and comes back as a conflict; the others are.
    Raises PursuitError for a value that does not fit and for a person who is gone.
    """
    wanted = {
        field: check(field=field, value=value)
        for field, value in values.items()
        if field in FIELDS and value.strip() != seen.get(field, "").strip()
    }
    verb = events.PERSON_CHANGED if wanted else events.COMMITTEE_ARRANGED
    with write(by=by, verb=verb, now=now) as change:
        hold(pursuit=pursuit)
        fields = Fields(part=_part(pursuit, part_id))
        before = fields.values()
        conflicts = [
            field for field, value in wanted.items() if before[field] not in (seen.get(field, "").strip(), value)
        ]
        written = {f: [before[f], v] for f, v in wanted.items() if f not in conflicts and before[f] != v}
        fields.write(values={field: pair[1] for field, pair in written.items()})
        arranged = _arrange(pursuit, order)
        told = _conflicts(pursuit, fields.part, conflicts, before, wanted)
        if not written and not arranged:
            change.nothing()
            return Changed(None, told)
        _about(change, pursuit, fields.part, fields.part.contact.name)
        _tell(change, pursuit, written)
        kind = ChangeKind.CHANGED if written else ChangeKind.ARRANGED
        kept = _keep(pursuit, fields.part.contact, kind, {**written, **arranged}, member, now)
        # Facts read roles and people; what else is known of them is for people to read.
        if "role" in written:
            conclude(change, pursuit=pursuit, now=now)
    return Changed(kept, told)


def remove_person(*, pursuit: Pursuit, part_id: int, member: Member, by: Actor, now: datetime) -> CommitteeChange:
    """Take a person out of the opportunity. The contact stays, and who reported to him reports to nobody here."""
    with write(by=by, verb=events.PERSON_REMOVED, now=now) as change:
        hold(pursuit=pursuit)
        fields = Fields(part=_part(pursuit, part_id))
        part = fields.part
        contact = part.contact
        reports = list(part.reports.order_by("part_id").values_list("part_id", flat=True))
        values: dict[str, list[object]] = {name: [value, None] for name, value in fields.values().items()}
        values |= {"across": [fields.across, None], "reports": [reports, None], "part": [part.pk, None]}
        values["since"] = [part.since.isoformat() if part.since else None, None]
        kept = _keep(pursuit, contact, ChangeKind.REMOVED, values, member, now)
        _about(change, pursuit, part, contact.name)
        change.field("role", said(field="role", value=part.role, playbook=pursuit.playbook), None)
        part.delete()
        conclude(change, pursuit=pursuit, now=now)
    return kept


def undo_change(*, pursuit: Pursuit, change_id: int, member: Member, by: Actor, now: datetime) -> None:
    """Take back one's own change of the last seconds; a second time changes nothing.

    A value that somebody has changed since stays. Raises PursuitError where the time is over.
    """
    with write(by=by, verb=events.COMMITTEE_UNDONE, now=now) as change:
        hold(pursuit=pursuit)
        kept = CommitteeChange.objects.filter(pk=change_id, opportunity=pursuit.opportunity, by=member).first()
        if kept is None or kept.at < now - ACCEPTED:
            raise PursuitError("The time to take this back is over. Change it by hand.")
        if kept.undone_at is not None:
            change.nothing()
            return
        name = kept.contact.name if kept.contact else "the map"
        change.about(kind="person", id=kept.contact_id or 0, label=name, opportunity_id=pursuit.opportunity_id)
        _restore(pursuit, kept)
        kept.undone_at = now
        kept.save(update_fields=["undone_at"])
        conclude(change, pursuit=pursuit, now=now)


def _restore(pursuit: Pursuit, kept: CommitteeChange) -> None:
    if kept.kind == ChangeKind.REMOVED:
        _put_back(pursuit, kept)
        return
    part = OpportunityContact.objects.filter(opportunity=pursuit.opportunity, contact=kept.contact).first()
    if kept.kind == ChangeKind.ADDED:
        if part is not None:
            part.delete()
        made = kept.contact if kept.changes["made"][1] else None
        if made and not made.opportunities.exists() and not made.activities.exists():
            kept.contact = None
            kept.save(update_fields=["contact"])
            made.delete()
        return
    if part is not None:
        fields = Fields(part=part)
        now = fields.values()
        fields.write(values={f: pair[0] for f, pair in kept.changes.items() if f in FIELDS and now[f] == pair[1]})
    if "order" in kept.changes:
        _set_order(pursuit, {int(pk): place for pk, place in kept.changes["order"][0].items()})


def _put_back(pursuit: Pursuit, kept: CommitteeChange) -> None:
    before = {field: pair[0] for field, pair in kept.changes.items()}
    part, fresh = OpportunityContact.objects.get_or_create(
        opportunity=pursuit.opportunity,
        contact=kept.contact,
        defaults={"id": before["part"], "role": before["role"], "since": before["since"]},
    )
    if not fresh:
        return
    here = set(OpportunityContact.objects.filter(opportunity=pursuit.opportunity).values_list("pk", flat=True))
    fields = Fields(part=part)
    boss = before["reports_to"] if before["reports_to"] and int(before["reports_to"]) in here else ""
    fields.write(
        values={"influence": before["influence"], "support": before["support"], "note": before["note"],
                "reports_to": boss}
    )  # fmt: skip
    CommitteePerson.objects.filter(part=part).update(across=before["across"])
    CommitteePerson.objects.filter(part_id__in=before["reports"], reports_to=None).exclude(part=part).update(
        reports_to=part
    )


def _part(pursuit: Pursuit, part_id: int) -> OpportunityContact:
    found = (
        OpportunityContact.objects.select_related("contact", "committee")
        .filter(pk=part_id, opportunity_id=pursuit.opportunity_id)
        .first()
    )
    if found is None:
        raise PursuitError(GONE)
    return found


def _contact_called(*, account_id: int, name: str, email: str) -> Contact | None:
    here = Contact.objects.filter(account_id=account_id).order_by("pk")
    if email and (found := here.filter(email__iexact=email).first()):
        return found
    same = here.annotate(called=Upper("name")).filter(called=name.upper())
    return same.first() if not email else same.filter(email="").first()


def _arrange(pursuit: Pursuit, order: Sequence[int]) -> dict[str, list[object]]:
    """Put these people in this order; returns the places before and after, empty where nothing changed."""
    here = OpportunityContact.objects.filter(opportunity=pursuit.opportunity, pk__in=order)
    before: dict[int, int | None] = dict(here.values_list("pk", "committee__across"))
    after = {pk: place for place, pk in enumerate(pk for pk in dict.fromkeys(order) if pk in before)}
    if all(before[pk] == place for pk, place in after.items()):
        return {}
    _set_order(pursuit, after)
    return {"order": [{str(pk): before[pk] for pk in after}, {str(pk): place for pk, place in after.items()}]}


def _set_order(pursuit: Pursuit, places: Mapping[int, int | None]) -> None:
    here = OpportunityContact.objects.filter(opportunity=pursuit.opportunity, pk__in=places)
    rows = [CommitteePerson(part=part, across=places[part.pk]) for part in here]
    CommitteePerson.objects.bulk_create(rows, update_conflicts=True, unique_fields=["part"], update_fields=["across"])


def _conflicts(
    pursuit: Pursuit,
    part: OpportunityContact,
    fields: Sequence[str],
    theirs: Mapping[str, str],
    mine: Mapping[str, str],
) -> tuple[Conflict, ...]:
    if not fields:
        return ()
    latest = CommitteeChange.objects.select_related("by").filter(
        opportunity=pursuit.opportunity, contact=part.contact, undone_at__isnull=True
    )
    told = list(latest.order_by("-at", "-pk")[:20])
    who = {f: next((str(one.by) for one in told if f in one.changes and one.by), "Somebody") for f in fields}
    return tuple(Conflict(field, theirs[field], mine[field], who[field]) for field in fields)


def _tell(change: Change, pursuit: Pursuit, written: Mapping[str, Sequence[str]]) -> None:
    """The trail reads as a person would say it."""
    bosses = dict(pursuit.opportunity.people.values_list("pk", "contact__name")) if "reports_to" in written else {}
    for field, (before, after) in written.items():
        words = [said(field=field, value=value, playbook=pursuit.playbook, names=bosses) for value in (before, after)]
        change.field(field.replace("_", " "), *words)


def _about(change: Change, pursuit: Pursuit, part: OpportunityContact, name: str) -> None:
    change.about(kind="person", id=part.contact_id, label=name, opportunity_id=pursuit.opportunity_id)


def _keep(
    pursuit: Pursuit,
    contact: Contact,
    kind: ChangeKind,
    values: Mapping[str, Sequence[object]],
    member: Member,
    now: datetime,
) -> CommitteeChange:
    return CommitteeChange.objects.create(
        opportunity=pursuit.opportunity, contact=contact, kind=kind, changes=dict(values), by=member, at=now
    )
