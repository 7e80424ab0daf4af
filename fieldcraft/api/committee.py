"""The buying committee for programs: the same query and the same actions as its page."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Form, Path, Router

from fieldcraft.api import shapes_committee as shapes
from fieldcraft.api.problems import REFUSED_READ, REFUSED_WRITE
from fieldcraft.api.reads import LARGEST_ID, OpportunityId, Slug
from fieldcraft.api.sign_in import caller_of
from fieldcraft.pursuit.committee import actions
from fieldcraft.pursuit.committee.fields import FIELDS
from fieldcraft.pursuit.committee.queries import Committee, CommitteeMember, committee_of
from fieldcraft.pursuit.committee.reach import Way
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.page import pursuit_of

router = Router(tags=["committee"])
PersonId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="Id of a person of the committee.")]
CHANGEABLE = ("role", "influence", "support", "reports_to", "note")


@router.get(
    "/opportunities/{int:opportunity}/people",
    response={200: shapes.Committee, **REFUSED_READ},
    operation_id="committee",
    summary="The buying committee of one opportunity",
)
def committee(request: HttpRequest, organisation: Slug, opportunity: OpportunityId) -> shapes.Committee:
    """People with role, influence, support and our contact; who is missing, who is quiet, whom to ask; changes."""
    found = committee_of(viewer=caller_of(request).viewer, pursuit=_pursuit(request, opportunity))
    return shapes.Committee(
        people=[_person(one) for one in found.members],
        missing=[
            shapes.MissingRole(
                role=one.missing.role.key,
                title=one.missing.role.title,
                asked_by=one.missing.asked_by,
                introduction=_way(one.way),
            )
            for one in found.wanted
        ],
        quiet=[
            shapes.QuietPerson(person=one.quiet.id, days=one.quiet.days, introduction=_way(one.way))
            for one in found.quiet
        ],
        changes=_changes(found),
    )


@router.post(
    "/opportunities/{int:opportunity}/people",
    response={200: shapes.PersonChanged, **REFUSED_WRITE},
    operation_id="add_person",
    summary="Add a person to the buying committee",
)
def add_person(
    request: HttpRequest, organisation: Slug, opportunity: OpportunityId, form: Form[shapes.NewPerson]
) -> shapes.PersonChanged:
    """Who takes part already is left as he is. 409 where the opportunity has no account or the e-mail is none."""
    caller, pursuit = caller_of(request), _pursuit(request, opportunity)
    part, _ = actions.add_person(
        pursuit=pursuit, **form.model_dump(), member=caller.member, by=caller.actor, now=caller.now
    )
    return _changed(request, pursuit, part.pk, ())


@router.post(
    "/opportunities/{int:opportunity}/people/{int:person}",
    response={200: shapes.PersonChanged, **REFUSED_WRITE},
    operation_id="change_person",
    summary="Change what is known of a person",
)
def change_person(
    request: HttpRequest,
    organisation: Slug,
    opportunity: OpportunityId,
    person: PersonId,
    form: Form[shapes.PersonChange],
) -> shapes.PersonChanged:
    """Set any of the fields. 409 for a boss who would close a circle."""
    caller, pursuit = caller_of(request), _pursuit(request, opportunity)
    stored = _member(request, pursuit, person).stored
    sent = form.model_fields_set
    given = {name: _text(getattr(form, name)) for name in CHANGEABLE if name in sent}
    seen = {name: _text(getattr(form, f"seen_{name}")) if f"seen_{name}" in sent else stored[name] for name in given}
    done = actions.change_person(
        pursuit=pursuit, part_id=person, values=given, seen=seen, member=caller.member, by=caller.actor, now=caller.now
    )
    return _changed(request, pursuit, person, done.conflicts)


def _pursuit(request: HttpRequest, opportunity: int) -> Pursuit:
    found = pursuit_of(viewer=caller_of(request).viewer, opportunity_id=opportunity)
    if found is None:
        raise Http404
    return found


def _member(request: HttpRequest, pursuit: Pursuit, person: int) -> CommitteeMember:
    found = committee_of(viewer=caller_of(request).viewer, pursuit=pursuit).member(id=person)
    if found is None:
        raise Http404
    return found


def _changed(
    request: HttpRequest, pursuit: Pursuit, person: int, conflicts: tuple[actions.Conflict, ...]
) -> shapes.PersonChanged:
    return shapes.PersonChanged(
        person=_person(_member(request, pursuit, person)),
        conflicts=[shapes.Conflict(field=one.field, theirs=one.theirs, by=one.by) for one in conflicts],
    )


def _text(value: object) -> str:
    return "" if value == 0 else str(value)


def _person(one: CommitteeMember) -> shapes.CommitteePerson:
    last = one.coverage.last
    return shapes.CommitteePerson(
        id=one.id,
        name=one.name,
        title=one.title,
        email=one.email,
        role=one.role,
        influence=one.influence,  # type: ignore[arg-type]  # a choice of the model
        guessed=one.guessed,
        support=one.support,  # type: ignore[arg-type]  # the same
        reports_to=one.reports_to,
        note=one.note,
        contacts_90d=one.coverage.recent,
        colleagues=[name for name, _ in one.coverage.colleagues if name],
        last_contact_on=last.on if last else None,
    )


def _way(way: Way | None) -> shapes.Introduction | None:
    return shapes.Introduction(ask=way.name, reason=way.reason, text=way.text) if way else None


def _changes(found: Committee) -> list[shapes.Change]:
    shown = set(FIELDS)
    return [
        shapes.Change(
            at=one.at,
            by=one.by.name if one.by else "",
            name=one.contact.name if one.contact else "",
            kind=one.kind,  # type: ignore[arg-type]  # a choice of the model; arrangements are not read
            changes={name: pair for name, pair in one.changes.items() if name in shown},
        )
        for one in found.changes
    ]
