"""Sample data of the list, the board and what stands above them."""

from datetime import date
from decimal import Decimal

from fieldcraft.web.shapes import BoardColumn, Chip, Choice, Column, OpportunityRow, Option, Pager, Place, Tab
from fieldcraft.web.styleguide.samples import STAGES

TABLE_COLUMNS = [
    Column(label="Opportunity", href="?sort=name"),
    Column(label="CRM says", href="?sort=stage"),
    Column(label="Evidence holds", href="?sort=gap"),
    Column(label="Amount", href="?sort=amount", numeric=True),
    Column(label="Closes", href="?sort=-closes", dir="ascending", numeric=True),
    Column(label="Next step"),
    Column(label="Last activity", href="?sort=activity", numeric=True),
]

_ROWS = (
    (
        "Klinikum Ost",
        "Bed tracking",
        "Jana Weiss",
        "Prove",
        "Qualify",
        3,
        210000,
        date(2026, 10, 31),
        "Set a new close date",
        "2 Sep",
        "81 days",
        "3 weeks late",
        ("No activity for 60 days", "Close date passed"),
    ),
    (
        "Hafenwerke",
        "Yard sensors",
        "Jana Weiss",
        "Propose",
        "Propose",
        0,
        96500,
        date(2026, 12, 11),
        "Send the security answers",
        "12 Nov",
        "10 days",
        "",
        (),
    ),
    (
        "Nordwind Logistik",
        "Fleet renewal",
        "Jana Weiss",
        "Propose",
        "Shape",
        1,
        184000,
        date(2026, 12, 18),
        "Ask Petra Kohl to introduce you to the CFO",
        "19 Nov",
        "3 days",
        "",
        ("Close date moved twice", "Only one contact"),
    ),
    (
        "Stadtwerke Lahn",
        "Meter data",
        "Tomasz Lis",
        "Commit",
        "Prove",
        1,
        415000,
        date(2026, 12, 22),
        "Get the plan signed by both sides",
        "20 Nov",
        "2 days",
        "",
        (),
    ),
    (
        "Möller & Sohn",
        "Dispatch desk",
        "Omar Haddad",
        "Discover",
        "",
        1,
        38000,
        date(2027, 1, 15),
        "Ask what the problem costs them",
        "18 Nov",
        "4 days",
        "",
        (),
    ),
    (
        "Albatros Pharma",
        "Cold chain pilot",
        "Jana Weiss",
        "Shape",
        "Shape",
        0,
        142000,
        date(2027, 1, 29),
        "Get the success criteria in writing",
        "17 Nov",
        "5 days",
        "",
        (),
    ),
    (
        "Brandt Guss",
        "Expansion",
        "Jana Weiss",
        "Qualify",
        "Qualify",
        0,
        61000,
        date(2027, 2, 12),
        "Ask two questions of the new plant manager",
        "3 Nov",
        "19 days",
        "",
        ("Champion left",),
    ),
    (
        "Rheinfracht",
        "Route planning",
        "Tomasz Lis",
        "Shape",
        "Discover",
        2,
        127500,
        date(2027, 2, 26),
        "Meet the head of operations",
        "11 Nov",
        "11 days",
        "",
        (),
    ),
    (
        "Vossberg Klinik",
        "Cold storage",
        "Omar Haddad",
        "Qualify",
        "Discover",
        1,
        74000,
        date(2027, 3, 5),
        "Name the sponsor",
        "16 Nov",
        "6 days",
        "",
        (),
    ),
    (
        "Kaltenbach AG",
        "Plant visibility",
        "Omar Haddad",
        "Discover",
        "Discover",
        0,
        88000,
        date(2027, 3, 19),
        "Agree on the next meeting",
        "21 Nov",
        "1 day",
        "",
        (),
    ),
)
OPPORTUNITIES = [
    OpportunityRow(
        account=account,
        name=name,
        owner=owner,
        claimed=claimed,
        supported=supported,
        gap=gap,
        amount=Decimal(amount),
        closes=closes,
        next_step=next_step,
        last_activity=last,
        last_days=days,
        late=late,
        warnings=warnings,
    )
    for account, name, owner, claimed, supported, gap, amount, closes, next_step, last, days, late, warnings in _ROWS
]

OPPORTUNITIES_FEW = OPPORTUNITIES[:3]

CHOICES = [
    Choice(
        name="stage", label="CRM says", options=[Option("", "Any stage"), *(Option(s.name, s.name) for s in STAGES)]
    ),
    Choice(
        name="owner", label="Owner", options=[Option("", "Everybody"), Option("me", "Me"), Option("2", "Tomasz Lis")]
    ),
    Choice(name="gap", label="Gap", options=[Option("", "Any"), Option("1", "Ahead of evidence")]),
    Choice(name="warning", label="Warning", options=[Option("", "Any"), Option("quiet", "No activity for 60 days")]),
]
CHIPS = [Chip(label="Open", remove_href="?")]
PAGER = Pager(first=1, last=10, total=214, what="opportunities", next_href="?page=2")


BOARD_BY = [
    Tab(label="By CRM stage", href="?by=claimed", current=True),
    Tab(label="By evidence", href="?by=supported"),
]
PLACES_ON = [
    Place("Drafts", "#", "Write together, look at it on a real opportunity.", "1 waiting for a yes"),
    Place("Cut it to size", "#", "Eleven questions, then a proposal with your stages."),
]
ASKS = [
    Place("Confirm for Emil Sandor", "#", "The buyer writes down what the next term has to bring."),
    Place("Place 2 notes and mails", "#", ""),
    Place("Say yes or no to “A shorter Prove”", "#", "A draft of the playbook"),
]
TABS = [
    Tab(label="What counts now", href="#", current=True),
    Tab(label="Timeline", href="#", count="24"),
    Tab(label="People", href="#", count="3"),
]


def views(*, current: str) -> list[Tab]:
    """List or board."""
    return [
        Tab(label="List", href="/styleguide/opportunities_list/", icon="list", current=current == "list"),
        Tab(label="Board", href="/styleguide/opportunities_board/", icon="board", current=current == "board"),
    ]


def board_columns() -> list[BoardColumn]:
    """The sample opportunities by the stage the CRM claims."""
    columns = []
    for stage in STAGES:
        cards = [row for row in OPPORTUNITIES if row.claimed == stage.name]
        total = sum((row.amount or Decimal(0) for row in cards), Decimal(0))
        columns.append(BoardColumn(name=stage.name, sum=total, count=len(cards), cards=cards))
    return columns
