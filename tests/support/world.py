"""Two organisations full enough that every page has something to show and something to hide.

The world is built once per module, inside one transaction that is rolled back at the end: the tests that go over every
page and every person would spend most of their time building it otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from fieldcraft.crm.imports import actions as imports
from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance.moving.actions import carry_on, plan_move, start_move
from fieldcraft.guidance.moving.looking import look_ahead
from fieldcraft.guidance.working.actions import change_many
from fieldcraft.insight.actions import say_chance
from fieldcraft.insight.actions.drafting import leave_proposal
from fieldcraft.insight.flow.keeping import reckon_flow
from fieldcraft.lib.schema import leave, within
from fieldcraft.methodology.actions import install_package, trust_publisher
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.queries import version_in_use
from fieldcraft.methodology.studio import actions as studio
from fieldcraft.methodology.studio.queries import files_of
from fieldcraft.methodology.tests.packs import harder, pack
from fieldcraft.people.actions import add_member
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Member
from fieldcraft.pursuit.actions import Upload, confirm_criterion
from fieldcraft.pursuit.committee.actions import change_person
from fieldcraft.pursuit.gates.actions import ask_colleague, move_stage
from fieldcraft.pursuit.intake import actions as intake
from fieldcraft.pursuit.models import Colleague, PlanWord, Pursuit, Whom
from fieldcraft.pursuit.mutual.actions import buyer
from fieldcraft.pursuit.mutual.actions.sharing import make_link
from fieldcraft.pursuit.mutual.actions.starting import start_plan
from fieldcraft.pursuit.mutual.queries import steps_of_plan
from fieldcraft.pursuit.notes.actions import add_file, save_note
from fieldcraft.pursuit.rivals.actions import name_rival
from fieldcraft.pursuit.trials.actions import end_trial, start_trial
from fieldcraft.pursuit.working import keeping
from fieldcraft.pursuit.working.bulk import wish_of
from fieldcraft.trail.models import Door
from fieldcraft.web.learning.tests.made import learned
from tests.support.adapting import Adapted, adapted
from tests.support.callers import Program, program_of
from tests.support.learned import serve_model, serve_pace
from tests.support.organisation import (
    NOW,
    OPERATOR,
    Cast,
    activity_for,
    actor,
    browser_of,
    contact_for,
    login_for,
    make_cast,
    opportunity_for,
)
from tests.support.versions import edited, install, shipped, with_criterion

CRITERION = "business-case-reviewed"
ABSENT = 987_654_321
CSV = (
    b"Opportunity ID,Account,Opportunity Name,Amount,Stage,Owner,Created,Close Date,Outcome\n"
    b"77,Westwind,Depot,1200,Propose,Jana,2026-09-01,2026-12-24,open\n"
)


@dataclass(frozen=True)
class Thing:
    """An opportunity with the parts that addresses name."""

    opportunity: int
    step: str
    evidence: int = ABSENT
    part: int = ABSENT
    change: int = ABSENT
    activity: int = ABSENT
    stage_move: int = ABSENT
    criterion: str = CRITERION
    plan_step: int = ABSENT
    plan_word: int = ABSENT
    plan_colleague: int = ABSENT
    plan_link: int = ABSENT
    note: str = str(UUID(int=0))
    file: int = 0
    rival: int = 0


@dataclass(frozen=True)
class Versions:
    """Two installed versions side by side, a move of Omar's opportunity to the second, one looked at, a trial ended."""

    version: int
    other_version: int
    move: int
    moved: int
    trial: int


@dataclass(frozen=True)
class Kept:
    """A view of Marek's that his people see, one he deleted, and a change of many by Jana."""

    view: int
    gone_view: int
    bulk: int


@dataclass(frozen=True)
class CameIn:
    """Jana's: a note to sort with a file, one logged with an offered sentence, a calendar."""

    incoming: int
    enclosure: int
    logged: int
    offer: int
    feed: int


@dataclass(frozen=True)
class World:
    """Acme's cast and Gil, who has no login yet; Olga of Other; things by whose they are; doors for everybody.

    `spare` is an installed playbook version that is not in use.
    """

    acme: Organisation
    other: Organisation
    cast: Cast
    olga: Member
    guest: Member
    run: int
    adapted: Adapted
    spare: int
    publisher: int
    versions: Versions
    kept: Kept
    draft: int
    comment: int
    question: int
    came_in: CameIn
    things: dict[str, Thing]
    browsers: dict[str, Client]
    programs: dict[str, Program]

    def member(self, name: str) -> Member:
        """Somebody of the cast by first name."""
        found = getattr(self.cast, name)
        assert isinstance(found, Member)
        return found


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """The world on the day of the cast; tests work in Acme's schema and roll back what they do."""
    with django_db_blocker.unblock(), built() as found:  # type: ignore[attr-defined]
        yield found


@contextmanager
def built() -> Iterator[World]:
    """The world for a block, and nothing of it afterwards."""
    cache.clear()
    leave()
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        acme, other = Organisation.objects.get(slug="acme"), Organisation.objects.get(slug="other")
        with within(other):
            serve_model()
            olga = add_member(name="Olga", role="administrator", administers=True, by=OPERATOR, now=NOW)
            login_for(member=olga, organisation=other)
            elsewhere = _thing(owner=olga, id=900_001)
            olgas = program_of(member=olga)
        with within(acme):
            serve_model()
            serve_pace()
            cast = make_cast(organisation=acme)
            draft, comment = _studio_draft(erin=cast.erin, marek=cast.marek)
            people = {field.name: getattr(cast, field.name) for field in fields(cast)}
            things = {
                "jana's": _thing(owner=cast.jana),
                "tomasz's": _thing(owner=cast.tomasz),
                "omar's": _thing(owner=cast.omar),
                "elsewhere": elsewhere,
                "absent": Thing(opportunity=ABSENT, step="nothing"),
            }
            _learned(by=cast.erin)
            yield World(
                acme=acme,
                other=other,
                cast=cast,
                olga=olga,
                guest=add_member(name="Gil", email="gil@example.com", by=OPERATOR, now=NOW),
                run=_draft(by=cast.ada),
                adapted=adapted(by=cast.erin),
                spare=install_package(package=harder(version="2.0.0"), by=OPERATOR, now=NOW).pk,
                publisher=trust_publisher(name="Method House", public_key="0" * 64, by=OPERATOR, now=NOW).pk,
                versions=_versions(moved=things["omar's"].opportunity, by=cast.erin),
                kept=_kept(cast=cast, opportunity=things["jana's"].opportunity),
                things=things,
                draft=draft,
                came_in=_came_in(owner=cast.jana, opportunity=things["jana's"].opportunity),
                comment=comment,
                question=_question(thing=things["jana's"], owner=cast.jana, colleague=cast.omar),
                browsers={name: browser_of(member=member) for name, member in people.items()}
                | {"olga": browser_of(member=olga), "nobody": Client()},
                programs={name: program_of(member=member) for name, member in people.items()}
                | {"olga": olgas, "nobody": Program(token=None)},
            )
        transaction.set_rollback(True)
    leave()


def _thing(*, owner: Member, **more: object) -> Thing:
    found: Opportunity = opportunity_for(owner=owner, name=f"Fleet of {owner.name}", **more)
    contact_for(opportunity=found, name=f"Ines at {owner.name}", role="champion", seniority="director")
    activity_for(opportunity=found, kind="meeting")
    activity_for(opportunity=found, kind="task", days=-4, done=False, subject="Send the answers")
    planned = activity_for(opportunity=found, kind="call", days=2, done=False, subject="Call about the answers")
    evidence = confirm_criterion(
        pursuit=Pursuit.objects.get(opportunity=found),
        criterion=CRITERION,
        note="They said so on 4 Nov.",
        file=Upload(name="minutes.txt", media_type="text/plain", content=b"Agreed on 4 Nov."),
        member=owner,
        by=actor(owner, Door.WEB),
        now=NOW,
    )
    part, change = _said_of(found, by=owner)
    moved = move_stage(
        pursuit=Pursuit.objects.get(opportunity=found), to="prove", answers={}, reason="The board meets on 1 Dec.",
        member=owner, by=actor(owner, Door.WEB), now=NOW,
    )  # fmt: skip
    assert moved is not None
    step = found.steps.order_by("pk").first()
    assert step is not None
    beside = _beside(found.pk, owner) | _plan(owner=owner, opportunity=found)
    beside |= {"part": part, "change": change, "activity": planned.pk, "stage_move": moved.pk}
    return Thing(opportunity=found.pk, step=step.key, evidence=evidence.pk, **beside)


def _question(*, thing: Thing, owner: Member, colleague: Member) -> int:
    """The owner asks a colleague outside the line about one more piece of evidence."""
    evidence = confirm_criterion(
        pursuit=Pursuit.objects.get(opportunity=thing.opportunity), criterion="economic-buyer-met",
        note="Met on 5 Nov.", file=Upload(name="guests.txt", media_type="text/plain", content=b"Ines, Bernd"),
        member=owner, by=actor(owner, Door.WEB), now=NOW,
    )  # fmt: skip
    return ask_colleague(evidence=evidence, colleague=colleague, member=owner, by=actor(owner), now=NOW).pk


def _plan(*, owner: Member, opportunity: Opportunity) -> dict[str, int]:
    """A plan with a link, through which the customer wrote a word and named a colleague."""
    made: dict[str, Any] = {"member": owner, "by": actor(owner, Door.WEB), "now": NOW}
    pursuit = Pursuit.objects.select_related("version", "opportunity__account").get(opportunity=opportunity)
    plan = start_plan(pursuit=pursuit, goal="Trucks run by May", goal_on="2027-05-03", **made)
    asks: dict[str, Any] = {"email": "", "asks_code": False, "days": "90", "request": ""}
    link, _ = make_link(plan=plan, name="Ines", **asks, **made)
    step = next(one for one in steps_of_plan(plan=plan) if one.done_on is None)
    buyer.comment(link=link, step=step, text="Who comes?", request="", now=NOW)
    buyer.suggest_colleague(link=link, name="Rolf Amsel", email="rolf@nordwind.example", now=NOW)
    return {
        "plan_step": step.pk,
        "plan_word": PlanWord.objects.get(link=link).pk,
        "plan_colleague": Colleague.objects.get(link=link).pk,
        "plan_link": link.pk,
    }


def _beside(opportunity: int, owner: Member) -> dict[str, Any]:
    """A note, a file, a rival, and what the owner says of the chance."""
    pursuit = Pursuit.objects.select_related("opportunity", "version").get(opportunity=opportunity)
    by: dict[str, Any] = {"pursuit": pursuit, "member": owner, "by": actor(owner, Door.WEB), "now": NOW}
    note, minutes = uuid4(), Upload(name="plan.txt", media_type="text/plain", content=b"In May.")
    save_note(key=note, text="They have money.", base=0, **by)
    file = add_file(file=minutes, **by).file_id
    say_chance(percent=35, **by)
    return {"note": str(note), "file": file, "rival": name_rival(name="Fahrtwerk", **by).pk}


def _said_of(opportunity: Opportunity, *, by: Member) -> tuple[int, int]:
    """The one person of its committee, and what its owner has just said about her."""
    pursuit, part = Pursuit.objects.get(opportunity=opportunity), opportunity.people.get()
    values, seen = {"support": "supportive"}, {"support": "unknown"}
    made = actor(by, Door.WEB)
    done = change_person(pursuit=pursuit, part_id=part.pk, values=values, seen=seen, member=by, by=made, now=NOW)
    assert done.change is not None
    return part.pk, done.change.pk


def _versions(*, moved: int, by: Member) -> Versions:
    """The second version asks one thing more; pages then show pursuits of both."""
    first = PlaybookVersion.objects.get(in_use=True)
    more = edited(playbook=shipped(), version="9.0.0", edit=lambda data: with_criterion(data, "pilot-agreed", stage=5))
    second = install(playbook=more)
    made: dict[str, Any] = {"version": second, "member": by, "by": actor(by, Door.WEB), "now": NOW}
    there = plan_move(whom=Whom.CHOSEN, opportunity_ids=[moved], **made)
    start_move(move=there, by=OPERATOR, now=NOW)
    carry_on(move_id=there.pk, by=OPERATOR, now=NOW)
    draft = plan_move(whom=Whom.ALL, **made)
    look_ahead(move_id=draft.pk, now=NOW)
    trial = start_trial(champion=first, challenger=second, member=by, by=OPERATOR, now=NOW)
    end_trial(trial=trial, by=OPERATOR, now=NOW)
    return Versions(second.pk, first.pk, draft.pk, there.pk, trial.pk)


def _kept(*, cast: Cast, opportunity: int) -> Kept:
    """What working the list has left behind."""
    marek = {"member": cast.marek, "by": actor(cast.marek), "now": NOW}
    view = keeping.save_view(name="Stuck", query="view=ahead", shared=True, **marek)
    gone = keeping.save_view(name="Gone", query="view=quiet", shared=False, **marek)
    keeping.delete_view(view=gone, by=actor(cast.marek), now=NOW)
    wish = wish_of(what="product", typed="Yard gates", members=(), on=NOW.date())
    bulk = change_many(
        wish=wish, shown=[(opportunity, "")], key="first", member=cast.jana, by=actor(cast.jana), now=NOW
    )
    return Kept(view.pk, gone.pk, bulk.pk)


def _came_in(*, owner: Member, opportunity: int) -> CameIn:
    by = actor(owner, Door.WEB)
    intake.make_address(member=owner, by=by, now=NOW)
    made: dict[str, Any] = {"member": owner, "by": by, "now": NOW}
    waits = intake.paste_notes(text="They called. More on Monday.", pursuit=None, **made)
    enclosure = waits.attachments.create(name="a.txt", media_type="text/plain", size=2, content=b"ab")
    pursuit = Pursuit.objects.select_related("opportunity__account", "version").get(opportunity=opportunity)
    logged = intake.paste_notes(text="They signed off the result of the test.", pursuit=pursuit, **made)
    feed = intake.add_calendar(url="https://calendar.example/own.ics", organisation="acme", **made)
    return CameIn(waits.pk, enclosure.pk, logged.pk, logged.offers.get().pk, feed.pk)


def _learned(*, by: Member) -> None:
    """What a night leaves: effects and flow; one proposal was left for later."""
    learned(now=NOW)
    reckon_flow(now=NOW)
    made: dict[str, Any] = {"member": by, "by": actor(by), "now": NOW}
    leave_proposal(key="weigh/economic-buyer-met", reason="Not before spring.", **made)


def _draft(*, by: Member) -> int:
    """An import that was uploaded and not started."""
    run = imports.upload(file_name="crm.csv", pieces=[CSV], member=by, by=actor(by, Door.WEB), now=NOW, known_stages=())
    return run.pk


@lru_cache(maxsize=1)
def archive() -> bytes:
    """A playbook that is not installed yet."""
    return pack(version="1.99.0").archive


def _studio_draft(*, erin: Member, marek: Member) -> tuple[int, int]:
    """A playbook in review that Erin has changed, with Marek as co-author and a comment of his."""
    by = actor(erin)
    draft = studio.start_draft(title="Ours", version=version_in_use(), member=erin, by=by, now=NOW)
    text = files_of(draft=draft)["stages/discover.yaml"].text.replace("typical_days: 21", "typical_days: 28")
    studio.save_file(
        draft=draft, path="stages/discover.yaml", base_revision=0, text=text, member=erin, by=by,
        now=NOW - timedelta(days=1),
    )  # fmt: skip
    studio.name_co_author(draft=draft, member=marek, by=by, now=NOW)
    studio.propose(draft=draft, by=by, now=NOW)
    comment = studio.add_comment(
        draft=draft, anchor="stages.discover", quote="", body="Too long?", member=marek, by=actor(marek), now=NOW
    )
    return draft.pk, comment.pk


@contextmanager
def undone() -> Iterator[None]:
    """Roll back what the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def written() -> dict[str, int]:
    """Table to the rows inserted, updated and deleted in it by this transaction, rolled back or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname || '.' || relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
        )
        return dict(cursor.fetchall())


def changed(work: Callable[[], object]) -> set[str]:
    """Names of the tables that `work` wrote to; must run inside a transaction."""
    assert connection.in_atomic_block
    before = written()
    work()
    return {table for table, rows in written().items() if rows != before.get(table, 0)}
