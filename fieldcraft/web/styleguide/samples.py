"""Sample data of the working pages: one rep's day in a sales team that does not exist."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from fieldcraft.web.shapes import (
    Action,
    Criterion,
    Factor,
    Figure,
    Member,
    NavEntry,
    Organisation,
    RiskSeen,
    Stage,
    Step,
    TimelineDay,
    TimelineEntry,
    Undo,
)

ORGANISATION = Organisation(name="Halden Systems", simulated=True)
REP = Member(name="Jana Weiss", role="Sales rep, Team North")
MANAGER = Member(name="Marek Novak", role="Manager, Team North")
ADMIN = Member(name="Ilse Braun", role="Enablement")

PAGES_OF_REP = (("Today", "today", "today", ""), ("Opportunities", "opportunities_list", "opportunities", "38"))
_LINE = (("Today", "today", "today", ""), ("Opportunities", "opportunities_list", "opportunities", "214"))
PAGES_OF_MANAGER = (*_LINE, ("Team", "team", "team", ""), ("Playbook", "playbook", "playbook", ""))
PAGES_OF_ADMIN = (*PAGES_OF_MANAGER, ("People", "people", "people", ""), ("Imports", "import_mapping", "imports", ""))


def nav(*, entries: tuple[tuple[str, str, str, str], ...], current: str) -> list[NavEntry]:
    """The rail of one role with the present page marked."""
    return [
        NavEntry(label=label, href=f"/styleguide/{page}/", icon=icon, current=label == current, count=count)
        for label, page, icon, count in entries
    ]


def step_actions(*, primary: str, post: bool = True) -> tuple[Action, ...]:
    """The buttons of a step: what it is about first, then the three every step has."""
    return (
        Action(label=primary, key="Enter", kind="primary", post=post),
        Action(label="Done", key="e"),
        Action(label="Tomorrow", key="s"),
        Action(label="Not useful", key="x", kind="quiet"),
    )


STEPS = [
    Step(
        key="cfo",
        title="Ask Petra Kohl to introduce you to the CFO",
        account="Nordwind Logistik",
        opportunity="Fleet renewal",
        why=(
            "No economic buyer has met you, and the CRM says Propose. Of 61 opportunities like this, those where the "
            "CFO joined by now were won 44 % of the time, the others 19 %."
        ),
        rests_on="61 closed opportunities, suggestive",
        minutes=10,
        worth=Decimal(2150),
        amount=Decimal(184000),
        closes=date(2026, 12, 18),
        href="/styleguide/opportunity/",
        actions=step_actions(primary="Plan the call", post=False),
    ),
    Step(
        key="answers",
        title="Send the security answers you promised",
        account="Hafenwerke",
        opportunity="Yard sensors",
        why="You agreed to Tuesday on 12 November. Their board meets on Wednesday.",
        late="2 days late",
        minutes=15,
        worth=Decimal(1480),
        amount=Decimal(96500),
        closes=date(2026, 12, 11),
        href="/styleguide/opportunity/",
        actions=step_actions(primary="Log the mail"),
    ),
    Step(
        key="criteria",
        title="Get the success criteria in writing",
        account="Albatros Pharma",
        opportunity="Cold chain pilot",
        why="The pilot starts in 9 days and nobody has said what “works” means.",
        rests_on="The playbook says so; your own deals cannot tell yet",
        minutes=12,
        worth=Decimal(1320),
        amount=Decimal(142000),
        closes=date(2027, 1, 29),
        href="/styleguide/opportunity/",
        actions=step_actions(primary="Add evidence", post=False),
    ),
    Step(
        key="manager",
        title="Ask two questions of Brandt’s new plant manager",
        account="Brandt Guss",
        opportunity="Expansion",
        why="Your champion left on 3 November. Nobody else there has replied since.",
        explores=True,
        minutes=8,
        worth=Decimal(930),
        amount=Decimal(61000),
        closes=date(2027, 2, 12),
        href="/styleguide/opportunity/",
        actions=step_actions(primary="Log the call"),
    ),
    Step(
        key="date",
        title="Set a new close date",
        account="Klinikum Ost",
        opportunity="Bed tracking",
        why="The date in the CRM was 31 October. A passed date spoils your forecast and the order of this list.",
        late="3 weeks late",
        minutes=2,
        actions=step_actions(primary="Set the date"),
    ),
]

OPPORTUNITY_STEPS = [
    replace(
        STEPS[0],
        account="",
        opportunity="",
        href="",
        why="The shortest way from Shape to Propose. Petra Kohl rates you 4 of 5 and works two doors from the CFO.",
    ),
    Step(
        key="shortlist",
        title="Ask who else is on the shortlist",
        account="",
        opportunity="",
        why="Missing for Propose. Of won opportunities like this, 71 % knew it by now.",
        rests_on="The playbook’s figure; your own deals cannot tell yet",
        minutes=8,
        worth=Decimal(640),
        actions=step_actions(primary="Log the call"),
    ),
]

LEDGER = [
    Figure(label="You put in", value="41 min"),
    Figure(label="Steps done", value="17"),
    Figure(label="Moved something", value="9", small="of 17"),
]
UNDO_SAMPLE = Undo(text="Done: Send the security answers.", href="#")

STAGES = [
    Stage(name="Discover", milestone="Problem named, with its cost", state="held"),
    Stage(name="Qualify", milestone="Sponsor agreed to evaluate", state="held"),
    Stage(name="Shape", milestone="Criteria written together", state="held", supported=True),
    Stage(name="Propose", milestone="Economic buyer saw the case", state="claimed", claimed=True),
    Stage(name="Prove", milestone="Result signed off", state="open"),
    Stage(name="Commit", milestone="Plan co-signed", state="open"),
]

CRITERIA = [
    Criterion(
        key="criteria-agreed",
        name="Decision criteria agreed in writing",
        state="met",
        fact="E-mail from Petra Kohl: “these seven points decide”.",
        verifier="Marek Novak",
        on=date(2026, 11, 4),
    ),
    Criterion(
        key="budget-holder",
        name="Budget holder named",
        state="met",
        fact="Contact role in the CRM: Dr. Ines Falk, CFO.",
        on=date(2026, 10, 28),
    ),
    Criterion(
        key="saw-case",
        name="Economic buyer has seen the business case",
        state="claimed",
        fact="You ticked this on 16 November.",
        help="A meeting with Dr. Falk in the CRM shows it, or your manager confirms it.",
        refusal="You own this opportunity, so somebody else has to confirm.",
    ),
    Criterion(
        key="shortlist",
        name="Shortlist told to us",
        state="missing",
        help="A mail or a note of the call in which they named the others.",
        confirm_href="#",
    ),
    Criterion(
        key="date-agreed",
        name="Decision date agreed with the buyer",
        state="contradicted",
        fact="Close date 18 December; Petra Kohl wrote “not before January” on 19 November.",
        confirm_href="#",
        action_label="Correct it",
    ),
]

CRITERIA_STATES = [criterion.state for criterion in CRITERIA]

WARNINGS = [
    RiskSeen(
        title="Close date moved twice",
        detail="From 30 October to 18 December.",
        advice="Ask Petra for their own date and what hangs on it.",
    ),
    RiskSeen(
        title="Only one person talks to us",
        detail="All 9 activities of the last 60 days are with Petra Kohl.",
        level="bad",
    ),
]

FACTORS = [
    Factor(name="Pain with a number", state="met", fact="€ 310,000 a year of idle trucks, in their own words"),
    Factor(name="Economic buyer", state="claimed", fact="Dr. Ines Falk, not met"),
    Factor(name="Champion", state="met", fact="Petra Kohl, brought in two colleagues"),
    Factor(name="Decision process", state="missing", fact="Nobody has said who signs after the CFO"),
]

CRM_FIELDS = [
    Figure(label="Owner", value="Jana Weiss"),
    Figure(label="Created", value="12 Jun"),
    Figure(label="Product", value="Fleet"),
    Figure(label="Last activity", value="19 Nov", small="3 days ago"),
]

TIMELINE = [
    TimelineDay(
        day="Yesterday",
        entries=[
            TimelineEntry(
                at=datetime(2026, 11, 22, 16, 42, tzinfo=UTC),
                icon="stage",
                text="Stage changed from Shape to Propose",
                who="Jana Weiss",
                door="CRM import",
                new=True,
            ),
            TimelineEntry(
                at=datetime(2026, 11, 22, 9, 5, tzinfo=UTC),
                icon="change",
                text="Close date moved from 30 November to 18 December",
                who="Jana Weiss",
                door="CRM import",
                new=True,
            ),
        ],
    ),
    TimelineDay(
        day="Thursday 19 November",
        entries=[
            TimelineEntry(
                at=datetime(2026, 11, 19, 14, 30, tzinfo=UTC),
                icon="call",
                text="Call with Petra Kohl, 25 min: budget round is in January",
                who="Jana Weiss",
            ),
            TimelineEntry(
                at=datetime(2026, 11, 19, 8, 12, tzinfo=UTC),
                icon="check",
                text="“Decision criteria agreed in writing” confirmed",
                who="Marek Novak",
                door="web",
            ),
        ],
    ),
]
