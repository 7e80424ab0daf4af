"""Who looks after the method gets in; everybody else gets the 404 of a wrong address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse

from fieldcraft.methodology.rights import may_shape
from fieldcraft.web.request import MemberRequest

Rest = ParamSpec("Rest")
View = Callable[Concatenate[MemberRequest, Rest], HttpResponse]


def shapers_only(view: View[Rest]) -> View[Rest]:
    """Let in whoever may put versions in use and move opportunities."""

    @wraps(view)
    def guarded(request: MemberRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not may_shape(member=request.member):
            raise Http404("No such page.")
        return view(request, *args, **kwargs)

    return guarded
