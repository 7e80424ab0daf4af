"""Assesses opportunities and writes their next steps anew: after an import, every night, after each evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q

from fieldcraft.crm.models import Activity, Opportunity, Outcome
from fieldcraft.guidance.learning import lessons
from fieldcraft.guidance.models import Answer, NextStep, Response
from fieldcraft.guidance.ranking import types as pure
from fieldcraft.guidance.ranking.rank import rank
from fieldcraft.guidance.said import words_of
from fieldcraft.insight.scoring import score_assessed
from fieldcraft.lib.bulk import upsert
from fieldcraft.lib.chunks import chunked
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.schema import PlayOwner
from fieldcraft.people.directory.queries import organisation_here
from fieldcraft.people.queries import managers_by_member
from fieldcraft.pursuit import events as pursuit_events
from fieldcraft.pursuit.assessing import CHUNK, Assessed, assess_many
from fieldcraft.pursuit.gates.seeing import note_ended
from fieldcraft.pursuit.tallies import count_again
from fieldcraft.trail.record import Actor, Change, Written, write_many

FORGOTTEN_DAYS = 365
EVERYBODY: frozenset[PlayOwner] = frozenset(("rep", "customer", "partner", "manager"))
WRITTEN = (
    "opportunity_id",
    "key",
    "member_id",
    "actor",
    "play",
    "activity_id",
    "criterion",
    "basis",
    "kind",
    "title",
    "why",
    "rests_on",
    "minutes",
    "worth",
    "points",
    "priority",
    "spread",
    "amount_assumed",
    "due_on",
    "ranked_at",
)
# Won amounts of the last two years say what an opportunity usually is worth; without any, the open ones do.
TYPICAL = """
    SELECT coalesce(
        (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FROM crm_opportunity
         WHERE outcome = 'won' AND amount > 0 AND closed_on > %(since)s),
        (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FROM crm_opportunity
         WHERE outcome = 'open' AND amount > 0),
        0)
"""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many opportunities were assessed and how many of them changed the stage their evidence supports."""

    opportunities: int
    moved: int


def refresh(
    *,
    by: Actor,
    now: datetime,
    opportunity_ids: Sequence[int] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Refreshed:
    """Assess open opportunities (all when no ids are given) and rewrite their steps, a transaction per chunk.

    Those that were never assessed are always among them: a run that was killed before this one left them behind.

    Safe to repeat and to break off: each chunk is whole. `progress` hears (done, all).
    """
    ids = _open_ids(opportunity_ids)
    economy = economy_here(on=now.date())
    managers = managers_by_member(on=now.date())
    done = moved = 0
    for part in chunked(ids, CHUNK):
        with transaction.atomic():
            for assessed in assess_many(opportunity_ids=part, now=now):
                moved += _note_moves(assessed=assessed, by=by, now=now)
                score_assessed(assessed=assessed, now=now)
                write_steps(assessed=assessed, economy=economy, managers=managers, now=now)
        done += len(part)
        if progress:
            progress(done, len(ids))
    with transaction.atomic():
        note_ended(now=now)
        _drop_steps_of_closed()
        count_again(owner_ids=None)
    return Refreshed(opportunities=done, moved=moved)


def economy_here(*, on: date) -> pure.Economy:
    """Currency, commission and typical amount of the organisation at hand; two SQL statements."""
    organisation = organisation_here()
    with connection.cursor() as cursor:
        cursor.execute(TYPICAL, {"since": date.fromordinal(on.toordinal() - 730)})
        (typical,) = cursor.fetchone() or (0,)
    return pure.Economy(
        currency=organisation.currency,
        commission_rate=float(organisation.commission_rate),
        typical_amount=float(typical),
    )


def write_steps(
    *, assessed: Sequence[Assessed], economy: pure.Economy, managers: Mapping[int, int], now: datetime
) -> None:
    """Rank the steps of freshly assessed opportunities and replace the stored ones, in the caller's transaction.

    A closed opportunity has none. `managers` maps member to manager on that day: a manager's play goes to him.
    """
    ids = [item.opportunity.pk for item in assessed]
    promises = promises_of(ids=ids)
    words = words_of(ids=ids)
    responses = Responses(assessed=assessed, on=now.date())
    learned = lessons(opportunity_ids=ids, on=now.date())
    rows = []
    for item in assessed:
        if item.opportunity.outcome != Outcome.OPEN:
            continue
        steps = rank(
            candidate=candidate_of(
                item=item,
                promises=promises.get(item.opportunity.pk, ()),
                word=words.get(item.opportunity.pk),
            ),
            playbook=item.playbook,
            economy=economy,
            as_of=now.date(),
            responses=responses.about(item.opportunity),
            owners=EVERYBODY,
            learned=learned.about(opportunity_id=item.opportunity.pk),
        )
        rows += [_row(step=step, opportunity=item.opportunity, managers=managers, now=now) for step in steps]
    upsert(
        model=NextStep,
        columns=WRITTEN,
        rows=([getattr(row, name) for name in WRITTEN] for row in rows),
        conflict=["opportunity_id", "key"],
    )
    wanted = {(row.opportunity_id, row.key) for row in rows}
    stored = NextStep.objects.filter(opportunity__in=ids).values_list("pk", "opportunity_id", "key")
    NextStep.objects.filter(pk__in=[pk for pk, *name in stored if tuple(name) not in wanted]).delete()


def key_of(*, answer_key: str) -> str:
    """How a step is called in the database and in addresses, where a slash would part it."""
    return answer_key.replace("/", ":")


def answer_key_of(*, key: str) -> str:
    """How the ranking calls the step."""
    return key.replace(":", "/")


def candidate_of(*, item: Assessed, promises: Sequence[pure.Promise], word: pure.Word | None = None) -> pure.Candidate:
    """An assessed opportunity as the ranking takes it."""
    found = item.opportunity
    return pure.Candidate(
        pursuit=str(found.pk),
        account=str(found.account_id or f"none-{found.pk}"),
        assessment=item.assessment,
        facts=item.collected.facts,
        names=item.collected.names,
        amount=float(found.amount) if found.amount else None,
        currency=found.currency or None,
        promises=tuple(promises),
        word=word,
    )


def _open_ids(opportunity_ids: Sequence[int] | None) -> list[int]:
    found = Opportunity.objects.open().order_by("pk")
    if opportunity_ids is not None:
        found = found.filter(Q(pk__in=opportunity_ids) | Q(pursuit__isnull=True))
    return list(found.values_list("pk", flat=True))


def promises_of(*, ids: Sequence[int]) -> dict[int, list[pure.Promise]]:
    """What is planned, by opportunity, whenever it is due: Today shows each row on its day without another ranking.

    One SQL statement.
    """
    planned = Activity.objects.filter(opportunity__in=ids, done=False).select_related("contact").order_by("on", "pk")
    grouped: dict[int, list[pure.Promise]] = {}
    for row in planned:
        promise = pure.Promise(
            ref=str(row.pk),
            title=row.subject or row.get_kind_display(),
            to=row.contact.name if row.contact else None,
            due_on=row.on,
            play=row.play,
        )
        grouped.setdefault(row.opportunity_id, []).append(promise)
    return grouped


class Responses:
    """Answers on these opportunities, and what their owners found not useful anywhere; one SQL statement."""

    def __init__(self, *, assessed: Sequence[Assessed], on: date) -> None:
        ids = [item.opportunity.pk for item in assessed]
        owners = {item.opportunity.owner_id for item in assessed}
        since = date.fromordinal(on.toordinal() - FORGOTTEN_DAYS)
        rows = Response.objects.filter(
            Q(opportunity__in=ids) | Q(member__in=owners, answer=Answer.NOT_USEFUL, at__date__gt=since),
            undone_at__isnull=True,
        )
        self._here: dict[int, list[pure.Response]] = {}
        self._disliked: dict[int, list[pure.Response]] = {}
        for row in rows:
            response = pure.Response(
                pursuit=str(row.opportunity_id),
                play=answer_key_of(key=row.key),
                answer=row.answer,  # type: ignore[arg-type]
                answered_on=row.at.date(),
                until=row.until,
            )
            self._here.setdefault(row.opportunity_id, []).append(response)
            if row.answer == Answer.NOT_USEFUL:
                self._disliked.setdefault(row.member_id, []).append(response)

    def about(self, opportunity: Opportunity) -> tuple[pure.Response, ...]:
        """Answers that count for the ranking of one opportunity, each once."""
        here = self._here.get(opportunity.pk, [])
        elsewhere = self._disliked.get(opportunity.owner_id or 0, [])
        return tuple(dict.fromkeys([*here, *elsewhere]))


def _row(*, step: pure.Step, opportunity: Opportunity, managers: Mapping[int, int], now: datetime) -> NextStep:
    owner = opportunity.owner_id
    return NextStep(
        opportunity=opportunity,
        member_id=managers.get(owner or 0) if step.owner == "manager" else owner,
        actor=step.owner,
        key=key_of(answer_key=step.answer_key),
        play=step.play or "",
        activity_id=int(step.promise) if step.promise else None,
        criterion=step.criterion or "",
        basis=step.basis,
        kind=step.kind,
        title=step.title[:250],
        why=step.why,
        rests_on=step.rests_on[:250],
        minutes=step.minutes,
        worth=step.worth,
        points=step.points,
        priority=step.priority,
        spread=step.spread,
        amount_assumed=step.amount_assumed,
        due_on=step.due_on,
        ranked_at=now,
    )


def _note_moves(*, assessed: Sequence[Assessed], by: Actor, now: datetime) -> int:
    """Leave an entry where the evidence supports another stage than at the assessment before."""
    entries = []
    for item in assessed:
        before, after = item.supported_before, item.assessment.supported_stage
        if not before or before == after:
            continue
        change = Change()
        title = _title(item.playbook, after)
        change.about(kind="stage", id=after, label=title, opportunity_id=item.opportunity.pk)
        change.field("supported stage", before, after)
        entries.append(Written(at=now, by=by, verb=pursuit_events.STAGE_SUPPORTED, change=change))
    return write_many(entries=entries)


def _title(playbook: CompiledPlaybook, key: str) -> str:
    stage = playbook.stage_by_key.get(key)
    return stage.part.title if stage else key


def _drop_steps_of_closed() -> None:
    NextStep.objects.exclude(opportunity__outcome="open").delete()
