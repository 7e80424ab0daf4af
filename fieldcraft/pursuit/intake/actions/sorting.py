"""Puts an item on an opportunity, takes it back, leaves it out, deletes what was kept of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from fieldcraft.crm.models import ActivityKind
from fieldcraft.pursuit.calls.actions import log_activity, plan_activity, remove_activity
from fieldcraft.pursuit.concluding import hold_all
from fieldcraft.pursuit.intake import events, queries
from fieldcraft.pursuit.intake.errors import IntakeError
from fieldcraft.pursuit.intake.models import Answer, Enclosure, Incoming, Letter, Offer, Origin, Standing
from fieldcraft.pursuit.intake.offering import offers_in
from fieldcraft.pursuit.intake.quoting import digest_of_sentence
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.record import Actor, write

#: What nobody sorted goes after so many days, the text of what was logged after so many.
UNSORTED_DAYS, TEXT_DAYS = 30, 90
KINDS = (ActivityKind.MEETING, ActivityKind.CALL, ActivityKind.EMAIL, ActivityKind.NOTE)


def settle(
    *, item: Incoming, pursuit: Pursuit, by: Actor, now: datetime, kind: str = "", on: date | None = None
) -> Incoming:
    """Log the item on an opportunity and offer its sentences; logged there already, it changes nothing.

    Logged elsewhere or otherwise, it is taken back there first. The caller has made sure that the member may see the
    opportunity. Raises IntakeError for a kind or a day that does not fit.
    """
    kind, on = kind or item.kind, on or item.on
    if kind not in KINDS:
        raise IntakeError(f"{kind[:20]!r} is no kind of activity. Choose one of the list.")
    with transaction.atomic():
        row = _locked(item, pursuit.opportunity_id)
        if row.activity is not None:
            if (row.opportunity_id, row.kind, row.on) == (pursuit.opportunity_id, kind, on):
                return row
            remove_activity(activity=row.activity, by=by, now=now)
        row.kind, row.on, row.planned = kind, on, row.planned and on >= now.date()
        _log(row, pursuit, by, now)
        _offer_sentences(row, pursuit)
    return row


def take_back(*, item: Incoming, by: Actor, now: datetime) -> Incoming:
    """Undo the logging: the activity goes, the item waits to be sorted again. Accepted evidence stays."""
    with transaction.atomic():
        row = _locked(item)
        if row.activity is not None:
            remove_activity(activity=row.activity, by=by, now=now)
        Offer.objects.filter(incoming=row, answer=Answer.OPEN).delete()
        row.activity = row.opportunity = row.contact = None
        row.standing = Standing.TO_SORT
        row.save()
    return row


def _locked(item: Incoming, *opportunity_ids: int) -> Incoming:
    """The item as it is now, once the opportunity it was on and these are held. Raises IntakeError if it moved."""
    here = Incoming.objects.values_list("opportunity_id", flat=True).get(pk=item.pk)
    hold_all(opportunity_ids={here or 0, *opportunity_ids})
    row = Incoming.objects.select_for_update(of=("self",)).select_related("activity", "member").get(pk=item.pk)
    if row.opportunity_id not in (None, here, *opportunity_ids):
        raise IntakeError("This was logged elsewhere just now. Look at it again.")
    return row


def leave_out(*, item: Incoming, by: Actor, now: datetime) -> None:
    """It is about no opportunity: what was kept of it goes, and the same again is not kept. Undone by nobody.

    Raises IntakeError for what is logged.
    """
    with write(by=by, verb=events.LEFT_OUT, now=now) as change:
        row = Incoming.objects.select_for_update().get(pk=item.pk)
        change.about(kind="incoming", id=row.pk, label=Origin(row.origin).label)
        if row.standing == Standing.LOGGED:
            raise IntakeError("This is logged. Take that back first.")
        if row.standing == Standing.LEFT_OUT:
            change.nothing()
        row.standing = Standing.LEFT_OUT
        _empty(row)


def forget(*, item: Incoming, by: Actor, now: datetime) -> None:
    """Delete the text, the files and the open offers of a logged item; activity and evidence stay."""
    with write(by=by, verb=events.FORGOTTEN, now=now) as change:
        row = Incoming.objects.select_for_update().get(pk=item.pk)
        change.about(kind="incoming", id=row.pk, label=Origin(row.origin).label)
        if not row.text and not Enclosure.objects.filter(incoming=row).exists():
            change.nothing()
        _empty(row)


def forget_old(*, by: Actor, now: datetime) -> int:
    """Delete what is past its days, everybody's; returns how many items. One entry, where there was anything."""
    unsorted = Incoming.objects.filter(standing=Standing.TO_SORT, received_at__lt=now - timedelta(days=UNSORTED_DAYS))
    logged = Incoming.objects.filter(standing=Standing.LOGGED, received_at__lt=now - timedelta(days=TEXT_DAYS)).exclude(
        text="", attachments__isnull=True
    )
    with write(by=by, verb=events.FORGOTTEN, now=now) as change:
        rows = [*unsorted, *logged.distinct()]
        change.about(kind="incoming", id=0, label=f"{len(rows)} old notes and mails")
        if not rows:
            change.nothing()
        for row in rows:
            if row.standing == Standing.TO_SORT:
                row.standing = Standing.LEFT_OUT
            _empty(row)
        Letter.objects.filter(read_at__lt=now - timedelta(days=TEXT_DAYS)).delete()
    return len(rows)


def _empty(row: Incoming) -> None:
    """Delete everything personal of an item; its key stays, so that the same is not taken twice."""
    Enclosure.objects.filter(incoming=row).delete()
    Offer.objects.filter(incoming=row, answer=Answer.OPEN).delete()
    Offer.objects.filter(incoming=row).update(text="", why=[])
    row.text = row.sender = ""
    row.people = row.ranked = []
    if row.standing == Standing.LEFT_OUT:
        row.subject = ""
    row.save()


def _log(row: Incoming, pursuit: Pursuit, by: Actor, now: datetime) -> None:
    people = [(name, address) for name, address in row.people]
    row.contact = queries.contact_in(pursuit=pursuit, people=people, text=f"{row.subject}\n{row.text}")
    what: dict[str, object] = {
        "pursuit": pursuit, "kind": row.kind, "subject": row.subject, "on": row.on, "contact": row.contact,
        "member": row.member, "by": by, "now": now, "request_key": f"incoming-{row.pk}",
    }  # fmt: skip
    if row.planned:
        row.activity = plan_activity(arranged=True, **what)  # type: ignore[arg-type]
    else:
        # The words stay with the item: in the trail, which nobody can delete from, they would stay for ever.
        row.activity = log_activity(outcome="", note="", inbound=row.inbound, **what)  # type: ignore[arg-type]
    row.opportunity, row.standing = pursuit.opportunity, Standing.LOGGED
    row.save()


def _offer_sentences(item: Incoming, pursuit: Pursuit) -> None:
    """Offer what the item's text may prove and was never offered here; open offers elsewhere go."""
    Offer.objects.filter(incoming=item, answer=Answer.OPEN).exclude(pursuit=pursuit).delete()
    if not item.text:
        return
    before = queries.said_before(pursuit=pursuit)
    found = offers_in(
        text=item.text,
        index=queries.index_of(playbook=pursuit.playbook),
        wanted=queries.wanted(pursuit=pursuit),
        people=queries.people_of(pursuit=pursuit),
        by_customer=item.by_customer,
    )
    rows = [
        Offer(
            incoming=item,
            pursuit=pursuit,
            criterion=one.criterion,
            digest=digest_of_sentence(text=one.text),
            text=one.text,
            start=one.start,
            end=one.end,
            score=one.score,
            why=[word[:80] for word in one.why],
        )
        for one in found
        if (one.criterion, digest_of_sentence(text=one.text)) not in before
    ]
    Offer.objects.bulk_create(rows, ignore_conflicts=True)
