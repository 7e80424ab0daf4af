"""The day's list."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.guidance.ranking import Step, Today, today


def _made(number: int, account: int, priority: float, minutes: int, overdue: int | None) -> Step:
    return Step(
        key=f"p{number}/play",
        pursuit=f"p{number}",
        account=f"account {account}",
        title="Ask",
        why="Because of 1.",
        rests_on="Prior.",
        basis="this_stage" if overdue is None else "promise",
        minutes=minutes,
        worth=priority * minutes,
        currency="EUR",
        points=1.0,
        value_per_minute=priority,
        priority=priority,
        amount_assumed=False,
        overdue_days=overdue or 0,
    )


_rows = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.floats(0.1, 1e4),
        st.integers(1, 60),
        st.sampled_from((*[None] * 5, 0, 1, 5)),
    ),
    max_size=30,
).map(lambda rows: [_made(number, *row) for number, row in enumerate(rows)])
_seeds = st.text(max_size=8)


def _today(steps: list[Step], seed: str = "jana 2026-01-15", places: int = 7) -> Today:
    return today(steps=steps, currency="EUR", seed=seed, places=places)


@given(_rows, _seeds)
def test_at_most_seven_and_nothing_twice(steps: list[Step], seed: str) -> None:
    found = _today(steps + steps, seed)
    assert len(found.steps) == min(7, len(steps))
    assert len({step.key for step in found.steps}) == len(found.steps)
    assert found.waiting == len(steps) - len(found.steps)
    assert found.minutes == sum(step.minutes for step in found.steps)


@given(_rows, _seeds)
def test_what_is_late_comes_first_then_what_is_due_today(steps: list[Step], seed: str) -> None:
    promised = sorted((step for step in steps if step.basis == "promise"), key=lambda step: -step.overdue_days)
    chosen = _today(steps, seed).steps
    count = min(7, len(promised))
    assert [step.overdue_days for step in chosen[:count]] == [step.overdue_days for step in promised[:count]]
    assert all(step.basis != "promise" for step in chosen[count:])


@given(_rows, _seeds)
def test_two_from_one_account_only_when_others_run_out(steps: list[Step], seed: str) -> None:
    steps = [step for step in steps if step.basis != "promise"]
    chosen = _today(steps, seed).steps
    taken = Counter(step.account for step in chosen)
    offered = Counter(step.account for step in steps)
    most = max(taken.values(), default=0)
    for account, count in offered.items():
        assert taken[account] >= min(count, most - 1)


@given(_rows, _seeds, st.integers(0, 10**6).map(random.Random))
def test_the_order_of_the_input_is_nothing(steps: list[Step], seed: str, rng: random.Random) -> None:
    shuffled = list(steps)
    rng.shuffle(shuffled)
    assert _today(shuffled, seed) == _today(steps, seed)


@given(_rows.filter(bool), st.integers(0, 29), st.floats(1, 10))
def test_a_greater_worth_never_ranks_lower(steps: list[Step], which: int, factor: float) -> None:
    which %= len(steps)
    raised = list(steps)
    raised[which] = replace(steps[which], priority=steps[which].priority * factor)
    key = steps[which].key

    def place(rows: list[Step]) -> int:
        return [step.key for step in _today(rows, places=len(rows)).steps].index(key)

    assert place(raised) <= place(steps)


def test_about_one_place_in_ten_explores_and_says_so() -> None:
    steps = [_made(number, number, float(number + 1), 10, None) for number in range(40)]
    days = [_today(steps, f"jana {day}").steps for day in range(400)]
    explored = [step for day in days for step in day if step.explores]
    assert 0.07 < len(explored) / (400 * 7) < 0.13
    assert all("one is" in step.rests_on or "this is one" in step.rests_on for step in explored)
    assert len({step.key for step in explored}) > 25
    best = {step.key for step in sorted(steps, key=lambda step: -step.priority)[:7]}
    assert all(step.key in best for day in days for step in day if not step.explores)


def test_the_same_seed_explores_the_same() -> None:
    steps = [_made(number, number, float(number + 1), 10, None) for number in range(40)]
    assert all(_today(steps, f"{day}") == _today(steps, f"{day}") for day in range(50))
    assert len({tuple(step.key for step in _today(steps, f"{day}").steps) for day in range(50)}) > 5


def test_nothing_to_do_is_an_empty_day() -> None:
    assert _today([]) == Today((), 0, 0, 0, "EUR")


def test_two_of_a_play_come_before_a_third() -> None:
    same = [replace(_made(number, number, 100.0 - number, 10, None), play="join-talk") for number in range(6)]
    other = [replace(_made(number, number, 10.0, 10, None), play=f"play-{number}") for number in range(10, 14)]
    shown = today(steps=same + other, currency="EUR", seed="any day", places=6).steps
    assert [step.play for step in shown if not step.explores].count("join-talk") == 2
