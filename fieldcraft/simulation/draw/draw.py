"""Draws the whole world."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from fieldcraft.methodology.package.processes import narrowed, process_for
from fieldcraft.methodology.package.schema import Playbook

from .accounts import draw_accounts
from .evidence import Witnesses
from .guide import Guide, guide_of
from .journey import Setting, tell
from .people import draw_cast, draw_lines, draw_members, draw_teams
from .plan import Plan, plans_of, scaled, subject_of
from .world import DrawnAccount, DrawnLine, DrawnMember, DrawnOpportunity, World

HISTORY_DAYS = 365
#: The CRM's opportunity types, and how often each occurs.
FIRST = "New business"
KINDS = {FIRST: 8, "Expansion": 1, "Renewal": 1}


def draw_world(*, seed: int, now: datetime, playbook: Playbook) -> World:
    """An organisation and its open work. The same arguments give the same world, to the byte.

    `now` must be aware; nothing is dated after it except what is planned. What was closed before comes from the engine
    (`playing/past.py`), where it has causes.
    """
    rng = Random(seed)  # noqa: S311 - a reproducible draw, not a secret
    since = now.date() - timedelta(days=HISTORY_DAYS)
    members = draw_members(rng)
    lines = draw_lines(members, today=now.date())
    accounts = draw_accounts(rng)
    guides = {kind: _guide(playbook, kind) for kind in KINDS}
    opportunities: list[DrawnOpportunity] = []
    key = -1
    taken: set[tuple[int, str]] = set()
    for rep in members:
        setting = _setting(rep, members, lines, guides[FIRST], now=now, since=since)
        if setting is None:
            continue
        own = accounts_of(rep=rep, accounts=accounts)
        for plan in plans_of(rng, rep, today=now.date(), since=since):
            account = _account_for(rng, plan, own)
            subject = plan.subject or subject_of(rng, account, taken)
            taken.add((account.key, subject[1]))
            kind = FIRST if plan.subject else rng.choices(tuple(KINDS), tuple(KINDS.values()))[0]
            guide, key = guides[kind], key + 1
            told = tell(
                rng, replace(setting, guide=guide), scaled(plan, stages=len(guide.titles)), kind=kind, key=key,
                account=account, subject=subject,
            )  # fmt: skip
            # Closed ones are told too, and left out: the draw goes on behind them, and the opportunities that pages of
            # the documentation name and show would be others without them.
            if plan.outcome == "open":
                opportunities.append(told)
    return World(
        seed=seed,
        now=now,
        since=since,
        teams=draw_teams(),
        members=members,
        lines=lines,
        accounts=accounts,
        opportunities=tuple(opportunities),
        cast=draw_cast(members),
    )


def _guide(playbook: Playbook, kind: str) -> Guide:
    process = process_for(playbook=playbook, crm_type=kind)
    return guide_of(playbook=narrowed(playbook=playbook, process=process) if process else playbook)


def _setting(
    rep: DrawnMember,
    members: tuple[DrawnMember, ...],
    lines: tuple[DrawnLine, ...],
    guide: Guide,
    *,
    now: datetime,
    since: date,
) -> Setting | None:
    if rep.habit is None:
        return None
    team = [other for other in members if other.role == "rep" and other.team == rep.team]
    colleague = team[(team.index(rep) + 1) % len(team)]
    managers = [(line.start, members[line.manager]) for line in lines if line.member == rep.key]
    witnesses = Witnesses(rep=rep, managers=tuple(managers), colleague=colleague, now=now)
    return Setting(now=now, since=since, guide=guide, rep=rep, habit=rep.habit, witnesses=witnesses)


def accounts_of(*, rep: DrawnMember, accounts: tuple[DrawnAccount, ...]) -> tuple[DrawnAccount, ...]:
    """A rep's territory: seven accounts of the region; neighbours share some, as they do."""
    region = [account for account in accounts if account.region == rep.region]
    first = (rep.key - 10) % 12 * len(region) // 12
    return tuple(region[(first + i) % len(region)] for i in range(7))


def _account_for(rng: Random, plan: Plan, own: tuple[DrawnAccount, ...]) -> DrawnAccount:
    return own[plan.account] if plan.account is not None else rng.choice(own)
