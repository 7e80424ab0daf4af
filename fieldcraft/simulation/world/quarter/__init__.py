"""A held-out quarter: what following the ranking wins, against simpler rules, for the same minutes. Pure.

An organisation with known truth plays two years by habit; its history teaches (`insight/effects`, `insight/winmodel`);
then the same quarter is played once per rule from the same day on, with the same luck. What is assumed:

- What a criterion does is drawn for each organisation and has nothing to do with the playbook's beliefs: four of ten do
  nothing, the others add 0.12 to 0.7 to the log-odds of winning once they are proved, whenever that is: the law of
  the simulated organisation (`walking`).
- Buyers go on or drop out at the end of each stage, on a day of their own that no step changes. How ready a buyer is
  stays hidden and counts as much as two criteria or so.
- A step takes the playbook's minutes and fails in 15 to 60 cases of a hundred, by play; then the buyer is not to be
  asked for it again for ten days. Which steps fail more nobody knows but the oracle.
- Buyers do things by themselves: each missing fact of their stage comes true in 1 to 6 of a hundred weeks unasked.
- Amounts, and how much slower and rarer large deals are won, are those of the simulated organisation (`leads`): half of
  the value lies in the largest fifth. New opportunities come in all the time; a rep has about twenty open.
- Each rep has the same minutes a working day for such steps. Every rule chooses among the same steps: those that the
  product's own ranking offers, so none may do what the playbook does not ask for yet.
- In the two years reps do more on ready buyers and on large deals, so that plain comparisons of the history mislead.
- The simple rules choose the opportunity; within it they take the steps in the method's own order, stage by stage. So
  that nothing is hidden, biggest first is also played with the playbook's ranking within the opportunity, which a rep
  who goes by size does not have. The oracle knows the truth of every number and is as short-sighted as the ranking.

Value is what is won in the quarter, and what is open at its end times its true chance if nobody did anything more.
"""

from .comparing import against, correlation
from .ground import Ground, ground
from .rules import RULES, Biggest, BiggestRanked, Oldest, Oracle, Ours, Random, Rule
from .trial import Trial, trial

__all__ = [
    "RULES",
    "Biggest",
    "BiggestRanked",
    "Ground",
    "Oldest",
    "Oracle",
    "Ours",
    "Random",
    "Rule",
    "Trial",
    "against",
    "correlation",
    "ground",
    "trial",
]
