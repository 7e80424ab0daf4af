"""One mutual action plan in the demo, shared with a customer who looks and answers: played by the same actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from fieldcraft.crm.models import OpportunityContact
from fieldcraft.people.models import Member
from fieldcraft.pursuit.models import LinkView, Plan, PlanStep, Pursuit, ShareLink, Side
from fieldcraft.pursuit.mutual.actions import buyer
from fieldcraft.pursuit.mutual.actions.answering import write_word
from fieldcraft.pursuit.mutual.actions.sharing import make_link
from fieldcraft.pursuit.mutual.actions.starting import start_plan
from fieldcraft.pursuit.mutual.queries import steps_of_plan
from fieldcraft.pursuit.mutual.tokens import digest_of
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ROBOT = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"
#: Days before now on which the customer looked.
LOOKS = (17, 16, 12, 8, 8, 3, 1)


def customer_token() -> str:
    """The token of the demo's link: known to this installation only, so that the cast's page can lead there."""
    return str(salted_hmac("fieldcraft.demo.plan", "customer", algorithm="sha256").hexdigest())[:32]


def write_plan(*, rep: Member, now: datetime) -> None:
    """A plan of the rep's most promising opportunity that has a champion; none where he has no such opportunity."""
    pursuit, people = _chosen(rep, now)
    if pursuit is None or not people:
        return
    by = Actor(member_id=rep.pk, name=rep.name, door=Door.WEB)
    then = now - timedelta(days=18)
    close = pursuit.opportunity.close_date or now.date()
    goal_on = max(close, now.date()) + timedelta(days=40)
    goal_on -= timedelta(days=max(0, goal_on.weekday() - 4))
    product = pursuit.opportunity.product or "The new system"
    plan = start_plan(
        pursuit=pursuit,
        goal=f"{product} runs in daily use before the spring rush",
        goal_on=goal_on.isoformat(),
        member=rep,
        by=by,
        now=then,
    )
    champion = people[0].contact
    link, _ = make_link(
        plan=plan,
        name=champion.name,
        email=champion.email,
        asks_code=False,
        days="90",
        request="",
        member=rep,
        by=by,
        now=then + timedelta(hours=2),
    )
    ShareLink.objects.filter(pk=link.pk).update(digest=digest_of(token=customer_token()))
    _looks(link, now)
    _talk(plan, link, rep, by, now)


def _chosen(rep: Member, now: datetime) -> tuple[Pursuit | None, list[OpportunityContact]]:
    # Far enough that the customer has something to confirm, and not so far that nothing is left.
    rows = Pursuit.objects.filter(
        opportunity__owner=rep,
        opportunity__outcome="open",
        supported_position__in=(3, 4, 5),
        opportunity__close_date__gt=now.date() + timedelta(days=20),
        opportunity__people__role="champion",
    ).select_related("opportunity__account", "opportunity__owner", "version")
    found = rows.order_by("supported_position", "-opportunity__amount", "pk").first()
    if found is None:
        return None, []
    people = OpportunityContact.objects.filter(opportunity=found.opportunity, role="champion").select_related("contact")
    return found, list(people.order_by("pk"))


def _looks(link: ShareLink, now: datetime) -> None:
    looks = [LinkView(link=link, at=now - timedelta(days=n, minutes=7 * n), robot=False, agent=AGENT) for n in LOOKS]
    robot = LinkView(link=link, at=now - timedelta(days=17, hours=1), robot=True, agent=ROBOT)
    LinkView.objects.bulk_create([robot, *looks])


def _talk(plan: Plan, link: ShareLink, rep: Member, by: Actor, now: datetime) -> None:
    """Dates agreed, a milestone confirmed, a question answered; a comment and a colleague wait for the rep."""
    steps = steps_of_plan(plan=plan)
    milestones = [step for step in steps if step.is_milestone]
    open_steps = [step for step in steps if not step.is_milestone]
    for step in milestones[:1]:
        buyer.confirm(link=link, step=step, text="", now=now - timedelta(days=16))
    for step in open_steps[:2]:
        buyer.give_date(link=link, step=step, on=_day(step, now), now=now - timedelta(days=12))
    if open_steps:
        first = open_steps[0]
        question = "Does your engineer need access to the hall for this?"
        buyer.comment(link=link, step=first, text=question, request="", now=now - timedelta(days=12))
        answer = "No. A desk and half a day with your planner are enough."
        write_word(plan=plan, step=first, text=answer, request="", member=rep, by=by, now=now - timedelta(days=11))
        buyer.confirm(link=link, step=first, text="", now=now - timedelta(days=8))
    theirs = next((step for step in open_steps[2:] if step.side != Side.US), None)
    if theirs is not None:
        note = "Our purchasing wants to see this before it goes on. Can you send two pages?"
        buyer.comment(link=link, step=theirs, text=note, request="", now=now - timedelta(days=1))
    buyer.suggest_colleague(link=link, name="Greetje Hofstra", email="", now=now)


def _day(step: PlanStep, now: datetime) -> str:
    return (step.due_on or now.date()).isoformat()
