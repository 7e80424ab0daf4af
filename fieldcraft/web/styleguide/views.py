"""One view: the component page, or one whole page in sample data."""

import re
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fieldcraft.web.assets.bundle import STYLES
from fieldcraft.web.styleguide import samples, samples_lists, samples_one, samples_setup

TOKENS = (
    "paper",
    "sheet",
    "hover",
    "line",
    "line-2",
    "ink-3",
    "ink-2",
    "ink",
    "accent",
    "accent-soft",
    "warn",
    "warn-soft",
    "bad",
    "bad-soft",
)
ICONS = re.findall(r'id="(\w+)"', (STYLES.parent / "icons.svg").read_text(encoding="utf-8"))


def _public(module: Any) -> dict[str, Any]:
    """Samples by lower-case name, so that a template reads steps, criteria, warnings."""
    return {name.lower(): value for name, value in vars(module).items() if name.isupper() and not name.startswith("_")}


def _shell(*, member: Any, entries: Any, current: str) -> dict[str, Any]:
    return {
        "member": member,
        "nav": samples.nav(entries=entries, current=current),
        "sign_out_href": "#",
        "find_href": "/styleguide/opportunities_list/",
        "base": "/styleguide/",
        "places": samples.nav(entries=entries, current=current),
    }


def _as_rep(current: str) -> dict[str, Any]:
    return _shell(member=samples.REP, entries=samples.PAGES_OF_REP, current=current)


def _as_manager(current: str) -> dict[str, Any]:
    return _shell(member=samples.MANAGER, entries=samples.PAGES_OF_MANAGER, current=current)


def _as_admin(current: str) -> dict[str, Any]:
    return _shell(member=samples.ADMIN, entries=samples.PAGES_OF_ADMIN, current=current)


PAGES: dict[str, Callable[[], dict[str, Any]]] = {
    "today": lambda: _as_rep("Today"),
    "today_empty": lambda: _as_rep("Today"),
    "opportunity": lambda: _as_rep("Opportunities"),
    "opportunities_list": lambda: {
        **_as_manager("Opportunities"),
        "views": samples_lists.views(current="list"),
        "show_owner": True,
    },
    "opportunities_board": lambda: {
        **_as_manager("Opportunities"),
        "views": samples_lists.views(current="board"),
        "columns": samples_lists.board_columns(),
    },
    "team": lambda: _as_manager("Team"),
    "playbook": lambda: _as_manager("Playbook"),
    "people": lambda: _as_admin("People"),
    "import_mapping": lambda: {**_as_admin("Imports"), "flow": samples_setup.import_flow(current=1)},
    "import_stages": lambda: {**_as_admin("Imports"), "flow": samples_setup.import_flow(current=2)},
    "import_check": lambda: {**_as_admin("Imports"), "flow": samples_setup.import_flow(current=3)},
    "import_progress": lambda: _as_admin("Imports"),
    "import_result": lambda: _as_admin("Imports"),
    "signin": lambda: {"form": samples_setup.SignInForm()},
    "cast": dict,
    "first_run": lambda: {"form": samples_setup.FirstRunForm(auto_id="first_%s"), "organisation": None},
}


@require_safe
def styleguide(request: HttpRequest, page: str = "") -> HttpResponse:
    """Show every component in both themes, or the page named; 404 for a name that is none."""
    context = {**_public(samples), **_public(samples_lists), **_public(samples_one), **_public(samples_setup)}
    if not page:
        forms = {
            theme: samples_setup.BroughtWithFault({"closes": "31 Feb", "why": "date"}, auto_id=f"{theme}_%s")
            for theme in ("light", "dark")
        }
        board, shell = samples_lists.board_columns(), _as_manager("Team")
        return render(
            request,
            "styleguide/index.html",
            {
                **context,
                **shell,
                "forms": forms,
                "tokens": TOKENS,
                "icons": ICONS,
                "board": board,
                "pages": PAGES,
                "views": samples_lists.views(current="list"),
                "flow": samples_setup.import_flow(current=1),
            },
        )
    if page not in PAGES:
        raise Http404
    return render(request, f"styleguide/pages/{page}.html", {**context, **PAGES[page]()})
