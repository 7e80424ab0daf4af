"""The forms that choose filters and columns of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fieldcraft.people.models import Member
from fieldcraft.people.queries import seen_members
from fieldcraft.pursuit.queries.live import Live, live
from fieldcraft.pursuit.working.keeping import choose_columns
from fieldcraft.pursuit.working.queries import list_home, products_in_use, sources_in_use
from fieldcraft.web.lists.sheet import back_to, sheet
from fieldcraft.web.opportunities.present.asking import Asked, asked_of, query_of
from fieldcraft.web.opportunities.present.chips import VIEWS
from fieldcraft.web.opportunities.present.columns import COLUMNS, DEFAULT
from fieldcraft.web.opportunities.present.many import parts_of
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Choice, Option

#: What the form of filters asks; the rest of the address is taken along.
ASKED = (
    *("view", "stage", "process", "owner", "amount_from", "amount_to", "close_from", "close_to"),
    *("quiet", "gap", "warning", "missing", "product", "source", "changed", "page"),
)


@never_cache
@require_safe
def filters(request: MemberRequest) -> HttpResponse:
    """Every filter in one form; it leads to the list they describe."""
    asked = _asked(request)
    shown, members = live(), seen_members(viewer=request.viewer)
    found = asked.filters
    context = {
        "filters": found,
        "choices": _choices(asked, shown, members),
        "products": products_in_use(),
        "sources": sources_in_use(),
        "keep": [part for part in parts_of(query=query_of(asked=asked)) if part[0] not in ASKED],
        "faults": asked.faults,
    }
    return sheet(request, part="filters", title="Filter", context=context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: MemberRequest) -> HttpResponse:
    """Which columns, in which order; the choice is remembered."""
    if request.method == "POST":
        chosen = _moved(request)
        if request.POST.get("move"):
            return _columns(request, chosen, request.POST.get("query", ""), status=200)
        kept = [] if request.POST.get("usual") or tuple(chosen) == DEFAULT else chosen
        choose_columns(columns=kept, member=request.member, by=request.actor, now=request.now)
        rest = [(name, value) for name, value in parts_of(query=request.POST.get("query", "")) if name != "cols"]
        given = dict(rest) | ({"cols": ",".join(chosen)} if kept else {})
        asked = asked_of(given=given, viewer=request.viewer)
        return redirect(back_to(request, query_of(asked=asked)))
    asked = _asked(request)
    return _columns(request, list(asked.columns), query_of(asked=asked), status=200)


def _columns(request: MemberRequest, chosen: Sequence[str], query: str, *, status: int) -> HttpResponse:
    rest = [key for key in COLUMNS if key not in chosen]
    context = {
        "columns": [{"key": key, "label": COLUMNS[key].label, "chosen": key in chosen} for key in (*chosen, *rest)],
        "query": query,
    }
    return sheet(request, part="columns", title="Columns", context=context, status=status)


def _moved(request: HttpRequest) -> list[str]:
    """The chosen columns in the order of the form, after a press of a button that moves one."""
    order = [key for key in dict.fromkeys(request.POST.getlist("order")) if key in COLUMNS]
    ticked = set(request.POST.getlist("show"))
    chosen = [key for key in order if key in ticked]
    way, _, key = request.POST.get("move", "").partition(":")
    if key in chosen:
        at = chosen.index(key)
        to = min(max(at + (1 if way == "down" else -1), 0), len(chosen) - 1)
        chosen.insert(to, chosen.pop(at))
    return chosen


def _asked(request: MemberRequest) -> Asked:
    home = list_home(viewer=request.viewer)
    return asked_of(given=request.GET, viewer=request.viewer, remembered=home.columns)


def _choices(asked: Asked, shown: Live, members: Sequence[Member]) -> list[Choice]:
    found, playbook = asked.filters, shown.in_use
    choices = [
        _choice("view", "Show", VIEWS.items(), found.view),
        _choice(
            "stage", "Evidence supports", [("", "Any stage"), *((c.key, c.title) for c in shown.columns)], found.stage
        ),
        _choice(
            "missing",
            "Lacks",
            [("", "Any"), *((one.part.key, one.part.text) for one in playbook.criteria)],
            found.missing,
        ),
        _choice(
            "warning",
            "Warning",
            [("", "Any"), *((one.key, one.title) for one in playbook.playbook.warnings)],
            found.warning,
        ),
    ]
    if len(members) > 1:
        people = [("", "Everybody"), *((str(one.pk), one.name) for one in members)]
        choices.insert(1, _choice("owner", "Owner", people, str(found.owner or "")))
    if shown.processes:
        processes = [("", "Any process"), *((one.key, one.title) for one in shown.processes)]
        choices.append(_choice("process", "Process", processes, found.process))
    return choices


def _choice(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> Choice:
    return Choice(name, label, [Option(value, text, value == chosen) for value, text in options])
