"""What a list or board is narrowed to, as a question to the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.timezone import make_aware

from fieldcraft.crm.models import Opportunity
from fieldcraft.lib.days import DayError, read_day
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.queries.live import Live, Place

Sort = Literal["close", "amount", "gap", "contact", "warnings", "name", "chance"]
View = Literal["all", "ahead", "warned", "quiet", "late"]

# Every order ends in the key, so that pages never repeat or skip a row.
ORDERS: dict[Sort, tuple[Any, ...]] = {
    "close": (F("close_date").asc(nulls_last=True), F("pk")),
    "amount": (F("amount").desc(nulls_last=True), F("pk")),
    "gap": (F("pursuit__gap").desc(nulls_last=True), F("pk")),
    "contact": (F("last_activity_on").asc(nulls_first=True), F("pk")),
    "warnings": (F("pursuit__warnings").desc(nulls_last=True), F("pk")),
    "name": (F("name").asc(), F("pk")),
    # `score` is kept by the rung above, one row beside an opportunity; here it is a name and nothing is imported.
    "chance": (F("score__chance").desc(nulls_last=True), F("pk")),
}
#: Orders by a table beside the opportunities: which, and the order among those that have a row there, as its index is.
BESIDE: dict[Sort, tuple[str, tuple[Any, ...]]] = {
    "gap": ("pursuit", (F("pursuit__gap").desc(nulls_last=True), F("pursuit__opportunity"))),
    "warnings": ("pursuit", (F("pursuit__warnings").desc(), F("pursuit__opportunity"))),
    "chance": ("score", (F("score__chance").desc(), F("score__opportunity"))),
}
QUIET_DAYS = 21
# The column, and the filter, of what no assessment has placed.
NOT_ASSESSED = "not-assessed"
#: The stage that is said: the CRM's, or, where its word is not mapped, the one that the evidence supports.
SAID = Coalesce(NullIf(F("pursuit__claimed_stage"), Value("")), F("pursuit__supported_stage"))


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. `stage` is the stage the evidence supports, `said` the one that is said (see SAID);
    `process` is one in use.

    Close dates are as typed, so that a view saved with `+30d` goes on meaning that. `quiet` and `changed` count days,
    `gap` stages; 0: any. `warning` and `missing` are keys of the playbook in use.
    """

    words: str = ""
    stage: str = ""
    said: str = ""
    process: str = ""
    owner: int | None = None
    view: View = "all"
    sort: Sort = "close"
    page: int = 1
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    close_from: str = ""
    close_to: str = ""
    quiet: int = 0
    gap: int = 0
    warning: str = ""
    missing: str = ""
    product: str = ""
    source: str = ""
    changed: int = 0


def filtered(*, viewer: Viewer, filters: Filters, live: Live) -> QuerySet[Opportunity]:
    """Open opportunities of the viewer's line that fit, in no order."""
    found = Opportunity.objects.visible_to(viewer).open()
    if filters.words:
        found = found.filter(Q(name__icontains=filters.words) | Q(account__name__icontains=filters.words))
    if filters.stage:
        found = found.filter(_narrowed_to(filters.stage, live, "pursuit__supported_stage"))
    if filters.said:
        found = found.annotate(said=SAID).filter(_narrowed_to(filters.said, live, "said"))
    if filters.process and (process := live.process(key=filters.process)):
        found = found.filter(following(process=process.key, live=live))
    if filters.owner is not None:
        found = found.filter(owner_id=filters.owner)
    return found.filter(_viewed(filters.view, viewer.on), *_figures(filters, viewer.on), *_keys(filters, live))


def _viewed(view: View, on: date) -> Q:
    if view == "ahead":
        return Q(pursuit__gap__gt=0)
    if view == "warned":
        return Q(pursuit__warnings__gt=0)
    if view == "quiet":
        return _quiet(QUIET_DAYS, on)
    return Q(close_date__lt=on) if view == "late" else Q()


def _quiet(days: int, on: date) -> Q:
    return Q(last_activity_on__lt=on - timedelta(days=days)) | Q(last_activity_on__isnull=True)


def _figures(filters: Filters, on: date) -> list[Q]:
    """Amounts, days and counts."""
    found = []
    if filters.amount_from is not None:
        found.append(Q(amount__gte=filters.amount_from))
    if filters.amount_to is not None:
        found.append(Q(amount__lte=filters.amount_to))
    if day := day_of(text=filters.close_from, on=on, begins=True):
        found.append(Q(close_date__gte=day))
    if day := day_of(text=filters.close_to, on=on):
        found.append(Q(close_date__lte=day))
    if filters.quiet:
        found.append(_quiet(filters.quiet, on))
    if filters.gap:
        found.append(Q(pursuit__gap__gte=filters.gap))
    if filters.changed:
        since = datetime.combine(on - timedelta(days=filters.changed), time.min)
        found.append(Q(changed_at__gte=make_aware(since)))
    return found


def _keys(filters: Filters, live: Live) -> list[Q]:
    """What is named by a key or by the CRM's own word."""
    found = []
    if filters.missing:
        found.append(Q(pursuit__missing__overlap=live.criterion_keys(key=filters.missing)))
    if filters.warning:
        found.append(Q(pursuit__warning_keys__contains=[filters.warning]))
    if filters.product:
        found.append(Q(product=filters.product))
    if filters.source:
        found.append(Q(lead_source=filters.source))
    return found


def day_of(*, text: str, on: date, begins: bool = False) -> date | None:
    """The day a filter means; None for none, or for what is no day."""
    try:
        return read_day(text=text, on=on, begins=begins) if text else None
    except DayError:
        return None


def standing_in(*, places: Sequence[Place], stood: str) -> Q:
    """Pursuits that stand in one of these stages of these versions, by the column or annotation `stood`."""
    found = Q(pk__in=())
    for stage in dict.fromkeys(stage for _, stage in places):
        versions = [version for version, own in places if own == stage]
        found |= Q(**{stood: stage}, pursuit__version__in=versions)
    return found


def _narrowed_to(stage: str, live: Live, stood: str) -> Q:
    if stage == NOT_ASSESSED:
        return Q(pursuit__isnull=True) | Q(**{stood: ""})
    return standing_in(places=live.places(stage=stage), stood=stood) if live.mixed else Q(**{stood: stage})


def following(*, process: str, live: Live) -> Q:
    """Those that count under one process in use. The first has all that no other has, so that none is lost."""
    first, *others = (one.key for one in live.processes)
    if process == first:
        return ~_processes(live, others)
    return _processes(live, [process])


def _processes(live: Live, keys: Sequence[str]) -> Q:
    by_version: dict[int, list[str]] = {}
    for version_id, own in (place for key in keys for place in live.followers(process=key)):
        by_version.setdefault(version_id, []).append(own)
    found = Q(pk__in=())
    for version_id, named in by_version.items():
        found |= Q(pursuit__version=version_id, pursuit__process__in=named)
    return found
