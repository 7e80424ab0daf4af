"""The pages of a link. Looking changes nothing but the view log; every answer is a POST with the page's token."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import PlanStep
from fieldcraft.pursuit.mutual import queries
from fieldcraft.pursuit.mutual.actions import buyer, sharing
from fieldcraft.pursuit.mutual.calendar import calendar_file
from fieldcraft.pursuit.mutual.limits import LONGEST_WORD
from fieldcraft.pursuit.mutual.paper import paper
from fieldcraft.pursuit.mutual.queries import SharedPlan
from fieldcraft.web.mutual.shared.gate import Opened, through_link, unlock
from fieldcraft.web.mutual.shared.present import Typed, shared_view
from fieldcraft.web.once import key_of

NOT_SAVED = 422
Say = Callable[[HttpRequest, Opened, PlanStep | None, str], str]
SayOfStep = Callable[[HttpRequest, Opened, PlanStep, str], str]


@never_cache
@require_safe
@through_link
def shared(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The plan; with a code still to come, the way to it."""
    if not opened.unlocked:
        return _locked(request, opened)
    if not opened.own:
        agent = request.headers.get("User-Agent", "")
        sharing.note_view(link=opened.link, agent=agent, robot=opened.robot, now=opened.now)
    return _page(request, opened, notice=request.GET.get("said", ""))


@never_cache
@require_POST
@through_link
def shared_say(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Confirm, correct, date, comment, or name a colleague; `do` says which, `step` about what."""
    if not opened.unlocked:
        return _locked(request, opened)
    step, text = _step(request, opened), request.POST.get("text", "")
    try:
        said = _said(request, opened, step, text)
    except PursuitError as error:
        typed = Typed(step.pk if step else 0, text[:LONGEST_WORD], (str(error),))
        return _page(request, opened, typed=typed, status=NOT_SAVED)
    if not said:
        gone = Typed(errors=("This is not in the plan any more. Look again.",))
        return _page(request, opened, typed=gone, status=404)
    anchor = f"#step-{step.pk}" if step else "#page"
    return redirect(f"{opened.path}?{urlencode({'said': said})}{anchor}")


@never_cache
@require_POST
@through_link
def shared_code(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Ask for a code, or give the one that came."""
    if opened.unlocked:
        return redirect(opened.path)
    given = request.POST.get("code", "")
    try:
        if not given:
            sharing.ask_code(link=opened.link, now=opened.now)
            return redirect(f"{opened.path}?said=code")
    except PursuitError as error:
        return _locked(request, opened, error=str(error), status=NOT_SAVED)
    if sharing.check_code(link=opened.link, given=given, now=opened.now) is None:
        wrong = "This code does not open the plan. Check it, or ask for a new one: five tries, then it is used up."
        return _locked(request, opened, error=wrong, status=NOT_SAVED)
    response = redirect(opened.path)
    unlock(response, request=request, opened=opened)
    return response


@never_cache
@require_safe
@through_link
def shared_calendar(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The dates as a calendar file."""
    if not opened.unlocked:
        return _locked(request, opened)
    return calendar_answer(calendar_file(shared=_plan(opened), now=opened.now))


@never_cache
@require_safe
@through_link
def shared_paper(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The plan to print."""
    if not opened.unlocked:
        return _locked(request, opened)
    return paper_answer(paper(shared=_plan(opened), today=opened.now.date()))


def calendar_answer(content: bytes) -> HttpResponse:
    """A calendar file to save."""
    return _file(content, "text/calendar; charset=utf-8", "plan.ics")


def paper_answer(content: bytes) -> HttpResponse:
    """A PDF to save: shown inside the browser it would be a page of ours with a policy of its own."""
    return _file(content, "application/pdf", "plan.pdf")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def _confirm(request: HttpRequest, opened: Opened, step: PlanStep, text: str) -> str:
    given = (one.split(".") for one in request.POST.get("seen", "")[:4000].split())
    seen = {int(one[0]): int(one[1]) for one in given if len(one) == 2 and all(map(_number, one))}
    buyer.confirm(link=opened.link, step=step, text=text, now=opened.now, seen=seen)
    return "reached" if step.is_milestone else "done"


def _correct(request: HttpRequest, opened: Opened, step: PlanStep, text: str) -> str:
    lines = [int(one) for one in request.POST.getlist("line")[:100] if _number(one)]
    buyer.correct(link=opened.link, step=step, text=text, lines=lines, now=opened.now)
    return "not_yet"


def _date(request: HttpRequest, opened: Opened, step: PlanStep, text: str) -> str:
    buyer.give_date(link=opened.link, step=step, on=request.POST.get("on", ""), now=opened.now)
    return "date"


def _comment(request: HttpRequest, opened: Opened, step: PlanStep | None, text: str) -> str:
    key = key_of(request.POST)
    buyer.comment(link=opened.link, step=step, text=text, request=key, now=opened.now)
    return "comment"


def _colleague(request: HttpRequest, opened: Opened, step: PlanStep | None, text: str) -> str:
    name, email = request.POST.get("name", ""), request.POST.get("email", "")
    buyer.suggest_colleague(link=opened.link, name=name, email=email, now=opened.now)
    return "colleague"


OF_A_STEP: dict[str, SayOfStep] = {"confirm": _confirm, "correct": _correct, "date": _date}
OF_ANYTHING: dict[str, Say] = {"comment": _comment, "colleague": _colleague}


def _said(request: HttpRequest, opened: Opened, step: PlanStep | None, text: str) -> str:
    """What was done, by its word in NOTICES; empty where the form names what is not there."""
    do = request.POST.get("do", "")
    if step is not None and do in OF_A_STEP:
        return OF_A_STEP[do](request, opened, step, text)
    if do in OF_ANYTHING and (step is not None or not request.POST.get("step")):
        return OF_ANYTHING[do](request, opened, step, text)
    return ""


def _step(request: HttpRequest, opened: Opened) -> PlanStep | None:
    given = request.POST.get("step", "")
    if not _number(given):
        return None
    found = queries.step_of_plan(plan=opened.link.plan, id=int(given))
    return found if found and found.removed_at is None else None


def _plan(opened: Opened) -> SharedPlan:
    return queries.shared_plan(plan=opened.link.plan, company=opened.place.name)


def _page(
    request: HttpRequest, opened: Opened, *, notice: str = "", typed: Typed | None = None, status: int = 200
) -> HttpResponse:
    contact = opened.link.plan.pursuit.opportunity.owner
    view = shared_view(
        shared=_plan(opened),
        reader=opened.link.name,
        contact=contact.name if contact else opened.place.name,
        path=opened.path,
        on=opened.now.date(),
        notice=notice,
        typed=typed,
    )
    return render(request, "shared/plan.html", {"view": view, "simulated": opened.place.simulated}, status=status)


def _locked(request: HttpRequest, opened: Opened, *, error: str = "", status: int = 200) -> HttpResponse:
    name, _, host = opened.link.email.partition("@")
    code = queries.code_under_way(link=opened.link, now=opened.now)
    context = {
        "company": opened.place.name,
        "address": f"{name[:1]}…@{host}",
        "asked": code is not None,
        "fault": bool(code and code.fault),
        "error": error,
        "path": opened.path,
        "simulated": opened.place.simulated,
    }
    return render(request, "shared/code.html", context, status=status)
