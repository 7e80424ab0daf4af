"""Sample data for the parts of one opportunity: its bar, moving it, its people, its plan, what is offered and found."""

from decimal import Decimal

from fieldcraft.web.committee.present import Node
from fieldcraft.web.gates.present import AskForm, Choice, Fact, GateView
from fieldcraft.web.intake.present import OfferView
from fieldcraft.web.mutual.shared.present import SharedStep
from fieldcraft.web.mutual.words import SaidView
from fieldcraft.web.opportunities.present.first import Stands
from fieldcraft.web.shapes import Action, ChipButton, FoundLine, Step, Tab

BAR = {"log_href": "#log", "plan_href": "#plan"}
GATE = GateView(
    href="#stage",
    end_href="#end",
    reopen_href="",
    made_from="propose",
    choices=(
        Choice("prove", "Prove", "2 facts asked", next=True),
        Choice("shape", "Shape", "back"),
        Choice("propose", "Propose", "it is here", here=True),
    ),
    open=True,
    said=None,
)
STANDS = Stands(
    track=(),
    claimed="Propose",
    supported="Shape",
    gap="one stage behind",
    tone="ahead",
    shown="The criteria were written together.",
    ahead="The economic buyer has seen the business case.",
)
PARTS_OF_ONE = [
    Tab("Overview", "#", current=True),
    Tab("Buying committee", "#committee"),
    Tab("Mutual action plan", "#plan"),
    Tab("Notes and files", "#notes"),
]
STEP_WITH_CHIPS = Step(
    key="planned",
    title="Call Laila Rask about the open points",
    account="Nordwind Logistik",
    opportunity="Fleet renewal",
    why="You agreed on it for today.",
    due="Today",
    minutes=15,
    worth=Decimal(602),
    actions=(Action(label="Tomorrow", key="s"), Action(label="Not useful", key="x", kind="quiet")),
    later=(Action(label="In a week", kind="plain"), Action(label="In a month", kind="plain")),
    chips=(
        ChipButton("Reached", "reached", "1 Enter e", "primary"),
        ChipButton("No answer", "no_answer", "2"),
        ChipButton("Moved", "moved", "3"),
    ),
    chips_href="#",
)


def _node(number: int, name: str, role: str, support: str, word: str, cover: int, quiet: str = "") -> Node:
    initials = "".join(part[0] for part in name.split())
    return Node(
        id=number,
        name=name,
        initials=initials,
        title="",
        href=f"#person-{number}",
        role=role,
        support=support,
        support_word=word,
        influence="high",
        kept_influence="high",
        cover=cover,
        cover_word=f"{cover} of 4 quarters",
        quiet=quiet,
        boss=None,
        boss_name="",
    )


PEOPLE_ON_MAP = [
    _node(1, "Petra Kohl", "Champion", "advocate", "Speaks for us", 4),
    _node(2, "Ines Falk", "Economic buyer", "neutral", "Neutral", 1),
    _node(3, "Milan Mensah", "Technical evaluator", "against", "Against us", 2, "Quiet for 5 weeks"),
    _node(4, "Karim Doorn", "Legal", "unknown", "Not known", 0),
]


def _plan_step(
    number: int, title: str, day: str, who: str, state: str, mark: str, said: tuple[SaidView, ...] = ()
) -> SharedStep:
    return SharedStep(
        id=number,
        title=title,
        meant="",
        seen="",
        day=day,
        iso="",
        who=who,
        state=state,
        mark=mark,
        milestone=not who,
        done=mark == "met",
        confirmed=mark == "met",
        late=False,
        proposed="",
        said=said,
        lines=(),
        open=False,
        typed="",
        errors=(),
    )


PLAN_STEPS = [
    _plan_step(1, "A sponsor has agreed to evaluate", "4 Nov", "", "Confirmed by you, 6 Nov", "met"),
    _plan_step(
        2,
        "We write down what counts as success",
        "25 Nov",
        "Both sides",
        "Agreed by you",
        "claimed",
        (SaidView(1, "You", "wrote, 21 Nov", "Can you send two pages?", against=False, waits=True),),
    ),
    _plan_step(3, "The result is signed off", "5 Jan 2027", "Albatross Pharma", "", "open"),
]
OFFERS = [
    OfferView(
        id=1,
        text="Laila told us that we are on the shortlist",
        criterion="The buyer tells us that we are on the shortlist.",
        why="“shortlist”, “told”",
        then="Counts as soon as you accept it.",
        href="#",
        answer="",
    ),
    OfferView(
        id=2,
        text="She went through the business case line by line",
        criterion="The economic buyer goes through the business case.",
        why="“business case”, “line by line”",
        then="Counts once somebody else has verified it.",
        href="#",
        answer="",
    ),
]
MOVE_ASKED = AskForm(
    action="#",
    heading="Move to Commit",
    sum="1 fact is missing for it.",
    button="Save and move to Commit",
    made_from="prove",
    back="",
    to="commit",
    facts=(
        Fact(
            key="signed-off",
            text="The buyer signs off the result.",
            ask="Write half a page with the result and ask for a yes by e-mail.",
            how="Shown by a file or the buyer’s own word.",
            state="missing",
            word="Missing",
            note="",
        ),
    ),
    waiting=("The buyer accepts in writing what counts as success.",),
)
FOUND_LINES = [
    FoundLine("Cold chain monitoring", "Albatross Pharma", "Opportunity", "#1"),
    FoundLine("Cold chain monitoring, north site", "Fjellvann Energi", "Opportunity", "#2", closed=True),
    FoundLine("Ask the person with the money what could still stop it", "Commit", "Play", "#3"),
]
