"""What a program may read: the same queries as the pages, for the same viewer."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from fieldcraft.api import present, present_opportunity, shapes, shapes_opportunity
from fieldcraft.api.problems import REFUSED_READ
from fieldcraft.api.sign_in import caller_of
from fieldcraft.guidance.queries import steps_of, today_page
from fieldcraft.insight.foretelling import PARTS, foretold
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.people import queries as people
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.finding.queries import find as find_anything
from fieldcraft.pursuit.queries.beside import read_beside
from fieldcraft.pursuit.queries.filtering import Filters, Sort, View
from fieldcraft.pursuit.queries.lists import opportunity_list
from fieldcraft.pursuit.queries.live import live
from fieldcraft.pursuit.queries.page import opportunity_page
from fieldcraft.pursuit.queries.team import team_page
from fieldcraft.trail.queries import timeline

router = Router(tags=["reads"])
LARGEST_ID = 2**63 - 1


# PostgreSQL cannot hold the character NUL.
STORABLE = r"^[^\x00]*$"
Slug = Annotated[str, Path(description="Short name of the organisation.", pattern=r"^[-a-zA-Z0-9_]+$")]
OpportunityId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="Id of an opportunity you may see.")]


def nothing() -> Any:
    """The default of what may be left out of an address or a form, which cannot say null; it is not checked."""
    return None


class ListFilters(Schema):
    """What the list is narrowed to."""

    words: str = Field(
        default="",
        pattern=STORABLE,
        max_length=100,
        description="Part of the name of the opportunity or the account, in any case.",
    )
    stage: str = Field(
        default="", pattern=STORABLE, max_length=60, description="Key of the stage the evidence supports."
    )
    said: str = Field(
        default="", pattern=STORABLE, max_length=60, description="Key of the stage in the CRM, as the board has it."
    )
    owner: int = Field(default_factory=nothing, ge=1, le=LARGEST_ID, description="Id of the owner.")
    process: str = Field(default="", pattern=STORABLE, max_length=60, description="Key of a process in use.")
    amount_from: float = Field(default_factory=nothing, ge=0, lt=10**12, description="Smallest amount.")
    amount_to: float = Field(default_factory=nothing, ge=0, lt=10**12, description="Largest amount.")
    close_from: str = Field(
        default="", pattern=STORABLE, max_length=40, description="First close date, such as 2027-01-31, today or q1."
    )
    close_to: str = Field(
        default="", pattern=STORABLE, max_length=40, description="Last close date, such as 2027-03-31, +30d or q1."
    )
    quiet: int = Field(default=0, ge=0, le=3650, description="Days without activity; 0: any.")
    gap: int = Field(default=0, ge=0, le=100, description="Least stages the claim is ahead; 0: any.")
    warning: str = Field(default="", pattern=STORABLE, max_length=120, description="Key of a warning that applies.")
    missing: str = Field(default="", pattern=STORABLE, max_length=120, description="Key of a criterion it lacks.")
    product: str = Field(default="", pattern=STORABLE, max_length=120, description="Product, as written.")
    source: str = Field(default="", pattern=STORABLE, max_length=120, description="Lead source, as written.")
    changed: int = Field(default=0, ge=0, le=3650, description="Changed within so many days; 0: whenever.")
    view: View = Field(
        default="all",
        description="ahead: claim ahead of the evidence; warned: has a warning; quiet: no activity for 21 days; "
        "late: close date past.",
    )
    sort: Sort = Field(default="close", description="Soonest close, largest amount, widest gap and so on first.")
    page: int = Field(default=1, ge=1, le=10_000, description="Page of 80 rows, from 1.")


@router.get("/me", response={200: shapes.Me, **REFUSED_READ}, operation_id="me", summary="Who the token speaks for")
def me(request: HttpRequest, organisation: Slug) -> shapes.Me:
    """The member, his organisation and the token in use."""
    return present.me(caller_of(request))


@router.get(
    "/today", response={200: shapes.Today, **REFUSED_READ}, operation_id="today", summary="The steps worth doing today"
)
def today(request: HttpRequest, organisation: Slug) -> shapes.Today:
    """At most seven steps over all of the member's opportunities, as the page Today shows them."""
    caller = caller_of(request)
    page = today_page(viewer=caller.viewer, currency=caller.organisation.currency, now=caller.now)
    return present.today(page, caller.viewer.on)


@router.get(
    "/opportunities",
    response={200: shapes.OpportunityList, **REFUSED_READ},
    operation_id="opportunities",
    summary="Open opportunities",
)
def opportunities(request: HttpRequest, organisation: Slug, filters: Query[ListFilters]) -> shapes.OpportunityList:
    """Open opportunities of the member and of everybody below him, 80 a page."""
    given = filters.model_dump()
    amounts = {name: Decimal(str(given[name])) for name in ("amount_from", "amount_to") if given[name] is not None}
    wanted = Filters(**given | amounts)
    page = opportunity_list(viewer=caller_of(request).viewer, filters=wanted, live=live())
    return present.opportunities(page)


@router.get("/find", response={200: shapes.Found, **REFUSED_READ}, operation_id="find", summary="Find anything")
def find(
    request: HttpRequest,
    organisation: Slug,
    q: Annotated[
        str,
        Query(
            pattern=STORABLE,
            max_length=200,
            description="A few letters of each word, in any order; slips, accents and case are forgiven.",
        ),
    ],
) -> shapes.Found:
    """Opportunities, accounts, people of the customer, plays, knowledge and notes, as the search box finds them."""
    return present.found(find_anything(viewer=caller_of(request).viewer, text=q))


@router.get(
    "/opportunities/{int:opportunity}",
    response={200: shapes_opportunity.Opportunity, **REFUSED_READ},
    operation_id="opportunity",
    summary="One opportunity with its assessment",
)
def opportunity(request: HttpRequest, organisation: Slug, opportunity: OpportunityId) -> shapes_opportunity.Opportunity:
    """Criteria with facts and evidence, chance of winning, warnings, factors, next steps and timeline of one."""
    caller = caller_of(request)
    viewer = caller.viewer
    page = opportunity_page(viewer=viewer, opportunity_id=opportunity)
    if page is None:
        raise Http404
    steps = steps_of(viewer=viewer, opportunity_id=opportunity)
    beside = read_beside(viewer=viewer, pursuit=page.pursuit, now=caller.now, more=PARTS)
    told = foretold(parts=beside.more, page=page, on=viewer.on)
    return present_opportunity.opportunity(page, steps, timeline(opportunity_id=opportunity), beside, told, viewer)


@router.get(
    "/team",
    response={200: shapes.Team, **REFUSED_READ},
    operation_id="team",
    summary="How a team works the process, and where it stalls",
)
def team(
    request: HttpRequest,
    organisation: Slug,
    lead: Annotated[
        int | None, Query(ge=1, le=LARGEST_ID, description="Whose reports; left out: your own. Somebody below you.")
    ] = None,
) -> shapes.Team:
    """The direct reports with the sums over everybody below each; 404 for who leads nobody."""
    viewer = caller_of(request).viewer
    if not viewer.leads:
        raise Http404
    found = _below(viewer, lead) if lead is not None else None
    return present.team(team_page(viewer=viewer, lead=found, live=live()))


@router.get(
    "/playbook",
    response={200: Playbook, **REFUSED_READ},
    operation_id="playbook",
    summary="The playbook in use",
)
def playbook(request: HttpRequest, organisation: Slug) -> Playbook:
    """All stages, criteria, plays, warnings and factors new opportunities are worked by."""
    return methodology.in_use().playbook


def _below(viewer: Viewer, lead: int) -> Member:
    """Somebody in the viewer's line; 404 for everybody else."""
    found = people.member(id=lead) if lead in (viewer.sees or ()) else None
    if found is None:
        raise Http404
    return found
