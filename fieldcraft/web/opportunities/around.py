"""What every page about one opportunity shares: who may open it, its name, and its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import Http404

from fieldcraft.crm.models import Opportunity
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.page import pursuit_of
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Tab

#: Part of the address, name.
PARTS: Final = (
    ("", "Overview"),
    ("people/", "Buying committee"),
    ("plan/", "Mutual action plan"),
    ("notes/", "Notes and files"),
)


@dataclass(frozen=True, slots=True)
class Around:
    """Head of a page about one opportunity; `part` is the name of the page, empty on the overview."""

    name: str
    account: str
    href: str
    list_href: str
    part: str
    tabs: Sequence[Tab]


def pursuit_or_404(request: MemberRequest, opportunity_id: int) -> Pursuit:
    """The pursuit, for whom the line shows it. Raises Http404 for everybody else and for wrong numbers alike."""
    found = pursuit_of(viewer=request.viewer, opportunity_id=opportunity_id)
    if found is None:
        raise Http404("No such page.")
    return found


def around(*, opportunity: Opportunity, base: str, part: str) -> Around:
    """`part` is an address of `PARTS`, or the name of a page below one of them."""
    page = f"{base}opportunities/{opportunity.pk}/"
    names = dict(PARTS)
    return Around(
        name=opportunity.name,
        account=opportunity.account.name if opportunity.account else "",
        href=page,
        list_href=f"{base}opportunities/",
        part=names.get(part, part) if part else "",
        tabs=[Tab(name, f"{page}{path}", current=path == part) for path, name in PARTS],
    )
