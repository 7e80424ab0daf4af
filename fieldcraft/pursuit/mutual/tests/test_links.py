"""Links and codes: hashed, bounded in time and tries, and sent by a real server that may be down."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from fieldcraft.lib import mail
from fieldcraft.lib.tests.smtp_servers import free_port, running
from fieldcraft.lib.tests.test_mail import over
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import LinkCode, LinkView, ShareLink
from fieldcraft.pursuit.mutual.actions import sharing
from fieldcraft.pursuit.mutual.queries import open_link
from fieldcraft.pursuit.mutual.tests.given import Given, link_for, plan_for
from fieldcraft.pursuit.mutual.tokens import digest_of
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, Cast, actor

LATER = NOW + timedelta(minutes=11)


@pytest.fixture
def given(cast: Cast) -> Given:
    return plan_for(cast.jana)


def opens(token: str, *, days: float = 0) -> bool:
    return open_link(digest=digest_of(token=token), now=NOW + timedelta(days=days)) is not None


def asked(given: Given, port: int, settings: object) -> LinkCode:
    over(settings, port)
    sharing.ask_code(link=given.link, now=NOW)
    return LinkCode.objects.get()


def test_a_token_has_128_bits_and_only_its_hash_is_kept(given: Given) -> None:
    assert len(given.token) == 22
    assert opens(given.token)
    kept = str(ShareLink.objects.values().get()) + str(list(Entry.objects.values()))
    assert given.token not in kept


def test_a_link_ends_by_its_day_by_our_word_and_with_the_opportunity(given: Given, cast: Cast) -> None:
    assert opens(given.token, days=89.9)
    assert not opens(given.token, days=90)
    other, token = given.another_link(days="5")
    sharing.revoke_link(link=other, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert not opens(token)
    given.opportunity.outcome = "lost"
    given.opportunity.save()
    assert not opens(given.token)


def test_a_link_that_was_ended_stays_so(given: Given, cast: Cast) -> None:
    sharing.revoke_link(link=given.link, member=cast.jana, by=actor(cast.jana), now=NOW)
    with pytest.raises(PursuitError, match="stays so"):
        sharing.change_link(link=given.link, days="30", asks_code=False, member=cast.jana, by=actor(cast.jana), now=NOW)


@pytest.mark.parametrize("days", ["0", "366", "-1", "", "many", "９" * 400])
def test_a_link_works_for_a_day_to_a_year(given: Given, cast: Cast, days: str) -> None:
    with pytest.raises(PursuitError, match="1 to 365 days"):
        link_for(given.plan, cast.jana, "Rolf", days=days)


def test_a_second_press_makes_no_second_link(given: Given, cast: Cast) -> None:
    first, token = link_for(given.plan, cast.jana, "Rolf", request="form-1")
    second, nothing = link_for(given.plan, cast.jana, "Rolf", request="form-1")
    assert (second.pk, nothing) == (first.pk, "")
    assert token


def test_a_code_is_sent_kept_hashed_and_opens_once(given: Given, settings: object) -> None:
    with running() as (mailbox, port):
        code = asked(given, port, settings)
        sharing.send_code(code_id=code.pk, now=NOW)
    (found,) = mailbox.mails
    drawn = re.search(r"\d{6}", str(found.get_payload()))
    assert drawn is not None
    code.refresh_from_db()
    assert drawn.group() not in str(LinkCode.objects.values().get())
    assert sharing.check_code(link=given.link, given=f" {drawn.group()} ", now=NOW) is not None
    assert sharing.check_code(link=given.link, given=drawn.group(), now=NOW) is None


def test_five_tries_and_the_code_is_used_up(given: Given, settings: object) -> None:
    with running() as (mailbox, port):
        code = asked(given, port, settings)
        sharing.send_code(code_id=code.pk, now=NOW)
    right = re.search(r"\d{6}", str(mailbox.mails[0].get_payload()))
    assert right is not None
    wrong = f"{(int(right.group()) + 1) % 1_000_000:06d}"
    for _ in range(sharing.MOST_TRIES):
        assert sharing.check_code(link=given.link, given=wrong, now=NOW) is None
    assert sharing.check_code(link=given.link, given=right.group(), now=NOW) is None


def test_a_code_is_over_after_ten_minutes(given: Given, settings: object) -> None:
    with running() as (mailbox, port):
        code = asked(given, port, settings)
        sharing.send_code(code_id=code.pk, now=NOW)
    right = re.search(r"\d{6}", str(mailbox.mails[0].get_payload()))
    assert right is not None
    assert sharing.check_code(link=given.link, given=right.group(), now=LATER) is None


def test_codes_are_not_asked_for_without_end(given: Given, settings: object) -> None:
    over(settings, free_port())
    for minute in range(sharing.MOST_CODES_AN_HOUR):
        for _ in range(2):
            sharing.ask_code(link=given.link, now=NOW + timedelta(minutes=minute))
    assert LinkCode.objects.count() == sharing.MOST_CODES_AN_HOUR
    with pytest.raises(PursuitError, match="Wait an hour"):
        sharing.ask_code(link=given.link, now=NOW + timedelta(minutes=9))


def test_a_server_that_is_down_is_told_and_tried_again(given: Given, settings: object) -> None:
    code = asked(given, free_port(), settings)
    with pytest.raises(mail.MailError):
        sharing.send_code(code_id=code.pk, now=NOW)
    code.refresh_from_db()
    assert "did not take the mail" in code.fault
    assert code.digest == ""
    with running() as (mailbox, port):
        over(settings, port)
        sharing.send_code(code_id=code.pk, now=NOW)
    code.refresh_from_db()
    assert (len(mailbox.mails), code.fault) == (1, "")


def test_no_code_without_mail_and_without_an_address(given: Given, cast: Cast, settings: object) -> None:
    settings.EMAIL_HOST = ""  # type: ignore[attr-defined]
    with pytest.raises(PursuitError, match="FIELDCRAFT_SMTP"):
        link_for(given.plan, cast.jana, "Rolf", email="rolf@nordwind.example", asks_code=True)
    over(settings, free_port())
    with pytest.raises(PursuitError, match="e-mail address"):
        link_for(given.plan, cast.jana, "Rolf", asks_code=True)


def test_the_looks_of_one_visit_are_one_and_a_robot_is_no_visit(given: Given) -> None:
    for minute in (0, 4, 30):
        at = NOW + timedelta(minutes=minute)
        sharing.note_view(link=given.link, agent="Firefox", robot=False, now=at)
        sharing.note_view(link=given.link, agent="Slackbot", robot=True, now=at)
    assert LinkView.objects.filter(robot=False).count() == 2
    assert LinkView.objects.filter(robot=True).count() == 2
