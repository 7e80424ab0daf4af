"""Words that mean the same in talks about a purchase, whatever the playbook. Data, one meaning a line."""

from __future__ import annotations

from functools import cache
from typing import Final

from .stems import stem

#: Phrases that are one word: looked for before the text is cut into words.
PHRASES: Final = {
    "signoff": ("sign off", "signs off", "signed off", "signing off", "sign-off", "formally accepted"),
    "economicbuyer": (
        "economic buyer", "finance director", "head of finance", "chief financial officer",
        "budget holder", "budget owner", "holder of the budget", "person with the budget", "person with the money",
        "person who pays", "who pays",
    ),
    "executive": (
        "managing director", "board member", "chief executive", "chief operating officer", "vice president",
        "member of the board", "general manager",
    ),
    "businesscase": ("business case",),
    "review": (
        "go through", "goes through", "went through", "gone through", "going through", "walk through",
        "walked through", "work through", "worked through", "works through", "line by line", "checked the numbers",
        "check the numbers", "corrected",
    ),
    "agreeyes": (
        "say yes", "says yes", "said yes", "with a yes", "gave the go-ahead", "gave the go ahead", "green light",
        "gave us the nod", "gave her ok", "gave his ok",
    ),
    "golive": ("go-live", "go live", "goes live", "first use", "first day", "day one"),
    "inwriting": (
        "in writing", "by e-mail", "by email", "by mail", "written", "wrote", "writes", "writes down", "wrote down",
        "in an e-mail", "in an email", "on paper",
    ),
    "shortlist": ("short list", "short-list", "final two", "final three", "last two", "last three"),
    "musthave": ("must-haves", "must haves", "must-have", "must have"),
    "rival": (
        "who else", "what else", "else they", "team of their own", "other supplier",
        "other suppliers", "other tools", "other tool", "other vendors",
        "other options", "other ways", "other offers", "two others", "in house", "in-house", "inside options",
        "team of their own", "asked to bid", "own staff", "own recruiters", "another supplier",
    ),
    "introduce": ("brought us together", "brings us together", "bring us together", "put us in touch"),
    "together": ("sat down", "sit down"),
    "ourcustomer": ("one of our customers", "our customers", "reference customer", "reference call", "our customer"),
    "ownwords": ("in their own words", "in her own words", "in his own words", "own words"),
    "looklook": ("look at", "looks at", "looked at", "looking at", "have a look"),
    "answer": ("came back on", "came back with", "come back on", "got back to us", "gets back to us"),
    "loss": ("would stop", "would lose", "would miss", "without us", "go missing", "were gone"),
    "atwork": ("at work", "in action", "see it work", "seen it work", "saw it work", "sees it work"),
    "decidermoney": ("releases the money", "release the money", "releases money", "signs off the budget",
                     "has to release the money"),
    "handover": ("hands over", "handed over", "hand over"),
    "nextterm": ("next term", "new term", "next year", "next period"),
    "statementofwork": ("statement of work",),
    "ordernumber": ("order number", "purchase order"),
    "hiringmanager": ("hiring manager",),
    "ownnumbers": ("own numbers", "numbers of their own"),
}  # fmt: skip

_GROUPS: Final = """
sign signature countersign signatory
agree accept approve okay agreement agreeyes yes
tell say explain describe name mention state list inform reveal outline reckon
inwriting email mail letter minutes
cost costed expensive
price pricing rate fee
money budget fund funding finance capex opex invest
pay payer payment
spend spending
economicbuyer cfo
executive ceo coo cto cio vp
sponsor champion
decide decision decider
choose choice select pick
criterion measure requirement weight
step route path stage body
technical it engineer architect technician security
fit integrate integration interface compatible
try test pilot trial atwork
problem trouble issue pain bother hurt struggle
complaint complain
settle mend fix repair resolve close solve
paper contract redline draft
legal lawyer counsel attorney
purchasing procurement
golive launch rollout
result outcome
goal target objective
shortlist finalist
rival competitor alternative bid bidder compare incumbent attacker
proposal offer quotation
answer reply respond
question change comment
renew renewal continue stay prolong extension
start begin
meet meeting
talk speak discuss conversation
supplier vendor provider
department unit division
value appreciate
interview
profile candidate cv
order
risk worry concern
introduce introduction
user dispatcher planner operator
owner own
wait delay late slip overdue
number figure
hour minute
show demo demonstrate
confirm verify
check review inspect
brought bring save gain benefit
seat role position vacancy
stand ahead behind rank
running race
count calculate
programme initiative project
"""


@cache
def meanings() -> dict[str, str]:
    """Stem to the stem its group is called by."""
    found: dict[str, str] = {}
    for line in _GROUPS.split("\n"):
        names = line.split()
        for name in names:
            found.setdefault(stem(name), stem(names[0]))
    return found


_STOP: Final = """
    a an the of to in on at by for from with and or but if as is are was were be been being am it its this that
    these those they them their theirs she her hers he him his we us our ours i me my you your yours who whom
    whose which what when where how there here not no nor so than then too very can could will would shall
    should may might must do does did done has have had having about into over under up out off again own same
    other others such only just also buyer customer client seller sellers company one two at least each every
    any some all both more most many much people person somebody someone anybody nobody everything something
    thing things get got go going us make made take put says until since while after before because now today
    still yet even
"""
#: Words of a criterion that say nothing about which one it is.
STOP: Final = frozenset(stem(word) for word in _STOP.split())
