"""Sentences as people write them, judged by hand: which criterion each of them may prove, if any.

One line each: kind | criterion or - | sentence. Kinds: yes (it proves it), off (nothing of the playbook), not (denied),
will (has not happened), us (only we talked or did something). A section names the pack, the process and who wrote:
`rep` for notes of ours, `buyer` for a mail from the customer. Every second line of a section was looked at while the
words were chosen; the others were judged beforehand and only counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

TEXT = """
# complex-sale new-business rep
yes | problem-named | Ines told us their biggest problem is that drivers wait two hours at the gate every morning.
yes | problem-costed | She put the cost of the delays at about €40,000 a month.
yes | economic-buyer-named | According to Ines, the CFO Petra Kohl releases the money for anything above 100k.
yes | money-route-known | Petra explained that the money comes from the logistics budget for 2027.
yes | sponsor-agrees-evaluation | Ines agreed to evaluate with us, next date is 3 December.
yes | criteria-in-writing | They sent us the written decision criteria, five lines with weights.
yes | fit-looked-at | Wim from IT looked at how it fits with their SAP system.
yes | shortlist-told | Dorota told us we are on the shortlist together with Transporeon.
yes | business-case-reviewed | Petra went through the business case line by line with her own numbers.
yes | economic-buyer-met | We met the CFO on Tuesday and she said what counts for her is payback within a year.
yes | proposal-answered | They came back on our proposal with three questions and one change to the scope.
yes | success-criteria-accepted | Ines accepted in writing what counts as success for the pilot.
yes | users-have-seen-it | Four dispatchers tried it on their own routes last week.
yes | result-signed-off | Ines signed off the result of the test this morning.
yes | papers-moving | Their legal people are working on the contract and sent the first redlines.
yes | economic-buyer-says-yes | Petra said yes to the price and to the start in January.
yes | signature-day-named | The managing director signs on 12 December.
yes | decision-steps-known | Ines walked us through the steps of the decision: works council, security, board.
yes | reason-to-act-dated | If nothing has changed by 31 March they lose the exemption from the port authority.
yes | joint-plan-agreed | Ines agreed the joint plan up to go-live in April.
not | - | They have not signed off the result yet.
not | - | Petra has not looked at the business case.
not | - | Nobody could tell us who releases the money.
not | - | Legal has not started on the papers.
not | - | We are not on the shortlist.
not | - | She refused to name a date.
not | - | No success criteria were agreed.
will | - | Petra will go through the business case next week.
will | - | Ines wants to sign off the result after the holidays.
will | - | We should ask Dorota who signs and when.
will | - | They may send us the criteria in writing by Friday.
will | - | Once the pilot is over the dispatchers will try it.
will | - | Need to find out where the money comes from.
us | - | I explained our business case and the numbers behind it.
us | - | We sent the proposal and the price list on Monday.
us | - | I think the problem costs them a fortune.
us | - | We presented our roadmap and the new dashboard.
us | - | Our legal team is reviewing the contract.
off | - | Lunch was in the canteen with a view over the harbour.
off | - | Traffic was terrible on the way back.
off | - | Ines is on holiday until the 14th.
off | - | Next call on Thursday at ten.
off | - | The new office in Hamburg opens in spring.
off | - | Wim studied in Delft.
# complex-sale renewal rep
yes | results-confirmed | Ines confirmed that the contract has brought 18 % fewer empty runs.
yes | renewal-decider-named | These days Petra Kohl decides on the renewal, not the head of logistics any more.
yes | alternatives-told | They also look at Transporeon and at doing it in house.
yes | renewal-terms-agreed | Petra agreed to the renewal terms by e-mail on Friday.
yes | mended-confirmed | Ines confirmed that everything on the list is mended.
yes | users-heard | Three dispatchers told us what works and what does not.
yes | renewal-signer-named | Petra signs the renewal on 20 December.
not | - | They have not answered the renewal offer.
will | - | Ines will send us the list of what has to be mended.
us | - | We sent the renewal offer on Monday.
off | - | Their fiscal year starts in April.
# complex-sale new-business buyer
yes | problem-costed | The delays cost us roughly 40,000 euros every month.
yes | papers-moving | Our lawyers are working on the contract and their comments are attached.
yes | proposal-answered | Thank you for the proposal, we have three questions on the scope.
yes | economic-buyer-named | Our CFO releases the money for purchases of this size.
not | - | We have not decided who signs.
will | - | We will come back to you with our criteria.
off | - | Please find the parking instructions attached.
us | - | Could you send us your business case?
# account-growth expansion rep
yes | loss-impact-stated | Ines said that without us the whole night shift would stop within two days.
yes | lost-value-counted | She reckons they would lose about 300,000 euros a year without us.
yes | perceived-value-stated | What Ines values most is that we answer within the hour.
yes | gap-named | Ines named another problem: nobody knows where the trailers are.
yes | incumbent-named | Today a small supplier from Bremen does this work for them.
yes | category-spend-told | They spend around 500,000 a year in this area.
yes | executive-met | We met their COO for half an hour about the new work.
yes | sponsor-named | Ines said that Petra Kohl will be the sponsor for the new work.
yes | budget-line-told | Petra explained that it is paid from the maintenance budget.
yes | fit-checked | Their technical people checked how it fits with the warehouse system.
yes | users-have-tried | Three of their planners tried it on a real task on Wednesday.
yes | offer-answered | They answered the offer with two changes.
yes | papers-moving | Purchasing is working on the papers.
yes | start-day-named | Ines named 1 February as the start day.
yes | start-plan-agreed | She agreed the plan from signature to first result.
yes | sponsor-says-yes | The sponsor said yes to scope, price and date.
not | - | No start day is fixed.
not | - | Their purchasing people have not looked at the papers.
not | - | Ines did not say who would sponsor it.
will | - | Next month we will meet their COO.
will | - | Ask them what they spend in this area.
us | - | We told them what we could do for the trailers.
us | - | I offered to check how it fits with the warehouse.
off | - | The coffee machine was broken again.
off | - | Ines has two kids.
# account-growth renewal rep
yes | results-judged | Ines compared the results of the year with the goals they had set.
yes | complaints-closed | She confirmed that all open complaints are closed.
yes | alternatives-told | They are also looking at two other suppliers.
yes | intention-in-writing | Ines wrote that they will continue next year.
yes | renewal-signer-named | Petra Kohl signs the new term on 15 December.
not | - | Two complaints are still not closed.
will | - | I want to ask who decides on the renewal.
# fast-cycle win-a-customer rep
yes | need-with-example | He said invoices get lost, the last time was on Monday.
yes | money-in-range | They pay 90 a month today and could go up to 150.
yes | decider-named | She decides herself but will ask her partner first.
yes | day-wanted | It has to work by 1 January.
yes | own-case-seen | He tried it with his own price list while we were on the phone.
yes | must-haves-ticked | She ticked all three must-haves as met.
yes | last-doubt-named | The only thing that still keeps her from a yes is the data import.
yes | offer-answered | He answered the offer with a yes.
yes | other-tab-told | They compare us with two other tools.
yes | gain-in-their-number | She says it saves them six hours a week.
yes | terms-accepted | He accepted price, length and start by mail.
yes | first-day-booked | They booked Monday as the first day and three people take part.
yes | reason-for-today | He looked this week because his bookkeeper quit.
not | - | He did not say what he pays today.
not | - | They have not tried it on their own data.
will | - | She will answer the offer on Friday.
us | - | I showed him the import and the price list.
off | - | Nice guy, used to play handball.
off | - | Their website is new.
# fast-cycle keep-a-customer rep
yes | use-told | Four of them use it every day for quotes.
yes | result-named | She says quotes go out in ten minutes instead of an hour.
yes | trouble-settled | The slow search bothered them and is settled now.
yes | renewal-yes-written | The owner wrote that they stay for two more years.
not | - | He has not answered the renewal mail.
off | - | Their second shop closes on Mondays.
# staffing-services fill-a-role rep
yes | gap-costed | The hiring manager said each week without the developer costs them 8,000 euros.
yes | money-approved | The budget holder confirmed that the role is approved.
yes | rate-agreed | They agreed a rate between 95 and 105 an hour on a contractor basis.
yes | start-day-named | She needs somebody by 4 January, otherwise the migration slips.
yes | interview-steps-named | Two interview rounds, first the team lead, then the architect, Thursday is kept free.
yes | must-haves-ranked | He sent his five must-haves in order.
yes | profiles-judged | She said yes to two profiles and no to the third because of the German.
yes | interview-asked | The manager wants to meet Sunil and offered Tuesday at two.
yes | race-told | There are four candidates in the running and ours is ahead.
yes | interview-held | She interviewed Sunil for an hour on Tuesday.
yes | order-signed | The order number was released by the budget holder this morning.
yes | first-day-confirmed | The manager confirmed that Sunil started today.
not | - | The role is not approved.
not | - | No feedback on the profiles.
will | - | She will interview Sunil on Tuesday.
us | - | I sent three profiles and called twice.
off | - | Their building is hard to find.
# staffing-services grow-an-account rep
yes | reason-to-buy-told | She said they buy from us because we understand the trains.
yes | spend-shared | They spend two million a year on contractors, half of it with one rival.
yes | introduced | Ines introduced us to the signalling department.
yes | form-chosen | The customer chose a fixed result instead of seats.
yes | sow-signed | They signed the statement of work yesterday.
not | - | Nobody has signed the statement of work.
will | - | Ines promised to introduce us to signalling.
off | - | Their canteen serves fish on Fridays.
# strategic-opportunity win-new rep
yes | initiative-owner-met | We met Henrik, who said the programme is his.
yes | funding-route-told | Ines described how it would be paid for: capex, released by the board.
yes | waiting-cost-dated | If they miss 1 July they pay a penalty of 2 million.
yes | size-told | It is 1,200 users on nine sites, without the Asian plants.
yes | measures-in-writing | Dorota handed over the written measures by which they will choose.
yes | decision-route-told | Ines laid out the route from the long list to the signature, with names.
yes | rivals-named | They also talk to Siemens and to a team of their own.
yes | ally-acts | Ines brought us together with the head of finance, who has a vote.
yes | case-corrected | Petra worked through the business case and corrected two of the numbers.
yes | proof-accepted | The plant engineers signed off the proof against their own measures.
yes | standing-told | Dorota told us that we are ahead of Siemens on service and behind on price.
yes | risks-listed | They listed the risks they see in choosing us.
yes | reference-heard | Ines talked with one of our customers in Rotterdam and liked what she heard.
yes | yes-from-the-money | Petra said yes to scope, price and start.
not | - | They did not hand over the measures.
not | - | Ines does not know who else is bidding.
will | - | Petra is going to work through the business case in January.
will | - | Perhaps Ines can bring us together with finance.
us | - | We listed the risks for them.
us | - | I told Ines about our customer in Rotterdam.
off | - | It rained all day.
off | - | The plant tour took two hours.
# strategic-opportunity hold-contract rep
yes | value-confirmed | Ines confirmed in writing what the contract has brought.
yes | attackers-named | She told us that Siemens and Alstom are asked to bid.
yes | switch-cost-counted | They counted what a change would cost: 1.4 million and nine months.
yes | newcomers-met | The new head of operations, who joined in May, met us on Thursday.
not | - | They have not counted what a change would cost.
off | - | The old contract hangs framed in his office.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence with what it proves; `seen` tells that it was looked at while the words were chosen."""

    pack: str
    process: str
    by_customer: bool
    kind: str
    criterion: str
    text: str
    seen: bool


def judged() -> Iterator[Judged]:
    """All of them, in order."""
    pack = process = who = ""
    number = 0
    for line in TEXT.strip().splitlines():
        if line.startswith("#"):
            pack, process, who = line[1:].split()
            number = 0
            continue
        kind, criterion, text = (part.strip() for part in line.split("|", 2))
        yield Judged(pack, process, who == "buyer", kind, "" if criterion == "-" else criterion, text, number % 2 == 0)
        number += 1
