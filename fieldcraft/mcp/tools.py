"""Which operations of the API an assistant gets, and what each does to what is there.

Inputs, checks, permissions and refusals are the API's own: they come from its document and its answers. Left out on
purpose: closing and reopening, which a person does; writing on shared notes, whose whole text a program would replace;
people of the committee and rivals, which are judgements about persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

#: reads: changes nothing. adds: leaves what is there. changes: puts a new value in place of an old one.
Effect = Literal["reads", "adds", "changes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool. `operation` is the API's operation id; `repeatable`: the same call again changes nothing more."""

    name: str
    title: str
    operation: str
    effect: Effect
    says: str
    repeatable: bool = True


TOOLS: Final = (
    Tool(
        name="read_today",
        title="Read Today",
        operation="today",
        effect="reads",
        says="Start here when the person asks what to do now: the few steps worth doing today, each with its reason.",
    ),
    Tool(
        name="find",
        title="Find anything",
        operation="find",
        effect="reads",
        says="Find the id of an opportunity, account, person or note from a few letters of its name.",
    ),
    Tool(
        name="list_opportunities",
        title="List open opportunities",
        operation="opportunities",
        effect="reads",
        says="List open opportunities, narrowed by stage, amount, close date, silence, warning or missing criterion.",
    ),
    Tool(
        name="read_opportunity",
        title="Read an opportunity",
        operation="opportunity",
        effect="reads",
        says="Read all about one opportunity. A criterion whose state is `missing` is what the next stage lacks; its "
        "key, the keys of stages and steps, and the ids of planned activities are what the writes ask for.",
    ),
    Tool(
        name="read_committee",
        title="Read the buying committee",
        operation="committee",
        effect="reads",
        says="Read who buys, who is missing or quiet, and who could introduce whom.",
    ),
    Tool(
        name="read_plan",
        title="Read the plan with the customer",
        operation="plan",
        effect="reads",
        says="Read the dated steps both sides agreed, and what the customer said about them.",
    ),
    Tool(
        name="read_notes",
        title="Read notes",
        operation="notes",
        effect="reads",
        says="Read the free notes of one opportunity.",
    ),
    Tool(
        name="log_activity",
        title="Log what happened",
        operation="log_activity",
        effect="adds",
        repeatable=False,
        says="Log a call, meeting or e-mail that was not planned, with what came of it. Give a `request_key` of your "
        "own: sent again with the same key it is not logged twice. Then plan what comes next.",
    ),
    Tool(
        name="log_outcome",
        title="Log how a planned activity ended",
        operation="log_outcome",
        effect="adds",
        says="Say how an activity ended that was planned before; its id is in the opportunity. Then plan what comes "
        "next.",
    ),
    Tool(
        name="plan_next_step",
        title="Plan what comes next",
        operation="plan_activity",
        effect="adds",
        says="Put the next call, meeting or task on a day; it is on Today then.",
    ),
    Tool(
        name="complete_step",
        title="Say that a step is done",
        operation="complete_step",
        effect="adds",
        says="Say that a step of Today or of the opportunity is done, once the person says so.",
    ),
    Tool(
        name="give_evidence",
        title="Give evidence for a criterion",
        operation="confirm_criterion",
        effect="adds",
        says="Give a note that shows a criterion is met, in the person's own words. Never make one up.",
    ),
    Tool(
        name="move_stage",
        title="Move to another stage",
        operation="move_stage",
        effect="changes",
        says="Move an opportunity to another stage. Where facts are missing nothing is moved and the answer names "
        "each with what to ask: ask the person, then call again with what they said. `reason` goes on without the "
        "facts and is counted: only the person gives one.",
    ),
    Tool(
        name="open_opportunity",
        title="Open an opportunity",
        operation="capture_opportunity",
        effect="adds",
        says="Open a new opportunity of the person's own. Look with `find` first whether there is one.",
    ),
    Tool(
        name="edit_opportunity",
        title="Edit an opportunity",
        operation="edit_opportunity",
        effect="changes",
        says="Change amount, close date, name, next step and such. Put what you read before into `seen`.",
    ),
)
