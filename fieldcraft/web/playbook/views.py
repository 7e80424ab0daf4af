"""The method as a handbook. Everybody reads it; where work is held up is for those who look after the method."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.queries import compiled, version_in_use
from fieldcraft.methodology.rights import may_shape
from fieldcraft.methodology.studio.rights import sees_all
from fieldcraft.people.models import Role
from fieldcraft.pursuit.queries.live import live
from fieldcraft.pursuit.queries.team import stalls_everywhere
from fieldcraft.web.asks import drafts
from fieldcraft.web.playbook import leading, present
from fieldcraft.web.playbook.markdown import rendered
from fieldcraft.web.request import MemberRequest

LOOK_AFTER = {Role.ENABLEMENT, Role.ADMINISTRATOR, Role.DIRECTOR, Role.VP}


@require_safe
def way(request: MemberRequest, stage: str = "") -> HttpResponse:
    """The stages as the buyer's way, one of them open."""
    playbook = _one_way(process=request.GET.get("process", ""), stage=stage)
    opened = stage or playbook.stages[0].key
    if opened not in playbook.stage_by_key:
        raise Http404("No such page.")
    stalls = stalls_everywhere(viewer=request.viewer, live=live()) if _looks_after(request) else ()
    chapters = present.chapters(playbook=playbook, opened=opened, base=_base(request))
    return _page(
        request,
        "way",
        playbook,
        chapters=chapters,
        open_chapter=next(chapter for chapter in chapters if chapter.open),
        ways=present.ways(playbook=playbook, current=playbook.process, base=_base(request)),
        held_up=present.held_up(stalls=stalls),
        any_time=len(present.plays_at_any_time(playbook=playbook)),
    )


@require_safe
def any_time(request: MemberRequest) -> HttpResponse:
    """Plays that belong to no stage."""
    playbook = _playbook()
    return _page(request, "any_time", playbook, tab="", plays=present.plays_at_any_time(playbook=playbook))


@require_safe
def qualification(request: MemberRequest) -> HttpResponse:
    """The questions of the qualification and the buying roles they speak of."""
    playbook = _playbook()
    return _page(
        request,
        "qualification",
        playbook,
        sets=[(one, rendered(one.summary)) for one in playbook.playbook.qualification],
        factors=present.factors(playbook=playbook),
        buying_roles=playbook.playbook.roles,
    )


@require_safe
def warnings(request: MemberRequest) -> HttpResponse:
    """Every warning with the numbers that decide it."""
    playbook = _playbook()
    return _page(request, "warnings", playbook, rules=present.rules(playbook=playbook, base=_base(request)))


@require_safe
def behaviours(request: MemberRequest) -> HttpResponse:
    """What a camera could see, and how it is measured."""
    playbook = _playbook()
    return _page(request, "behaviours", playbook, behaviours=present.seen(playbook=playbook))


@require_safe
def coaching(request: MemberRequest) -> HttpResponse:
    """How to coach each behaviour, and what helps against each cause of a gap."""
    playbook = _playbook()
    found = leading.guides(playbook=playbook.playbook)
    titles = [(one, found[one.key]) for one in present.seen(playbook=playbook) if one.key in found]
    return _page(request, "coaching", playbook, guides=titles, causes=leading.causes(playbook=playbook.playbook))


@require_safe
def plans(request: MemberRequest) -> HttpResponse:
    """The templates to plan with and the agendas to review by."""
    playbook = _playbook()
    return _page(
        request,
        "plans",
        playbook,
        plans=leading.plans(playbook=playbook.playbook),
        agendas=leading.agendas(playbook=playbook.playbook),
    )


@require_safe
def knowledge(request: MemberRequest) -> HttpResponse:
    """What a seller has to know, by pillar."""
    playbook = _playbook()
    return _page(
        request, "knowledge", playbook, shelves=leading.shelves(playbook=playbook.playbook, base=_base(request))
    )


@require_safe
def knowledge_item(request: MemberRequest, item: str) -> HttpResponse:
    """One page of knowledge with its questions."""
    playbook = _playbook()
    found = leading.knowledge_page(playbook=playbook.playbook, key=item)
    if found is None:
        raise Http404("No such page.")
    return _page(request, "knowledge_item", playbook, tab="knowledge/", item=found)


@require_safe
def first_year(request: MemberRequest) -> HttpResponse:
    """What keeps the method alive after the launch."""
    playbook = _playbook()
    plan = playbook.playbook.reinforcement
    return _page(
        request,
        "first_year",
        playbook,
        plan=plan,
        idea=rendered(plan.summary) if plan else "",
        year=leading.year(playbook=playbook.playbook),
    )


def _page(
    request: MemberRequest, part: str, playbook: CompiledPlaybook, tab: str | None = None, **context: object
) -> HttpResponse:
    base = _base(request)
    current = tab if tab is not None else "" if part == "way" else part.replace("_", "-") + "/"
    shared = {
        "playbook": playbook.playbook,
        "stages": len(playbook.stages),
        "criteria": len(playbook.criteria),
        "plays_in_all": len(playbook.plays),
        "tabs": present.tabs(base=base, current=current, playbook=playbook),
        "playbook_base": base,
        "version_href": f"{base}versions/",
        "care_href": f"{base}care/" if sees_all(member=request.member) else "",
        "care_label": "Look after it" if may_shape(member=request.member) else "Drafts and versions",
        "asks": drafts(request),
    }
    return render(request, f"playbook/{part}.html", {**shared, **context})


def _looks_after(request: MemberRequest) -> bool:
    return request.member.administers or request.member.role in LOOK_AFTER


def _playbook() -> CompiledPlaybook:
    return compiled(version=_version())


def _version() -> PlaybookVersion:
    try:
        return version_in_use()
    except MethodologyError as error:
        raise Http404("No such page.") from error


def _one_way(*, process: str, stage: str) -> CompiledPlaybook:
    """The playbook narrowed to the process named, else to the first one that has the stage."""
    version = _version()
    whole = compiled(version=version)
    having = [one.key for one in whole.playbook.processes if not stage or stage in one.stages]
    chosen = process or next(iter(having), "")
    if chosen and chosen not in having:
        raise Http404("No such page.")
    return compiled(version=version, process=chosen) if chosen else whole


def _base(request: MemberRequest) -> str:
    return f"/o/{request.organisation.slug}/playbook/"
