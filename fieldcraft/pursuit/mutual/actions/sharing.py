"""Links by which the customer sees a plan, the codes that some of them ask for, and who looked."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from procrastinate.contrib.django import app

from fieldcraft.lib import mail
from fieldcraft.lib.schema import current_schema
from fieldcraft.people.directory.queries import organisation_here
from fieldcraft.people.models import Member
from fieldcraft.pursuit import events
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import LinkCode, LinkView, Plan, ShareLink
from fieldcraft.pursuit.mutual import limits
from fieldcraft.pursuit.mutual.tokens import digest_of, new_token
from fieldcraft.pursuit.mutual.writing import locked
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, Change, write

CODE_MINUTES, MOST_TRIES, MOST_CODES_AN_HOUR, SECONDS_BETWEEN = 10, 5, 5, 30
#: Looks of one kind within these minutes are one visit.
ONE_VISIT_MINUTES = 10
TASK = "pursuit.send_code"


def make_link(
    *,
    plan: Plan,
    name: str,
    email: str,
    asks_code: bool,
    days: str,
    request: str,
    member: Member,
    by: Actor,
    now: datetime,
) -> tuple[ShareLink, str]:
    """Make a link for one person; the token is handed back once, and empty where `request` made it before.

    Raises PursuitError for a missing name, a wrong address or length, and a code where mail is not set up.
    """
    name = limits.line(text=name, most=limits.LONGEST_NAME, what="Whom it is for")
    email = limits.address(text=email, needed=asks_code)
    ends = now + timedelta(days=_days(days))
    if asks_code and not mail.configured():
        raise PursuitError(mail.NOT_SET_UP)
    with write(by=by, verb=events.LINK_MADE, now=now) as change:
        pursuit = locked(plan=plan)
        if request and (found := ShareLink.objects.filter(plan=plan, request=request[:40]).first()):
            change.nothing()
            return found, ""
        if ShareLink.objects.filter(plan=plan, revoked_at__isnull=True).count() >= limits.MOST_LINKS:
            raise PursuitError(f"{limits.MOST_LINKS} people have a link. End one that is not used any more.")
        token = new_token()
        link = ShareLink.objects.create(
            plan=plan,
            name=name,
            email=email,
            asks_code=asks_code,
            digest=digest_of(token=token),
            made_by=member,
            made_at=now,
            expires_at=ends,
            request=request[:40],
        )
        _about(change, link, pursuit.opportunity_id)
        change.field("ends", None, ends.date())
        change.field("asks for a code", False, asks_code)
    return link, token


def change_link(*, link: ShareLink, days: str, asks_code: bool, member: Member, by: Actor, now: datetime) -> None:
    """Let a link end so many days from today, and ask for a code or not. Repeating it on a day changes nothing."""
    ends = now + timedelta(days=_days(days))
    if asks_code and not mail.configured():
        raise PursuitError(mail.NOT_SET_UP)
    if asks_code and not link.email:
        raise PursuitError("There is no address to send a code to. Make a new link with one.")
    with write(by=by, verb=events.LINK_CHANGED, now=now) as change:
        pursuit = locked(plan=link.plan)
        row = ShareLink.objects.get(pk=link.pk)
        if row.revoked_at is not None:
            raise PursuitError("This link was ended, and stays so. Make a new one.")
        change.field("ends", row.expires_at.date(), ends.date())
        change.field("asks for a code", row.asks_code, asks_code)
        if not change.changes:
            change.nothing()
            return
        row.expires_at, row.asks_code = ends, asks_code
        row.save(update_fields=["expires_at", "asks_code"])
        _about(change, row, pursuit.opportunity_id)


def revoke_link(*, link: ShareLink, member: Member, by: Actor, now: datetime) -> None:
    """End a link at once and for ever. Repeating it changes nothing."""
    with write(by=by, verb=events.LINK_REVOKED, now=now) as change:
        if not ShareLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=now, revoked_by=member):
            change.nothing()
            return
        _about(change, link, link.plan.pursuit.opportunity_id)


def ask_code(*, link: ShareLink, now: datetime) -> None:
    """Have a code sent to the link's address. A second press within seconds sends none.

    Raises PursuitError where mail is not set up, or where too many were asked for within the hour.
    """
    if not mail.configured():
        raise PursuitError("We cannot send mail right now. Ask whoever sent you the link to send you another one.")
    by = Actor(member_id=None, name=link.name, door=Door.LINK)
    with write(by=by, verb=events.CODE_ASKED, now=now) as change:
        ShareLink.objects.select_for_update(no_key=True).get(pk=link.pk)
        lately = LinkCode.objects.filter(link=link, asked_at__gt=now - timedelta(hours=1)).order_by("-asked_at")
        latest = lately.first()
        if latest and now - latest.asked_at < timedelta(seconds=SECONDS_BETWEEN):
            change.nothing()
            return
        if lately.count() >= MOST_CODES_AN_HOUR:
            raise PursuitError("Five codes were sent within an hour. Wait an hour, then ask for another one.")
        code = LinkCode.objects.create(link=link, asked_at=now)
        app.configure_task(TASK, queue="mail").defer(organisation=organisation_here().slug, code_id=code.pk)
        _about(change, link, link.plan.pursuit.opportunity_id)


def send_code(*, code_id: int, now: datetime) -> None:
    """Draw the code and send it; only its keyed hash stays. Raises MailError, so that the job tries again.

    A try after an hour, or for a link that has ended, sends nothing.
    """
    code = LinkCode.objects.select_related("link").filter(pk=code_id, used_at__isnull=True).first()
    if code is None or not code.link.works(now=now) or now - code.asked_at > timedelta(hours=1):
        return
    drawn = f"{secrets.randbelow(1_000_000):06d}"
    company = organisation_here().name
    try:
        mail.send(
            to=code.link.email,
            subject=f"{drawn} opens your plan with {company}",
            text=f"Your code is {drawn}. It works for {CODE_MINUTES} minutes.\n\n"
            f"You asked for it to open the plan with {company}. If you did not, do nothing: without the link the "
            "code opens nothing.\n",
        )
    except mail.MailError as error:
        LinkCode.objects.filter(pk=code.pk).update(fault=str(error)[:300])
        raise
    LinkCode.objects.filter(pk=code.pk).update(
        digest=_code_digest(code.pk, drawn), expires_at=now + timedelta(minutes=CODE_MINUTES), fault=""
    )


def check_code(*, link: ShareLink, given: str, now: datetime) -> LinkCode | None:
    """The code that was sent last, where this is it: at most five tries, ten minutes, and once."""
    code = LinkCode.objects.filter(link=link, digest__gt="").order_by("-asked_at").first()
    if code is None or code.used_at is not None or code.expires_at is None or now >= code.expires_at:
        return None
    # Counted before it is compared: a thousand tries at once are still five.
    if not LinkCode.objects.filter(pk=code.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return None
    if not constant_time_compare(_code_digest(code.pk, given.strip().replace(" ", "")[:20]), code.digest):
        return None
    return code if LinkCode.objects.filter(pk=code.pk, used_at__isnull=True).update(used_at=now) else None


def note_view(*, link: ShareLink, agent: str, robot: bool, now: datetime) -> None:
    """Remember that the link was opened; the looks of one visit are one row. The only thing a look leaves."""
    since = now - timedelta(minutes=ONE_VISIT_MINUTES)
    if not LinkView.objects.filter(link=link, robot=robot, at__gt=since).exists():
        LinkView.objects.create(link=link, at=now, robot=robot, agent=agent[:200].replace("\x00", ""))


def _code_digest(code_id: int, drawn: str) -> str:
    # Keyed: six digits are found from a plain hash at once.
    return salted_hmac(f"plan code {current_schema()} {code_id}", drawn, algorithm="sha256").hexdigest()


def _days(days: str) -> int:
    if not days.strip().isdigit() or not 1 <= int(days[:6]) <= limits.MOST_DAYS:
        raise PursuitError(f"A link works from 1 to {limits.MOST_DAYS} days. {limits.DEFAULT_DAYS} is usual.")
    return int(days)


def _about(change: Change, link: ShareLink, opportunity_id: int) -> None:
    change.about(kind="plan link", id=link.pk, label=link.name, opportunity_id=opportunity_id)
