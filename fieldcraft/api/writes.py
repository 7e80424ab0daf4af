"""What a program may change: the same two actions as the pages, by the same member."""

from __future__ import annotations

from typing import Annotated

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest
from ninja import File, Form, Path, Router, Schema, UploadedFile
from pydantic import Field

from fieldcraft.api import present_opportunity, shapes_opportunity
from fieldcraft.api.problems import REFUSED_WRITE
from fieldcraft.api.reads import STORABLE, OpportunityId, Slug
from fieldcraft.api.sign_in import caller_of
from fieldcraft.guidance.actions import complete_step
from fieldcraft.pursuit.actions import LONGEST_NOTE, Upload, confirm_criterion
from fieldcraft.pursuit.queries.page import opportunity_page, pursuit_of
from fieldcraft.pursuit.uploads import LARGEST_FILE

router = Router(tags=["writes"])
Key = Annotated[str, Path(max_length=120, pattern=STORABLE, description="Key, as the opportunity's read names it.")]
Proof = Annotated[UploadedFile | None, File(description="A file that shows it, at most 10 MiB.")]


class Note(Schema):
    """Words that go with a write."""

    note: str = Field(
        default="",
        pattern=STORABLE,
        max_length=LONGEST_NOTE,
        description="What shows it, or what came of it. Evidence needs this or a file.",
    )


@router.post(
    "/opportunities/{int:opportunity}/criteria/{criterion}/evidence",
    response={200: shapes_opportunity.Confirmed, **REFUSED_WRITE},
    operation_id="confirm_criterion",
    summary="Put forward evidence for a criterion",
)
def confirm(
    request: HttpRequest,
    organisation: Slug,
    opportunity: OpportunityId,
    criterion: Key,
    form: Form[Note],
    file: Proof = None,
) -> shapes_opportunity.Confirmed:
    """Give a note or a file that shows a criterion is met. The same again changes nothing.

    A criterion that was renamed is found under its former key too. Where the playbook asks for another verifier the
    criterion stays claimed until somebody else stands behind it.
    """
    caller = caller_of(request)
    pursuit = pursuit_of(viewer=caller.viewer, opportunity_id=opportunity)
    asked = pursuit.criterion_called(key=criterion) if pursuit else None
    if pursuit is None or asked is None:
        raise Http404
    evidence = confirm_criterion(
        pursuit=pursuit,
        criterion=asked.key,
        note=form.note,
        file=_upload(file),
        member=caller.member,
        by=caller.actor,
        now=caller.now,
    )
    page = opportunity_page(viewer=caller.viewer, opportunity_id=opportunity)
    if page is None:
        raise Http404
    state = page.assessment.state_of(criterion=asked.key)
    return present_opportunity.confirmed(evidence, state, page.assessment.supported_stage)


@router.post(
    "/opportunities/{int:opportunity}/steps/{step}/completion",
    response={200: shapes_opportunity.Completed, **REFUSED_WRITE},
    operation_id="complete_step",
    summary="Say that a next step is done",
)
def complete(
    request: HttpRequest,
    organisation: Slug,
    opportunity: OpportunityId,
    step: Key,
    form: Form[Note],
) -> shapes_opportunity.Completed:
    """Mark a step done; a promise to the customer is kept by it. The same again on the same day changes nothing.

    409 where the step is no longer offered because the facts have changed.
    """
    caller = caller_of(request)
    pursuit = pursuit_of(viewer=caller.viewer, opportunity_id=opportunity)
    if pursuit is None:
        raise Http404
    response = complete_step(
        opportunity=pursuit.opportunity,
        key=step,
        note=form.note,
        member=caller.member,
        by=caller.actor,
        now=caller.now,
    )
    return present_opportunity.completed(response)


def _upload(file: UploadedFile | None) -> Upload | None:
    """The file as the action takes it. Raises RequestDataTooBig before anything is read into memory."""
    if file is None:
        return None
    if (file.size or 0) > LARGEST_FILE:
        raise RequestDataTooBig
    return Upload(
        name=_clean(file.name or "file"),
        media_type=_clean(file.content_type or "application/octet-stream"),
        content=file.read(),
    )


def _clean(text: str) -> str:
    return text.replace("\x00", "")
