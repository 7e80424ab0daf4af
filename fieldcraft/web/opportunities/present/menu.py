"""The views one can open by name: those of the product, one's own, and those of the people above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fieldcraft.pursuit.models import SavedView
from fieldcraft.pursuit.queries.filtering import Filters
from fieldcraft.pursuit.working.queries import ListHome
from fieldcraft.web import shapes
from fieldcraft.web.opportunities.present.asking import Asked, address, query_of, saved_query
from fieldcraft.web.opportunities.present.chips import VIEWS


@dataclass(frozen=True, slots=True)
class Menu:
    """`name` is what the present view is called. `save_href` keeps it, `all_href` looks after all of them."""

    name: str
    built_in: Sequence[shapes.Tab]
    own: Sequence[shapes.Tab]
    shared: Sequence[shapes.Tab]
    save_href: str
    all_href: str


def menu_of(*, asked: Asked, home: ListHome, href: str) -> Menu:
    """`count` of a shared view's tab names whose it is."""
    here = saved_query(asked=asked)
    own = [_tab(view, here, href) for view in home.own]
    shared = [replace(_tab(view, here, href), count=view.owner.name) for view in home.shared]
    kept = replace(asked.filters, page=1)
    built_in = [
        shapes.Tab(
            title,
            href + address(filters=Filters(view=view), board=asked.board, columns=asked.columns),
            kept == Filters(view=view, sort=kept.sort),
        )
        for view, title in VIEWS.items()
    ]
    named = next((tab.label for tab in (*own, *shared, *built_in) if tab.current), "")
    return Menu(
        name=named or "Your own filters",
        built_in=built_in,
        own=own,
        shared=shared,
        save_href=f"{href}views/?{urlencode({'query': query_of(asked=asked).removeprefix('?')})}",
        all_href=f"{href}views/",
    )


def _tab(view: SavedView, here: str, href: str) -> shapes.Tab:
    return shapes.Tab(view.name, f"{href}?{view.query or 'view=all'}", current=view.query == here)
