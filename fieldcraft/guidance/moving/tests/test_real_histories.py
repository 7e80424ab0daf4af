"""The random version histories of the pure model, fewer of them, through the real tables."""

from __future__ import annotations

import random

import pytest

from fieldcraft.guidance.moving.actions import carry_on, plan_move, roll_back, start_move
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.methodology.package.tests.small import playbook
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.actions import confirm_criterion
from fieldcraft.pursuit.models import Evidence, Move, Pursuit, Whom
from fieldcraft.pursuit.moving.tests.test_histories import VERSIONS, histories
from fieldcraft.pursuit.queries.page import opportunity_page
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, actor, opportunity_for
from tests.support.versions import install

SEEDS, STEPS = 6, 12


Rows = tuple[dict[int, dict[str, object]], dict[str, object]]


def rows() -> Rows:
    """Evidence by id, and the pursuit without what an assessment derives from evidence."""
    pursuit = Pursuit.objects.values("id", "version_id", "process", "started_at", "trial_id", "arm").get()
    return {row["id"]: dict(row) for row in Evidence.objects.values()}, dict(pursuit)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_row_is_lost_and_each_roll_back_restores_what_was_there(seed: int, cast: Cast) -> None:
    draw = random.Random(seed)
    made = histories(draw)
    versions = [
        install(playbook=playbook(version=f"{number + 1}.0.0", criteria=one)) for number, one in enumerate(made)
    ]
    found = opportunity_for(owner=cast.jana)
    Pursuit.objects.update(version=versions[0], process="")
    refresh(by=OPERATOR, now=NOW)
    at, given = 0, 0
    done: list[tuple[Move, int, Rows]] = []
    for _ in range(STEPS):
        act = draw.choice(("answer", "answer", "move", "back"))
        if act == "answer":
            given += 1
            pursuit = Pursuit.objects.select_related("opportunity", "version").get()
            key = draw.choice(made[at])[0]
            confirm_criterion(
                pursuit=pursuit, criterion=key, note=f"answer {given}", file=None, member=cast.jana,
                by=actor(cast.jana), now=NOW,
            )  # fmt: skip
        elif act == "move":
            to = draw.choice([number for number in range(VERSIONS) if number != at])
            before = rows()
            move = plan_move(
                version=versions[to], whom=Whom.CHOSEN, opportunity_ids=[found.pk], member=None, by=OPERATOR, now=NOW
            )
            start_move(move=move, by=OPERATOR, now=NOW)
            carry_on(move_id=move.pk, by=OPERATOR, now=NOW)
            done.append((move, at, before))
            at = to
        elif done:
            move, at, before = done.pop()
            roll_back(move=move, by=OPERATOR, now=NOW)
            carry_on(move_id=move.pk, by=OPERATOR, now=NOW)
            evidence, pursuit_row = rows()
            assert pursuit_row == before[1]
            assert {pk: evidence[pk] for pk in before[0]} == before[0]
        assert Evidence.objects.count() == given
        page = opportunity_page(viewer=viewer_of(member=cast.jana, on=TODAY), opportunity_id=found.pk)
        assert page is not None
        shown = [row for stage in page.stages for line in stage.lines for row in line.evidence]
        shown += [row for answers in page.earlier for row in answers.evidence]
        assert sorted(row.note for row in shown) == sorted(f"answer {n}" for n in range(1, given + 1))
