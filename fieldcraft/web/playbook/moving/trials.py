"""Champion and challenger: start a trial, read its counts, end it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.trials import actions, queries
from fieldcraft.web.playbook.guard import shapers_only
from fieldcraft.web.playbook.moving import present
from fieldcraft.web.request import MemberRequest


@never_cache
@require_safe
@shapers_only
def trials(request: MemberRequest) -> HttpResponse:
    """The running trial with its counts, those before it, and the form for the next one."""
    view = present.trials_view(
        trials=queries.trials(), versions=methodology.installed(), base=_base(request), on=request.viewer.on
    )
    return render(request, "playbook/moves/trials.html", {"view": view})


@require_POST
@shapers_only
def trial_start(request: MemberRequest) -> HttpResponse:
    """Assign new opportunities to two versions in turn."""
    versions = {str(version.pk): version for version in methodology.installed()}
    champion, challenger = (versions.get(request.POST.get(name, "")) for name in ("champion", "challenger"))
    try:
        if champion is None or challenger is None:
            raise PursuitError("Choose two versions.")
        actions.start_trial(
            champion=champion, challenger=challenger, member=request.member, by=request.actor, now=request.now
        )
    except (PursuitError, MethodologyError) as error:
        messages.error(request, str(error))
    return redirect(f"{_base(request)}trials/")


@require_POST
@shapers_only
def trial_end(request: MemberRequest, trial_id: int) -> HttpResponse:
    """Let new opportunities follow the version in use again."""
    found = queries.trial(id=trial_id)
    if found is None:
        raise Http404("No such page.")
    actions.end_trial(trial=found, by=request.actor, now=request.now)
    messages.success(request, "The trial has ended. Who was assigned to what stays on record.")
    return redirect(f"{_base(request)}trials/")


def _base(request: MemberRequest) -> str:
    return f"/o/{request.organisation.slug}/playbook/"
