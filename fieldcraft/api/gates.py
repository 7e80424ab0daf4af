"""Moving the stage, closing and reopening: the same actions as the pages."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from ninja import Form, Router, Schema
from pydantic import Field

from fieldcraft.api.problems import REFUSED_WRITE
from fieldcraft.api.reads import STORABLE, OpportunityId, Slug
from fieldcraft.api.shapes import Key as StageKey
from fieldcraft.api.sign_in import Caller, caller_of
from fieldcraft.pursuit.actions import LONGEST_NOTE
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.gates import actions
from fieldcraft.pursuit.gates.models import StageMove
from fieldcraft.pursuit.gates.writing import LONGEST_LOST_REASON, LONGEST_REASON
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.page import pursuit_of
from fieldcraft.pursuit.rivals.writing import LONGEST_NAME

router = Router(tags=["writes"])


class Answers(Schema):
    """Facts given with a move: the first `criterion` goes with the first `note`, and so on."""

    criterion: list[Annotated[str, Field(max_length=80, pattern=STORABLE)]] = Field(
        default=[], max_length=100, description="Keys of criteria."
    )
    note: list[Annotated[str, Field(max_length=LONGEST_NOTE, pattern=STORABLE)]] = Field(
        default=[], max_length=100, description="What shows each of them; stored as evidence."
    )
    seen: str | None = Field(
        default=None,
        max_length=120,
        pattern=STORABLE,
        description="The CRM's stage word that the caller saw; 409 where it is another by now.",
    )

    def by_criterion(self) -> dict[str, str]:
        """Notes by criterion. Raises PursuitError where they do not go in pairs."""
        if len(self.criterion) != len(self.note):
            raise PursuitError("Criteria and notes do not go in pairs. Send one note for each criterion.")
        return dict(zip(self.criterion, self.note, strict=True))


class Move(Answers):
    """Where to, and why without the facts."""

    to: str = Field(max_length=60, pattern=STORABLE, description="Key of the stage.")
    reason: str = Field(
        default="",
        max_length=LONGEST_REASON,
        pattern=STORABLE,
        description="Why it goes on though facts are missing: it counts then. Or why it goes back.",
    )


class Closing(Answers):
    """How it ended."""

    outcome: Literal["won", "lost"]
    reason: str = Field(
        default="", max_length=LONGEST_LOST_REASON, pattern=STORABLE, description="Why. Lost needs one."
    )
    rival: str = Field(default="", max_length=LONGEST_NAME, pattern=STORABLE, description="Who else was in it.")
    override: str = Field(
        default="", max_length=LONGEST_REASON, pattern=STORABLE, description="Why it is won though facts are missing."
    )


class Reopening(Schema):
    """Why it is worked again."""

    reason: str = Field(default="", max_length=LONGEST_REASON, pattern=STORABLE)


class Moved(Schema):
    """How the opportunity stands after the move."""

    move: int | None = Field(
        description="Id of the move; the same again has the same id. Null: it stood there already."
    )
    stage: str = Field(description="The CRM's stage word now.")
    claimed: StageKey | None = Field(description="Stage that the word means; null: not mapped.")
    supported: StageKey = Field(description="Stage the evidence supports.")
    outcome: Literal["open", "won", "lost"]
    how: str = Field(description="met, claimed, overridden, back, ended or reopened; empty: nothing was moved.")
    missing: list[str] = Field(description="Criteria it went on without.")
    waiting: list[str] = Field(description="Criteria that wait for somebody to verify them.")


@router.post(
    "/opportunities/{int:opportunity}/stage",
    response={200: Moved, **REFUSED_WRITE},
    operation_id="move_stage",
    summary="Move an opportunity to another stage",
)
def move(request: HttpRequest, organisation: Slug, opportunity: OpportunityId, form: Form[Move]) -> Moved:
    """Move it, with the facts that the stage asks for. The same again changes nothing.

    409 where facts are missing: `faults` names each; send them as `criterion` and `note`, or a `reason`. 409 too where
    somebody moved it meanwhile or it is closed.
    """
    caller, pursuit = _found(request, opportunity)
    made = actions.move_stage(
        pursuit=pursuit,
        to=form.to,
        answers=form.by_criterion(),
        reason=form.reason,
        made_from=form.seen,
        member=caller.member,
        by=caller.actor,
        now=caller.now,
    )
    return _moved(caller, opportunity, made)


@router.post(
    "/opportunities/{int:opportunity}/closing",
    response={200: Moved, **REFUSED_WRITE},
    operation_id="close_opportunity",
    summary="Close an opportunity as won or lost",
)
def close(request: HttpRequest, organisation: Slug, opportunity: OpportunityId, form: Form[Closing]) -> Moved:
    """Close it, with the reason and the rival. Won asks for the facts of every stage, as a move does.

    409 where facts are missing, named in `faults`; where it was moved or closed otherwise meanwhile; or where lost has
    no reason.
    """
    caller, pursuit = _found(request, opportunity)
    made = actions.close_opportunity(
        pursuit=pursuit,
        outcome=form.outcome,
        reason=form.reason,
        rival=form.rival,
        answers=form.by_criterion(),
        override=form.override,
        made_from=form.seen,
        member=caller.member,
        by=caller.actor,
        now=caller.now,
    )
    return _moved(caller, opportunity, made)


@router.post(
    "/opportunities/{int:opportunity}/reopening",
    response={200: Moved, **REFUSED_WRITE},
    operation_id="reopen_opportunity",
    summary="Work a closed opportunity again",
)
def reopen(request: HttpRequest, organisation: Slug, opportunity: OpportunityId, form: Form[Reopening]) -> Moved:
    """Open it in the stage it was in before it ended. An open one stays as it is."""
    caller, pursuit = _found(request, opportunity)
    made = actions.reopen_opportunity(
        pursuit=pursuit, reason=form.reason, member=caller.member, by=caller.actor, now=caller.now
    )
    return _moved(caller, opportunity, made)


def _found(request: HttpRequest, opportunity: int) -> tuple[Caller, Pursuit]:
    caller = caller_of(request)
    pursuit = pursuit_of(viewer=caller.viewer, opportunity_id=opportunity)
    if pursuit is None:
        raise Http404
    return caller, pursuit


def _moved(caller: Caller, opportunity: int, made: StageMove | None) -> Moved:
    pursuit = pursuit_of(viewer=caller.viewer, opportunity_id=opportunity)
    if pursuit is None:
        raise Http404
    return Moved(
        move=made.pk if made else None,
        stage=pursuit.opportunity.stage,
        claimed=pursuit.claimed_stage or None,
        supported=pursuit.supported_stage,
        outcome=pursuit.opportunity.outcome,  # type: ignore[arg-type]
        how=made.how if made else "",
        missing=made.missing if made else [],
        waiting=made.waiting if made else [],
    )
