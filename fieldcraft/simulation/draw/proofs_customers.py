"""How the criteria of expansions and renewals come to hold: the customer works with us already."""

from __future__ import annotations

from .proof import Moment, Proof

CUSTOMERS: dict[str, Proof] = {
    "value-so-far-told": Proof(
        moments=(Moment("meeting", "What the first year brought", "champion"),),
        notes=("{champion} counts 40 hours a month less standstill since spring.",),
    ),
    "next-problem-named": Proof(
        moments=(Moment("call", "What troubles the second shift", "champion"),),
        field=("customer_need", "The second site still counts by hand"),
        notes=("{champion}: “at the other site we are where we were two years ago”.",),
    ),
    "next-owner-engaged": Proof(
        moments=(Moment("email", "Re: The second site", "user", inbound=True),),
        names=("user",),
        notes=("{user} runs the other site and asked for a visit.",),
    ),
    "open-trouble-told": Proof(notes=("First the late alarms at gate two, says {champion}. Then we talk about more.",)),
    "new-users-saw-it": Proof(
        moments=(
            Moment("meeting", "Workshop at the running line", "user"),
            Moment("meeting", "Questions after the workshop", "champion"),
        ),
        names=("user",),
        notes=("Four people of the second site stood at the line for an hour.",),
    ),
    "order-route-named": Proof(
        field=("purchase_process", "Call-off on the running contract, signed by operations"),
        notes=("A call-off is enough below € 60,000.",),
    ),
    "larger-use-checked": Proof(
        moments=(Moment("meeting", "What the larger use needs", "technical_evaluator"),),
        names=("technical_evaluator",),
        notes=("{technical_evaluator} wants a second gateway, nothing else.",),
    ),
    "renewal-dates-confirmed": Proof(
        moments=(Moment("email", "Re: Dates of the contract", "champion", inbound=True),),
        field=("notice_date", "Three months before the end"),
        notes=("{champion} confirmed the last day and the notice day by mail.",),
    ),
    "results-confirmed": Proof(
        notes=("{champion} sent the sheet: 12 standstills less than the year before.",), file="results-of-the-year.csv"
    ),
    "users-heard": Proof(
        moments=(
            Moment("meeting", "Morning with the people at the line", "user"),
            Moment("meeting", "What works and what does not", "champion"),
            Moment("meeting", "Open points of the technical team", "technical_evaluator"),
        ),
        notes=("Three of them talked. Two points come up every week.",),
    ),
    "renewal-decider-named": Proof(
        moments=(Moment("call", "Who decides this time", "champion"),),
        names=("economic_buyer",),
        notes=("{economic_buyer} decides, not the plant as last time.",),
    ),
    "mend-list-given": Proof(
        notes=("Five points in the mail of {champion}, two of them ours.",), file="open-points.txt"
    ),
    "decider-talked-renewal": Proof(
        moments=(Moment("meeting", "The next two years, with {economic_buyer}", "economic_buyer"),),
        names=("economic_buyer",),
        notes=("{economic_buyer}: “show me the year in one page, then we go on”.",),
        needs=("renewal-decider-named",),
    ),
    "alternatives-told": Proof(
        field=("competitors", "Fahrtwerk"), notes=("{champion}: purchasing asked Fahrtwerk for a price.",)
    ),
    "mended-confirmed": Proof(notes=("{champion} ticked off all five points.",), needs=("mend-list-given",)),
    "renewal-offer-answered": Proof(
        moments=(
            Moment("email", "Offer for the next term", "champion"),
            Moment("email", "Re: Offer for the next term", "champion", inbound=True),
        ),
        notes=("They keep all sites and drop the night report.",),
    ),
    "renewal-terms-agreed": Proof(notes=("Signed copy of the terms came by mail.",), file="agreed-terms.txt"),
    "renewal-papers-moving": Proof(
        moments=(Moment("call", "Papers of the renewal", "procurement"),),
        names=("procurement",),
        notes=("{procurement} has the papers and needs a week.",),
    ),
    "renewal-signer-named": Proof(notes=("{economic_buyer} signs on the last Friday of the month.",)),
    "next-term-goal-written": Proof(
        notes=("Their goal for the next term: one report for all sites.",), file="goal-next-term.txt"
    ),
}
