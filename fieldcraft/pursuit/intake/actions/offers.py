"""Writes down the sentences of an item that may prove a criterion of its opportunity."""

from __future__ import annotations

import hashlib

from fieldcraft.pursuit.intake import queries
from fieldcraft.pursuit.intake.models import Answer, Incoming, Offer
from fieldcraft.pursuit.intake.offering import offers_in
from fieldcraft.pursuit.models import Pursuit


def offer_sentences(*, item: Incoming, pursuit: Pursuit) -> int:
    """Offer what the item's text may prove and was never offered here before; returns how many.

    Open offers of the same item on another opportunity go. Within the caller's transaction.
    """
    Offer.objects.filter(incoming=item, answer=Answer.OPEN).exclude(pursuit=pursuit).delete()
    if not item.text:
        return 0
    before = queries.said_before(pursuit=pursuit)
    found = offers_in(
        text=item.text,
        index=queries.index_of(playbook=pursuit.playbook),
        wanted=queries.wanted(pursuit=pursuit),
        people=queries.people_of(pursuit=pursuit),
        by_customer=item.by_customer,
    )
    rows = [
        Offer(
            incoming=item,
            pursuit=pursuit,
            criterion=one.criterion,
            digest=digest_of_sentence(one.text),
            text=one.text,
            start=one.start,
            end=one.end,
            score=one.score,
            why=[word[:80] for word in one.why],
        )
        for one in found
        if (one.criterion, digest_of_sentence(one.text)) not in before
    ]
    Offer.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def digest_of_sentence(text: str) -> str:
    """The same for a sentence however its spaces and large letters stand."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()
