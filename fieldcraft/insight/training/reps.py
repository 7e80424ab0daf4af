"""What reps said of their own opportunities, beside what the model said of the same ones."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from fieldcraft.insight.collecting.gathering import Gathered
from fieldcraft.insight.training.proving import Proof, plain
from fieldcraft.insight.winmodel.scores import scores
from fieldcraft.pursuit.facts import rows_of

#: A rep's own number here, else what the last landmark before the close noted of the CRM's field.
SAID: Final = """
    SELECT opportunity.id, coalesce(
        (SELECT own.percent FROM insight_ownchance own
         WHERE own.opportunity_id = opportunity.id AND own.at::date < opportunity.closed_on
         ORDER BY own.id DESC LIMIT 1),
        (SELECT landmark.said FROM insight_landmark landmark
         WHERE landmark.opportunity_id = opportunity.id AND landmark."on" < opportunity.closed_on
            AND landmark.said IS NOT NULL ORDER BY landmark."on" DESC LIMIT 1))
    FROM crm_opportunity opportunity WHERE opportunity.id = ANY(%(ids)s) ORDER BY opportunity.id
"""


def beside_reps(*, gathered: Gathered, proof: Proof) -> dict[str, Any] | None:
    """Scores of the reps' last word before the close, of the model's and of the base rate, on the same held-out deals.

    None where nobody had said anything; one SQL statement.
    """
    if proof.rows is None or proof.chances is None:
        return None
    deals = gathered.deal[proof.rows]
    won = gathered.won[proof.rows]
    said = {
        pk: percent / 100 for pk, percent in rows_of(SAID, {"ids": sorted(set(deals.tolist()))}) if percent is not None
    }
    if not said:
        return None
    # Rows of a deal stand together in order of time: the last one is what was known last.
    last = np.append(deals[1:] != deals[:-1], True) & np.isin(deals, np.array(sorted(said), dtype=np.int64))
    theirs = np.array([said[int(deal)] for deal in deals[last]])
    base = np.full(int(last.sum()), proof.figures["training_rate"])
    of = {"reps": theirs, "itself": proof.chances[last], "base_rate": base}
    figures = {name: plain(scores=scores(chances=values, won=won[last])) for name, values in of.items()}
    return {"n": int(last.sum()), **figures}
