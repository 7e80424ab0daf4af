"""Moves and trials in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Move, MoveRow, MoveState, Whom
from fieldcraft.pursuit.moving.queries import Asked, MovePage, MoveSums
from fieldcraft.pursuit.trials.models import Arm
from fieldcraft.pursuit.trials.queries import FEWEST_CLOSED, ArmCount, TrialCount
from fieldcraft.pursuit.trials.words import title
from fieldcraft.web import words
from fieldcraft.web.shapes import Empty, Figure, Option, Progress

STATES = {
    MoveState.DRAFT: "Dry run",
    MoveState.RUNNING: "Moving",
    MoveState.FINISHED: "Moved",
    MoveState.GOING_BACK: "Rolling back",
    MoveState.BACK: "Rolled back",
}
#: To keep, to go back, to go up: before, while and after.
TENSES = {
    MoveState.DRAFT: ("would keep", "would go", "would go"),
    MoveState.RUNNING: ("keep", "go", "go"),
    MoveState.FINISHED: ("kept", "went", "went"),
}
SIDES = {Arm.CHAMPION: "As before", Arm.CHALLENGER: "To try"}
NO_NAMES = (
    "Names show only for your own reporting line. The sums count every open opportunity, "
    "and each owner reads on the opportunity’s timeline what happened."
)


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move in the list."""

    href: str
    to: str
    whom: str
    who: str
    when: str
    state: str


@dataclass(frozen=True, slots=True)
class MovesView:
    lines: Sequence[MoveLine]
    new_href: str
    trials_href: str
    empty: Empty | None


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """The form: versions, whom, teams."""

    to: Sequence[Option]
    versions_from: Sequence[Option]
    whom: Sequence[Option]
    teams: Sequence[Option]
    ids: str
    on_versions: Sequence[Figure]
    error: str
    back: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One opportunity whose supported stage changes."""

    href: str
    name: str
    under: str
    before: str
    after: str
    change: str
    back: bool
    answers: str
    asked: str


@dataclass(frozen=True, slots=True)
class MoveView:
    """One move: heading and sum say what it does; the rest is what that rests on."""

    heading: str
    sum: str
    over: str
    state: str
    progress: Progress | None
    start_href: str
    start_label: str
    back_href: str
    figures: Sequence[Figure]
    answers: Sequence[Figure]
    asked: Sequence[Asked]
    rows: Sequence[ChangedLine]
    hidden: str
    notes: Sequence[str]
    list_href: str


@dataclass(frozen=True, slots=True)
class ArmView:
    name: str
    version: str
    assigned: str
    open: str
    won: str
    lost: str


@dataclass(frozen=True, slots=True)
class TrialView:
    title: str
    when: str
    running: bool
    arms: Sequence[ArmView]
    verdict: str
    end_href: str


@dataclass(frozen=True, slots=True)
class TrialsView:
    trials: Sequence[TrialView]
    champions: Sequence[Option]
    challengers: Sequence[Option]
    start_href: str
    may_start: bool
    back: str


def whom_of(text: str) -> Whom:
    """Raises PursuitError for a word that is none of the choices."""
    if text not in Whom.values:
        raise PursuitError("Choose which opportunities move.")
    return Whom(text)


def moves_view(*, moves: Sequence[Move], base: str, on: date) -> MovesView:
    """The list of moves."""
    lines = [
        MoveLine(
            href=f"{base}moves/{move.pk}/",
            to=str(move.version),
            whom=_whom(move),
            who=move.started_by.name if move.started_by else "Command line",
            when=words.day(value=move.created_at.date(), on=on),
            state=STATES[MoveState(move.state)],
        )
        for move in moves
    ]
    nothing = Empty(
        "No opportunity was moved yet",
        "Choose a version and see what it would change. Nothing moves before you say so, and it can be rolled back.",
        "Look at a move",
        f"{base}moves/new/",
    )
    return MovesView(lines, f"{base}moves/new/", f"{base}trials/", None if lines else nothing)


def choice_view(
    *,
    versions: Sequence[PlaybookVersion],
    teams: Sequence[object],
    counts: Mapping[int, int],
    chosen: Mapping[str, str],
    base: str,
    error: str,
) -> ChoiceView:
    """The form. Without a choice it offers the newest version, unless it is in use and all that is open follows it."""
    open_ones = sum(counts.values())
    left = (one for one in reversed(versions) if not one.in_use or counts.get(one.pk, 0) < open_ones)
    newest = next(left, versions[-1] if versions else None)
    to = chosen.get("to", "") or (str(newest.pk) if newest else "")
    named = [(str(version.pk), str(version)) for version in reversed(versions)]
    whom = chosen.get("which", "") or Whom.ALL
    labels = [
        (Whom.ALL, "All open opportunities, and new ones follow"),
        (Whom.TEAM, "One team’s open opportunities"),
        (Whom.CHOSEN, "Chosen ones, by number"),
        (Whom.NEW, "None: only new ones follow"),
    ]
    on_versions = [
        Figure(str(version), f"{counts.get(version.pk, 0):,}", "in use" if version.in_use else "")
        for version in versions
        if counts.get(version.pk) or version.in_use
    ]
    return ChoiceView(
        to=_options(named, to),
        versions_from=_options([("", "Whatever they are on"), *named], chosen.get("from", "")),
        whom=_options([(str(value), label) for value, label in labels], whom),
        teams=_options([("", "Choose a team"), *((str(t.pk), str(t)) for t in teams)], chosen.get("team", "")),  # type: ignore[attr-defined]
        ids=chosen.get("ids", ""),
        on_versions=on_versions,
        error=error,
        back=f"{base}moves/",
    )


def move_view(*, page: MovePage, base: str, on: date) -> MoveView:
    """One move for who looks after the method."""
    move, sums = page.move, page.sums
    state = MoveState(move.state)
    planned = sums.pursuits - sums.stay
    href = f"{base}moves/{move.pk}/"
    goes_back = sums.moved - sums.taken_on
    new_only = move.whom == Whom.NEW
    may_back = state in (MoveState.FINISHED, MoveState.RUNNING) or (state == MoveState.BACK and goes_back > 0)
    looked = sums.looked_at >= planned
    return MoveView(
        heading=_heading(move, planned),
        sum=_sum(sums, state, new_only=new_only),
        over=f"{_whom(move)}, {words.day(value=move.created_at.date(), on=on)}",
        state=STATES[state],
        progress=_progress(move, sums, href),
        start_href=f"{href}start/" if state == MoveState.DRAFT and looked else "",
        start_label="Let new opportunities follow it"
        if new_only or (move.whom == Whom.ALL and not planned)
        else f"Move {words.plural(count=planned, one='opportunity', many='opportunities')}",
        back_href=f"{href}roll-back/" if may_back else "",
        figures=_stages(sums),
        answers=_answers(sums),
        asked=page.asked,
        rows=[_changed(row, page, base) for row in page.rows],
        hidden=_hidden(page),
        notes=_notes(sums, move),
        list_href=f"{base}moves/",
    )


def trials_view(
    *, trials: Sequence[TrialCount], versions: Sequence[PlaybookVersion], base: str, on: date
) -> TrialsView:
    """All trials with their counts, and nothing about what they prove."""
    named = [(str(version.pk), str(version)) for version in versions]
    used = next((str(version.pk) for version in versions if version.in_use), "")
    other = next((str(version.pk) for version in reversed(versions) if not version.in_use), "")
    return TrialsView(
        trials=[_trial(found, base, on) for found in trials],
        champions=_options(named, used),
        challengers=_options(named, other),
        start_href=f"{base}trials/start/",
        may_start=len(versions) > 1 and all(found.trial.ended_at for found in trials),
        back=f"{base}moves/",
    )


def _trial(found: TrialCount, base: str, on: date) -> TrialView:
    trial = found.trial
    when = f"since {_day(trial.started_at, on)}"
    if trial.ended_at:
        when = f"{_day(trial.started_at, on)} to {_day(trial.ended_at, on)}"
    return TrialView(
        title=title(trial=trial),
        when=when,
        running=trial.ended_at is None,
        arms=[_arm(arm) for arm in found.arms],
        verdict=_verdict(found),
        end_href=f"{base}trials/{trial.pk}/end/" if trial.ended_at is None else "",
    )


def _arm(arm: ArmCount) -> ArmView:
    return ArmView(
        SIDES[Arm(arm.arm)], arm.version, f"{arm.assigned:,}", f"{arm.open:,}", f"{arm.won:,}", f"{arm.lost:,}"
    )


def _verdict(found: TrialCount) -> str:
    fewest = min(arm.closed for arm in found.arms)
    if not found.enough:
        return (
            f"Too few to tell: {words.plural(count=fewest, one='opportunity', many='opportunities')} closed on the "
            f"smaller side, and under {FEWEST_CLOSED} on each side a share says nothing."
        )
    return "Counts only. Whether one version wins more is not worked out here."


def _heading(move: Move, planned: int) -> str:
    counted = words.plural(count=planned, one="opportunity", many="opportunities")
    what = "New opportunities" if move.whom == Whom.NEW else counted
    return f"{what} to {move.version}"


def _sum(sums: MoveSums, state: MoveState, *, new_only: bool) -> str:
    if new_only:
        return "Open opportunities stay where they are."
    if not sums.pursuits:
        return "No open opportunity is on another version."
    if not sums.looked_at:
        return "Being worked out."
    keep, back, up = TENSES.get(state, TENSES[MoveState.FINISHED])
    parts = [f"{sums.same_stage:,} {keep} their stage"]
    if sums.stage_back:
        parts.append(f"{sums.stage_back:,} {back} back")
    if sums.stage_up:
        parts.append(f"{sums.stage_up:,} {up} up")
    return f"Of {sums.looked_at:,}: {', '.join(parts)}. No answer is lost."


def _progress(move: Move, sums: MoveSums, href: str) -> Progress | None:
    state = MoveState(move.state)
    total = sums.pursuits - sums.stay
    leave = "You may leave this page. If it is cut off, it goes on where it was."
    if state == MoveState.DRAFT and sums.looked_at < total:
        return Progress(f"move-{move.pk}", "Looking ahead", sums.looked_at, total, "opportunities", leave, href,
                        running=True)  # fmt: skip
    if state == MoveState.RUNNING:
        return Progress(f"move-{move.pk}", "Moving", sums.moved, total, "opportunities", leave, href, running=True)
    if state == MoveState.GOING_BACK:
        whole = sums.back + sums.moved - sums.taken_on
        return Progress(f"move-{move.pk}", "Rolling back", sums.back, whole, "opportunities", leave, href,
                        running=True)  # fmt: skip
    return None


def _stages(sums: MoveSums) -> list[Figure]:
    if not sums.looked_at:
        return []
    return [
        Figure("Keep their stage", f"{sums.same_stage:,}"),
        Figure("Go back", f"{sums.stage_back:,}"),
        Figure("Go up", f"{sums.stage_up:,}"),
        Figure("Have something newly asked", f"{sums.with_newly_missing:,}"),
        Figure("Next steps that end", f"{sums.steps_gone:,}", "new ones take their place"),
    ]


def _answers(sums: MoveSums) -> list[Figure]:
    if not sums.looked_at:
        return []
    return [
        Figure("Count as they are", f"{sums.kept:,}"),
        Figure("Count under a new name", f"{sums.renamed:,}"),
        Figure("No longer asked", f"{sums.retired:,}", "readable on the opportunity"),
        Figure("Newly asked", f"{sums.newly_missing:,}"),
    ]


def _changed(row: MoveRow, page: MovePage, base: str) -> ChangedLine:
    found = row.pursuit.opportunity
    under = " · ".join(str(part) for part in (found.account, found.owner) if part)
    stages = words.plural(count=abs(row.direction), one="stage")
    return ChangedLine(
        href=f"{base.removesuffix('playbook/')}opportunities/{found.pk}/",
        name=found.name,
        under=under,
        before=_title(page.sources[row.version_before_id], row.stage_before),
        after=_title(page.target, row.stage_after),
        change=f"{stages} {'back' if row.direction < 0 else 'up'}",
        back=row.direction < 0,
        answers=f"{row.kept} kept, {row.renamed} renamed, {row.retired} no longer asked",
        asked="; ".join(_text(page.target, key) for key in row.asked),
    )


def _hidden(page: MovePage) -> str:
    if not page.hidden:
        return ""
    more = words.plural(count=page.hidden, one="other opportunity changes", many="other opportunities change")
    return f"{more[:1].upper()}{more[1:]} stage. {NO_NAMES}"


def _notes(sums: MoveSums, move: Move) -> list[str]:
    notes = []
    if sums.in_trial:
        notes.append(
            f"{words.plural(count=sums.in_trial, one='opportunity is', many='opportunities are')} in a comparison "
            "that runs, and keep the version they were given."
        )
    if sums.taken_on:
        notes.append(
            f"{words.plural(count=sums.taken_on, one='opportunity was', many='opportunities were')} moved on by a "
            "later move. Roll that one back first, then this one again."
        )
    if move.in_use_before is not None and move.state in (MoveState.RUNNING, MoveState.FINISHED):
        notes.append(f"New opportunities followed {move.in_use_before} before; rolling back restores that too.")
    return notes


def _whom(move: Move) -> str:
    if move.whom == Whom.TEAM:
        return f"Team {move.team}" if move.team else "One team"
    return str(Whom(move.whom).label)


def _title(playbook: CompiledPlaybook, key: str) -> str:
    stage = playbook.stage_by_key.get(key)
    return stage.part.title if stage else key


def _text(playbook: CompiledPlaybook, key: str) -> str:
    number = playbook.criterion_index.get(key)
    return playbook.criteria[number].part.text if number is not None else key


def _options(named: Sequence[tuple[str, str]], chosen: str) -> list[Option]:
    return [Option(value, label, value == chosen) for value, label in named]


def _day(at: datetime, on: date) -> str:
    return words.day(value=at.date(), on=on)
