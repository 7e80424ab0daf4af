"""What each partial in templates/components asks for, as frozen dataclasses. Anything with these attributes will do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol

State = Literal["met", "claimed", "missing", "contradicted"]


@dataclass(frozen=True, slots=True)
class NavEntry:
    label: str
    href: str
    icon: str
    current: bool = False
    count: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """Something found: `kind` names what it is, `beside` where it belongs."""

    title: str
    beside: str
    kind: str
    href: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Action:
    label: str
    href: str = "#"
    key: str = ""
    kind: Literal["primary", "plain", "quiet"] = "plain"
    post: bool = True
    #: CSS selector of what htmx fills with the page behind a link, in place of leaving for it.
    into: str = ""


@dataclass(frozen=True, slots=True)
class ChipButton:
    """One way in which something can have ended."""

    label: str
    value: str
    key: str
    kind: Literal["primary", "plain", "quiet"] = "plain"


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    title: str
    account: str
    opportunity: str
    why: str
    minutes: int
    actions: Sequence[Action]
    worth: Decimal | None = None
    amount: Decimal | None = None
    currency: str = "EUR"
    closes: date | None = None
    late: str = ""
    rests_on: str = ""
    explores: bool = False
    href: str = ""
    link: str = ""
    how: str = ""
    later: Sequence[Action] = ()
    due: str = ""
    chips: Sequence[ChipButton] = ()
    chips_href: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    text: str
    href: str
    seconds: int = 30


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    milestone: str
    state: Literal["held", "claimed", "open"]
    supported: bool = False
    claimed: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """What one person gave for or against a criterion."""

    text: str
    who: str
    against: bool = False
    file_name: str = ""
    file_href: str = ""
    verified: str = ""
    verify_href: str = ""
    withdraw_href: str = ""
    ask_href: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    key: str
    name: str
    state: State
    fact: str = ""
    on: date | None = None
    verifier: str = ""
    help: str = ""
    confirm_href: str = ""
    action_label: str = ""
    refusal: str = ""
    ask: str = ""
    proofs: Sequence[Proof] = ()
    dispute_href: str = ""
    open: Literal["", "confirm", "dispute"] = ""
    more_href: str = ""
    brief: bool = False
    note: str = ""
    errors: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RiskSeen:
    title: str
    detail: str
    advice: str = ""
    level: Literal["warn", "bad"] = "warn"


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    value: str
    small: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    name: str
    state: State
    fact: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened this week; `new` to who reads it."""

    day: str
    text: str
    who: str
    new: bool


class Fold(Protocol):
    """A stage behind one line: `href` brings its criteria."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def met(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def href(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ScoreCell:
    """How one stands in one factor: the word, the rung out of how many, what shows it, and where to change it."""

    word: str
    rung: int
    top: int
    text: str = ""
    small: str = ""
    href: str = ""
    who: str = "Us"


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A factor with us first, then the rivals in order; a cell without a top is empty."""

    name: str
    question: str
    cells: Sequence[ScoreCell]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """`timed` False: only the day is known."""

    at: datetime
    icon: str
    text: str
    who: str
    door: str = ""
    new: bool = False
    timed: bool = True


@dataclass(frozen=True, slots=True)
class TimelineDay:
    day: str
    entries: Sequence[TimelineEntry]


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    href: str = ""
    dir: Literal["", "ascending", "descending"] = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    account: str
    name: str
    owner: str
    claimed: str
    supported: str
    gap: int
    amount: Decimal | None
    closes: date | None
    next_step: str
    last_activity: str
    last_days: str
    late: str = ""
    warnings: Sequence[str] = ()
    currency: str = "EUR"
    href: str = "/styleguide/opportunity/"
    stage: str = ""


@dataclass(frozen=True, slots=True)
class BoardColumn:
    name: str
    sum: Decimal
    count: int
    cards: Sequence[OpportunityRow]
    currency: str = "EUR"
    more_href: str = ""
    brief: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    selected: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    label: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    remove_href: str


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    href: str
    current: bool = False
    count: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go on to: what it is for, and how it stands there."""

    title: str
    href: str
    text: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    first: int
    last: int
    total: int | None
    what: str
    prev_href: str = ""
    next_href: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    label: str
    help: str
    accept: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class FlowPart:
    label: str
    current: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class MappedColumn:
    header: str
    samples: Sequence[str]
    name: str
    options: Sequence[Option]
    guessed: bool = False
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    row: int
    column: str
    value: str
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class Progress:
    key: str
    label: str
    done: int
    total: int | None
    what: str
    left: str = ""
    href: str = "#"
    cancel_href: str = ""
    running: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    title: str
    text: str
    label: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class CastPerson:
    name: str
    role: str
    story: str
    team: str
    opens: str
    href: str = "#"


@dataclass(frozen=True, slots=True)
class TeamPerson:
    name: str
    role: str
    share: int | None
    met: int
    due: int
    opportunities: int
    ahead: int
    worth_ahead: Decimal | None
    stalls: str = ""
    stalls_detail: str = ""
    falling: bool = False
    currency: str = "EUR"
    href: str = "#"
    amount: Decimal | None = None
    warned: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    role: str
    since: str
    href: str = "#"


@dataclass(frozen=True, slots=True)
class Team:
    name: str
    head: str
    head_role: str
    count: int
    members: Sequence[Person] = ()
    teams: Sequence["Team"] = ()
    open: bool = False
    href: str = "#"
