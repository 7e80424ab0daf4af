"""How each criterion of the shipped playbook comes to hold: what happens, what the CRM then says, what somebody notes.

Criteria that are not named here hold by a plain note, so that a playbook with more of them still gives a full world.
"""

from __future__ import annotations

from .proof import Moment, Proof
from .proofs_customers import CUSTOMERS

PLAIN = Proof(notes=("{champion} confirmed it in our talk.", "Said by {champion}, repeated in the summary."))

PROOFS: dict[str, Proof] = CUSTOMERS | {
    "first-talk-held": Proof(
        moments=(
            Moment("call", "First talk about how it runs today", "champion"),
            Moment("email", "Summary of our talk", "champion"),
        ),
        notes=("Forty minutes with {champion}. They showed how it runs today.",),
    ),
    "problem-named": Proof(
        moments=(Moment("email", "Re: Summary of our talk", "champion", inbound=True),),
        field=("customer_need", "Standstills that nobody sees coming"),
        notes=(
            "{champion}: “we learn of it when the customer calls”.",
            "{champion}: “every second Monday we lose half a shift”.",
        ),
    ),
    "problem-owner-known": Proof(
        moments=(Moment("meeting", "Discovery on site", "champion"),),
        names=("champion",),
        notes=("It is on {champion}'s own goals for this year.",),
    ),
    "problem-costed": Proof(
        moments=(Moment("meeting", "What the problem costs, with numbers", "champion"),),
        field=("problem_cost", "About € 9,000 a month in waiting and rework"),
        notes=(
            "{champion} counts about € 9,000 a month, without penalties.",
            "Two lost days a quarter, says {champion}.",
        ),
    ),
    "sponsor-agrees-evaluation": Proof(
        moments=(
            Moment("meeting", "Agree how to evaluate", "champion"),
            Moment("email", "Yes to the evaluation, and the dates", "champion", inbound=True),
        ),
        names=("champion",),
        notes=("{champion} wrote: “let us do it, results by the end of next month”.",),
    ),
    "economic-buyer-named": Proof(
        moments=(Moment("call", "Who decides on such purchases", "champion"),),
        names=("economic_buyer",),
        notes=("{champion}: above € 50,000 it is {economic_buyer}.",),
    ),
    "reason-to-act-dated": Proof(
        field=("compelling_event", "The old contract ends; after that each month costs extra"),
        notes=(
            "Their old contract ends then. {champion} will not renew it.",
            "The audit is in spring; without records they fail.",
        ),
    ),
    "money-route-known": Proof(
        moments=(Moment("call", "Where the money would come from", "champion"),),
        field=("budget", "From the operations budget, released by quarter"),
        notes=("Paid from operations, like the scanners last year.",),
    ),
    "criteria-in-writing": Proof(
        moments=(
            Moment("email", "Draft of the decision criteria", "champion"),
            Moment("email", "Re: Draft of the decision criteria", "champion", inbound=True),
        ),
        notes=(
            "E-mail of {champion}: “these seven points decide”.",
            "{champion} struck out two of our five points and added three.",
        ),
        file="decision-criteria.txt",
    ),
    "decision-steps-known": Proof(
        moments=(Moment("call", "The steps after a yes", "champion"),),
        field=("purchase_process", "Business case, purchasing, then {economic_buyer}"),
        names=("champion", "technical_evaluator", "procurement"),
        notes=("Purchasing first, then {economic_buyer}; the board only hears of it.",),
    ),
    "three-people-engaged": Proof(
        moments=(
            Moment("meeting", "Requirements with the team", "champion"),
            Moment("meeting", "Questions of those who run it", "technical_evaluator"),
            Moment("meeting", "Day in the operation", "user"),
        ),
        notes=("Three of them were in the room and asked for the next date.",),
    ),
    "fit-looked-at": Proof(
        moments=(Moment("meeting", "Architecture and interfaces", "technical_evaluator"),),
        names=("technical_evaluator",),
        notes=("{technical_evaluator} went through the interfaces. One open point: the old gateway.",),
    ),
    "economic-buyer-met": Proof(
        moments=(Moment("meeting", "Talk with {economic_buyer}", "economic_buyer"),),
        names=("economic_buyer",),
        notes=("{economic_buyer} wants it paid back within 18 months.",),
        needs=("economic-buyer-named",),
    ),
    "business-case-reviewed": Proof(
        moments=(Moment("meeting", "Business case, line by line", "economic_buyer"),),
        names=("economic_buyer",),
        notes=(
            "{economic_buyer} changed the wage line and kept the rest.",
            "Gone through with {economic_buyer}; the return is now 14 months.",
        ),
        file="business-case.csv",
        needs=("economic-buyer-named", "economic-buyer-met"),
    ),
    "shortlist-told": Proof(
        moments=(Moment("call", "Where we stand", "champion"),),
        field=("competitors", "Fahrtwerk; Messpunkt Nord"),
        notes=("{champion}: two are left, we and Fahrtwerk.", "We and the in-house build. The others are out."),
    ),
    "proposal-answered": Proof(
        moments=(
            Moment("email", "Proposal", "champion"),
            Moment("email", "Questions on the figures", "champion", inbound=True),
        ),
        notes=("{champion} asked for two sites instead of three.",),
    ),
    "success-criteria-accepted": Proof(
        moments=(Moment("email", "What counts as success", "technical_evaluator"),),
        notes=("Four measures, signed by {technical_evaluator}.",),
        file="success-criteria.txt",
    ),
    "users-have-seen-it": Proof(
        moments=(
            Moment("meeting", "Pilot start", "technical_evaluator"),
            Moment("meeting", "Pilot with the shift", "user"),
            Moment("meeting", "Pilot, first week", "champion"),
            Moment("meeting", "Pilot, costs and effects", "economic_buyer"),
        ),
        names=("technical_evaluator",),
        notes=("Both shifts have worked with it for a week.",),
        needs=("economic-buyer-named", "economic-buyer-met"),
    ),
    "result-signed-off": Proof(
        moments=(
            Moment("email", "Result on half a page", "champion"),
            Moment("email", "Re: Result on half a page", "champion", inbound=True),
        ),
        notes=("{champion} signed the result page.",),
        file="result.txt",
    ),
    "joint-plan-agreed": Proof(
        moments=(Moment("meeting", "Plan back from the first day of use", "champion"),),
        notes=("Eleven steps up to go-live; {champion} holds six of them.",),
        file="joint-plan.csv",
    ),
    "papers-moving": Proof(
        moments=(
            Moment("meeting", "Contract terms", "procurement"),
            Moment("email", "Comments on the contract", "procurement", inbound=True),
        ),
        names=("procurement",),
        notes=("{procurement} has sent the first comments.",),
    ),
    "economic-buyer-says-yes": Proof(
        moments=(Moment("call", "Price and date", "economic_buyer"),),
        notes=("{economic_buyer}: yes to the price, if we start before the season.",),
        needs=("economic-buyer-named",),
    ),
    "signature-day-named": Proof(
        notes=("{economic_buyer} signs, {procurement} prepares it for that week.",), needs=("economic-buyer-named",)
    ),
}

#: Which criteria of a stage fail first, by place: nothing in the daily traffic makes them hold by chance.
FAILS_FIRST: dict[int, tuple[str, ...]] = {
    1: ("problem-costed", "problem-named"),
    2: ("reason-to-act-dated", "money-route-known", "economic-buyer-named", "reason-to-act-dated"),
    3: ("criteria-in-writing", "decision-steps-known"),
    4: ("economic-buyer-met", "business-case-reviewed", "shortlist-told"),
    5: ("success-criteria-accepted", "result-signed-off"),
    6: ("joint-plan-agreed", "signature-day-named"),
}

#: What fills the weeks.
LIGHT = (
    Moment("email", "Checking in", "champion"),
    Moment("call", "How it is going", "champion"),
    Moment("email", "What is new on our side", "champion"),
)
REPLY = Moment("email", "Re: Checking in", "champion", inbound=True)
TOUCH = Moment("call", "Short call on where it stands", "champion")
OTHER_VOICE = Moment("email", "A question on the interfaces", "technical_evaluator", inbound=True)

#: What is planned next, by place of the claimed stage.
PLANNED: dict[int, tuple[Moment, ...]] = {
    1: (Moment("call", "Second talk", "champion"), Moment("meeting", "Discovery on site", "champion")),
    2: (Moment("call", "Who decides, and how", "champion"), Moment("meeting", "Go through the cost", "champion")),
    3: (Moment("meeting", "Agree the criteria", "champion"), Moment("call", "Interfaces", "champion")),
    4: (
        Moment("meeting", "Go through the figures", "champion"),
        Moment("call", "Questions on the figures", "champion"),
    ),
    5: (Moment("meeting", "Review of the results", "champion"), Moment("call", "Open points of the test", "champion")),
    6: (Moment("meeting", "Contract terms", "champion"), Moment("call", "Day of signature", "champion")),
}

#: What stands in the calendar of the day, by twist.
DUE = {
    "call_today": Moment("call", "Call {champion} about the open points", "champion"),
    "meeting_today": Moment("meeting", "Go through the results with {champion}", "champion"),
}
#: Promised to the customer.
PROMISES = (
    Moment("task", "Send the security answers to {technical_evaluator}", "technical_evaluator"),
    Moment("task", "Send two references to {champion}", "champion"),
    Moment("task", "Send {champion} the figures of the return", "champion"),
    Moment("task", "Send {champion} the terms of maintenance", "champion"),
)

#: Why a manager speaks against a criterion.
DISPUTES = (
    "I was on the call: they said perhaps, not yes.",
    "The mail is from March and the person has left since.",
    "That was our draft, not their answer.",
)
