"""Sample data of the pages around the work: team, people, playbook, import, first run, sign-in."""

from decimal import Decimal

from django import forms

from fieldcraft.web.shapes import (
    Action,
    CastPerson,
    Empty,
    Fault,
    Figure,
    FlowPart,
    MappedColumn,
    Option,
    Person,
    Progress,
    Step,
    Team,
    TeamPerson,
    Upload,
)

TEAM_STEPS = [
    Step(
        key="tomasz",
        title="Ask Tomasz what holds Stadtwerke Lahn back",
        account="4 of his 11 opportunities",
        opportunity="claims run ahead of evidence",
        why=(
            "€ 612,000 stand one stage or more ahead of what the buyers have done. In Shape he moves on without "
            "written criteria: 2 of 9 had them, the team 14 of 22."
        ),
        rests_on="Counted from the CRM, today at 06:00",
        minutes=20,
        actions=(
            Action(label="Open his opportunities", key="Enter", kind="primary", post=False),
            Action(label="Talked about it", key="e"),
            Action(label="Next week", key="s"),
        ),
    ),
    Step(
        key="jana",
        title="Confirm one criterion for Jana",
        account="Nordwind Logistik",
        opportunity="Fleet renewal",
        why="She says the CFO has seen the case. The playbook asks for a second pair of eyes.",
        minutes=2,
        actions=(
            Action(label="Look at it", key="Enter", kind="primary", post=False),
            Action(label="Tomorrow", key="s"),
        ),
    ),
]
TEAM = [
    TeamPerson("Jana Weiss", "Sales rep", 78, 62, 79, 38, 9, Decimal(394000), "Propose", "median 34 days, team 21"),
    TeamPerson(
        "Tomasz Lis",
        "Sales rep",
        46,
        31,
        67,
        61,
        22,
        Decimal(1284000),
        "Shape",
        "median 41 days, team 18",
        falling=True,
    ),
    TeamPerson("Omar Haddad", "Sales rep", 71, 49, 69, 36, 7, Decimal(201500)),
    TeamPerson("Lena Fuchs", "Sales rep", 84, 58, 69, 33, 3, Decimal(88000)),
    TeamPerson(
        "Paul Adler", "Sales rep, since October", 60, 9, 15, 12, 4, Decimal(97000), "Qualify", "3 opportunities only"
    ),
]
STALLS = [
    Figure(label="Shape", value="22", small="9 longer than usual"),
    Figure(label="Propose", value="31", small="7 longer than usual"),
    Figure(label="Qualify", value="48", small="4 longer than usual"),
]

CAST = [
    CastPerson(
        "Jana Weiss",
        "Sales rep",
        "38 open opportunities, one at risk. Two promises are late.",
        "Team North",
        "Opens Today",
    ),
    CastPerson(
        "Marek Novak",
        "Manager",
        "Six reps. Sees who works the process and where it stalls.",
        "Team North",
        "Opens Team",
    ),
    CastPerson("Astrid Lund", "Regional director", "Two managers, twelve reps.", "Region Central", "Opens Team"),
    CastPerson(
        "Henrik Dahl", "VP of sales", "The whole organisation, from the top down.", "Halden Systems", "Opens Team"
    ),
    CastPerson(
        "Ilse Braun", "Enablement", "Keeps people, playbook and imports in order.", "Halden Systems", "Opens Playbook"
    ),
]


def import_flow(*, current: int) -> list[FlowPart]:
    """The four steps of an import with one of them marked."""
    labels = ("File", "Columns", "Stages", "Check and import")
    return [FlowPart(label=label, current=at == current, done=at < current) for at, label in enumerate(labels)]


FIELDS = ("Account", "Name", "Amount", "Currency", "Stage", "Owner", "Created", "Close date", "Outcome", "Leave out")


def _column(header: str, samples: tuple[str, ...], chosen: str, *, guessed: bool = True) -> MappedColumn:
    options = [Option("", "Choose…"), *(Option(field, field, selected=field == chosen) for field in FIELDS)]
    key = header.lower().replace(" ", "_").replace(".", "")
    return MappedColumn(
        header=header,
        samples=samples,
        name=f"column-{key}",
        options=options,
        guessed=guessed and bool(chosen),
        needed=not chosen,
    )


MAPPING = [
    _column("Account Name", ("Nordwind Logistik GmbH", "Hafenwerke AG"), "Account"),
    _column("Opportunity", ("Fleet renewal", "Yard sensors"), "Name"),
    _column("Amount (conv.)", ("184.000,00", "96.500,00"), "Amount"),
    _column("Phase", ("Negotiation/Review", "Proposal"), "Stage"),
    _column("Expected", ("18.12.2026", "11.12.2026"), ""),
    _column("Sales person", ("j.weiss@halden.example", "t.lis@halden.example"), "Owner"),
    _column("Lead Source", ("Trade fair", "Web"), "Leave out", guessed=False),
]


def _stage(name: str, count: str, chosen: str) -> MappedColumn:
    targets = ("Discover", "Qualify", "Shape", "Propose", "Prove", "Commit", "Won", "Lost")
    options = [Option("", "Choose…"), *(Option(target, target, selected=target == chosen) for target in targets)]
    key = name.lower().replace(" ", "_").replace("/", "_")
    return MappedColumn(
        header=name, samples=(count,), name=f"stage-{key}", options=options, guessed=bool(chosen), needed=not chosen
    )


STAGE_MAPPING = [
    _stage("Prospecting", "1,204 rows", "Discover"),
    _stage("Proposal", "632 rows", "Propose"),
    _stage("Negotiation/Review", "388 rows", ""),
    _stage("Closed Won", "2,917 rows", "Won"),
    _stage("Closed Lost", "3,655 rows", "Lost"),
]
FAULTS = [
    Fault(118, "Amount", "on request", "This is not a number.", "Write the figure, or leave the cell empty."),
    Fault(402, "Expected", "31.02.2027", "There is no such day.", "Correct the date in the CRM and export again."),
    Fault(977, "Account Name", "", "An opportunity needs an account.", "Fill in the account."),
]
PROGRESS = Progress(
    "import", "Importing opportunities", 5240, 8796, "rows", "About 9 seconds left. You may leave this page.", "#", "#"
)
WAITING = Progress("reading", "Reading the file", 1200, None, "rows")
DONE = [
    Figure("New", "8,412"),
    Figure("Changed", "291"),
    Figure("Already the same", "90"),
    Figure("Left out", "3", "listed on this page"),
]
UPLOAD = Upload(
    "file",
    "Choose an export of opportunities",
    "CSV or XLSX, up to 200 MB. Nothing is changed before you have seen what will happen.",
    ".csv,.xlsx",
)
NO_STEPS = Empty(
    "Nothing is due today",
    "Every open opportunity has its next step planned for later. The next one is due on Wednesday.",
    "See opportunities",
    "/styleguide/opportunities_list/",
)
NO_DATA = Empty(
    "No opportunities yet",
    "Bring an export of your CRM. Fieldcraft compares each opportunity with the playbook and says what to do next.",
    "Import a file",
    "/styleguide/import_mapping/",
)


PLAYBOOK_LINES = (
    ("Problem named by the buyer", "Note of a call or a mail", "CRM fact"),
    ("Cost of the problem in their figures", "File or mail from the buyer", "Manager"),
    ("Next meeting agreed", "Meeting in the CRM within 21 days", "CRM fact"),
)
PLAYS = [
    Figure("Ask for the introduction", "10 min", "Propose"),
    Figure("Write the criteria together", "40 min", "Shape"),
    Figure("Put a number on the problem", "25 min", "Discover"),
]
ROLES = [Figure("Sales reps", "36"), Figure("Managers", "6"), Figure("Directors", "3"), Figure("VP", "1")]

NORTH = Team(
    "Team North",
    "Marek Novak",
    "manager",
    6,
    members=[
        Person("Jana Weiss", "Sales rep", "since Jan 2024"),
        Person("Tomasz Lis", "Sales rep", "since Mar 2025"),
        Person("Paul Adler", "Sales rep", "since 1 Oct"),
    ],
    open=True,
)
REGION = Team(
    "Region Central",
    "Astrid Lund",
    "regional director",
    14,
    teams=[NORTH, Team("Team Rhine", "Nadia Haas", "manager", 7)],
    open=True,
)
TREE = [
    Team(
        "Halden Systems",
        "Henrik Dahl",
        "VP of sales",
        46,
        teams=[REGION, Team("Region South", "Carlo Ferri", "regional director", 15)],
        open=True,
    )
]


class SignInForm(forms.Form):
    """Fields as the sign-in page shows them."""

    login = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


class FirstRunForm(forms.Form):
    """Fields as the first-run page shows them."""

    organisation = forms.CharField(label="Name of your organisation", initial="Halden Systems")
    name = forms.CharField(label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label="Your e-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label="Password",
        min_length=12,
        help_text="At least 12 characters. A short sentence is a good one.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class BroughtWithFault(forms.Form):
    """A field that was refused, for the component page."""

    closes = forms.DateField(
        label="Close date",
        help_text="The day the buyer means to decide.",
        error_messages={"invalid": "31 Feb is not a day. The list is ordered by this date. Choose a day from 1 to 28."},
    )
    why = forms.ChoiceField(label="Reason", choices=(("date", "The buyer moved it"), ("us", "We moved it")))
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 2}))
