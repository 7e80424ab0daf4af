"""Name rivals and note how they stand: one verb each."""

from __future__ import annotations

from datetime import date, datetime

from fieldcraft.methodology.package.schema import Factor
from fieldcraft.people.models import Member
from fieldcraft.pursuit import events
from fieldcraft.pursuit.concluding import conclude, hold
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Pursuit, Rival, RivalScore
from fieldcraft.pursuit.rivals.queries import rival_factors
from fieldcraft.pursuit.rivals.writing import checked_name, keep_rival
from fieldcraft.trail.record import Actor, Change, write

LONGEST_NOTE, LONGEST_SOURCE = 2000, 120


def name_rival(*, pursuit: Pursuit, name: str, member: Member, by: Actor, now: datetime) -> Rival:
    """Name somebody else whom the buyer could choose; the same name again changes nothing.

    Raises PursuitError without a name, or where it is too long.
    """
    name = checked_name(name=name)
    with write(by=by, verb=events.RIVAL_NAMED, now=now) as change:
        hold(pursuit=pursuit)
        rival, new = keep_rival(pursuit=pursuit, name=name, member=member, now=now)
        if not new:
            change.nothing()
            return rival
        _conclude(change, rival, pursuit, now)
    return rival


def remove_rival(*, rival: Rival, member: Member, by: Actor, now: datetime) -> None:
    """Take a rival off the list; what was noted of him is kept. Repeating it changes nothing."""
    pursuit = Pursuit.objects.select_related("opportunity", "version").get(opportunity=rival.opportunity_id)
    with write(by=by, verb=events.RIVAL_REMOVED, now=now) as change:
        hold(pursuit=pursuit)
        if not Rival.objects.filter(pk=rival.pk, removed_at=None).update(removed_at=now, removed_by=member):
            change.nothing()
            return
        _conclude(change, rival, pursuit, now)


def score_rival(
    *,
    pursuit: Pursuit,
    name: str,
    factor: str,
    level: str,
    note: str,
    source: str,
    heard_on: date,
    member: Member,
    by: Actor,
    now: datetime,
) -> RivalScore:
    """Note how a rival stands in one factor, by what somebody told us; `level` is empty for unknown.

    A rival who is known only from the CRM is named by this. The same as noted last changes nothing. Raises
    PursuitError without a note, for a day to come, and for a factor or a level that the playbook does not score.
    """
    name, note, source = checked_name(name=name), note.strip(), source.strip()[:LONGEST_SOURCE]
    part = _factor(pursuit=pursuit, key=factor)
    if level and level not in {one.key for one in part.levels}:
        raise PursuitError(f"“{part.title}” has no level {level[:40]!r}. Choose one from the list.")
    if not note:
        raise PursuitError(f"Say in a line what you have heard of {name}. Without it the level is a guess.")
    if len(note) > LONGEST_NOTE:
        raise PursuitError(f"This has {len(note)} characters; {LONGEST_NOTE} fit. Shorten it.")
    if heard_on > now.date():
        raise PursuitError("The day you heard it lies ahead. Choose today or an earlier day.")
    with write(by=by, verb=events.RIVAL_SCORED, now=now) as change:
        hold(pursuit=pursuit)
        rival, _ = keep_rival(pursuit=pursuit, name=name, member=member, now=now)
        last = rival.scores.filter(factor=factor).order_by("-pk").first()
        told = {"level": level, "note": note, "source": source, "heard_on": heard_on}
        if last is not None and all(getattr(last, key) == value for key, value in told.items()):
            change.nothing()
            return last
        row = RivalScore.objects.create(
            rival=rival, factor=factor, level=level, note=note, source=source, heard_on=heard_on, member=member, at=now
        )
        titles = {one.key: one.title for one in part.levels}
        was = titles.get(last.level, "Unknown") if last else ""
        change.field(part.title.lower(), was, titles.get(level, "Unknown"))
        change.note = f"{note} ({source})" if source else note
        _conclude(change, rival, pursuit, now)
    return row


def _conclude(change: Change, rival: Rival, pursuit: Pursuit, now: datetime) -> None:
    change.about(kind="rival", id=rival.pk, label=rival.name, opportunity_id=rival.opportunity_id)
    conclude(change, pursuit=pursuit, now=now)


def _factor(*, pursuit: Pursuit, key: str) -> Factor:
    for factor in rival_factors(playbook=pursuit.playbook):
        if factor.key == key:
            return factor
    raise PursuitError(f"The playbook {pursuit.version} does not score rivals in {key[:40]!r}.")
