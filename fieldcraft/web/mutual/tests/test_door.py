"""The customer's door: it tells nothing to who tries, does nothing by a look, and shows only what is in the plan."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fieldcraft.crm.models import Account, Opportunity
from fieldcraft.lib.tests.smtp_servers import running
from fieldcraft.lib.tests.test_mail import over
from fieldcraft.pursuit.actions import confirm_criterion
from fieldcraft.pursuit.models import Colleague, Evidence, LinkCode, LinkView, Plan, PlanStep, PlanWord, ShareLink
from fieldcraft.pursuit.mutual.actions import sharing
from fieldcraft.pursuit.mutual.tests.given import Given, plan_for
from fieldcraft.pursuit.mutual.tests.hostile import PAYLOADS
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, Cast, activity_for, actor, browser_of, contact_for, opportunity_for

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ROBOTS = ("Slackbot-LinkExpanding 1.0", "facebookexternalhit/1.1", "Mozilla/5.0 (compatible; Googlebot/2.1)", "",
          "Microsoft Office/16.0 (Microsoft Outlook 16.0)", "WhatsApp/2.23", "curl/8.5")  # fmt: skip
CANARY = "zanzibar"


@pytest.fixture(autouse=True)
def today() -> Any:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def given(cast: Cast) -> Given:
    return plan_for(cast.jana)


def door(token: str, part: str = "", slug: str = "acme") -> str:
    return f"/shared/{slug}/{token}/{part}"


def look(path: str, **headers: str) -> HttpResponse:
    return Client().get(path, headers={"User-Agent": FIREFOX, **headers})  # type: ignore[return-value]


def say(given: Given, token: str = "", **form: Any) -> Any:
    return Client().post(door(token or given.token, "say/"), form, headers={"User-Agent": FIREFOX})


def confirm(given: Given, step: PlanStep, token: str = "", **form: Any) -> Any:
    """Press yes on the page as it is now."""
    step.refresh_from_db()
    return say(given, token=token, do="confirm", step=step.pk, seen=f"{step.pk}.{step.revision}", **form)


def without_tokens(response: HttpResponse) -> str:
    return re.sub(r'value="[^"]{20,}"', "", response.content.decode())


def test_every_link_that_opens_nothing_gets_one_answer_for_one_price(given: Given, cast: Cast) -> None:
    _, expired = given.another_link(days="1")
    ended, revoked = given.another_link("Ines")
    sharing.revoke_link(link=ended, member=cast.jana, by=actor(cast.jana), now=NOW)
    lost = plan_for(cast.jana, name="Lost later")
    Opportunity.objects.filter(pk=lost.opportunity.pk).update(outcome="lost")
    answers, prices = set(), set()
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        for path in (
            door("wrong"),
            door("x" * 22),
            door(expired),
            door(revoked),
            door(lost.token),
            door("wrong", slug="nobody"),
        ):
            look(path)
            with CaptureQueriesContext(connection) as captured:
                answer = look(path)
            answers.add((answer.status_code, without_tokens(answer), tuple(sorted(answer.headers.items()))))
            prices.add(len([one for one in captured.captured_queries if one["sql"].startswith('SELECT "')]))
    assert len(answers) == 1
    assert prices == {2}
    ((status, text, _),) = answers
    assert status == 404
    assert "Ask the person who sent it" in text


def test_a_lost_opportunity_ends_the_plan_at_every_address(given: Given) -> None:
    given.opportunity.outcome = "lost"
    given.opportunity.save()
    assert [look(door(given.token, part)).status_code for part in ("", "plan.ics", "plan.pdf")] == [404] * 3
    assert say(given, do="comment", text="Hello").status_code == 404
    assert not PlanWord.objects.exists()


def test_who_tries_many_links_is_asked_to_wait(given: Given, settings: Any) -> None:
    settings.SHARED_WRONG_PER_MINUTE = 5
    for number in range(5):
        assert look(door(f"wrong{number}")).status_code == 404
    answer = look(door("wrong"))
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        assert look(door(given.token)).status_code == 200


def test_a_look_leaves_nothing_but_itself(given: Given) -> None:
    tables = (Plan, PlanStep, PlanWord, Evidence, ShareLink, LinkCode, Colleague, Entry)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    for part in ("", "?do=confirm&step=1", "plan.ics", "plan.pdf"):
        assert look(door(given.token, part)).status_code == 200
        Client().head(door(given.token, part))
    assert look(door(given.token, "say/")).status_code == 405
    assert look(door(given.token, "code/")).status_code == 405
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_a_robot_that_previews_links_is_no_visit(given: Given, cast: Cast) -> None:
    for agent in ROBOTS:
        assert look(door(given.token), **{"User-Agent": agent}).status_code == 200
    Client().head(door(given.token), headers={"User-Agent": FIREFOX})
    look(door(given.token), **{"Sec-Purpose": "prefetch;prerender"})
    assert not LinkView.objects.filter(robot=False).exists()
    look(door(given.token))
    assert LinkView.objects.filter(robot=False).count() == 1
    page = browser_of(member=cast.jana).get(f"/o/acme/opportunities/{given.opportunity.pk}/plan/").content.decode()
    assert "Opened 1 time, last" in page
    assert "by programs that make previews" in page


def test_a_look_by_one_of_us_is_no_visit(given: Given, cast: Cast) -> None:
    assert browser_of(member=cast.jana).get(door(given.token), headers={"User-Agent": FIREFOX}).status_code == 200
    assert not LinkView.objects.exists()


def test_no_answer_may_be_kept_found_framed_or_told_on(given: Given) -> None:
    for answer in (look(door(given.token)), look(door("wrong")), look(door(given.token, "plan.pdf"))):
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "sessionid" not in answer.cookies
    page = look(door(given.token)).content.decode()
    assert "<script" not in page
    assert "Fieldcraft" not in page


def test_an_answer_needs_the_token_of_its_page(given: Given) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(door(given.token, "say/"), {"do": "comment", "text": "x"}).status_code == 403
    page = strict.get(door(given.token), headers={"User-Agent": FIREFOX}).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = {"do": "comment", "text": "x", "csrfmiddlewaretoken": token.group(1)}
    assert strict.post(door(given.token, "say/"), form).status_code == 302
    assert PlanWord.objects.count() == 1


def test_the_customer_answers_without_a_script(given: Given) -> None:
    step = given.step("result-signed-off")
    answer = confirm(given, step)
    assert answer.status_code == 302
    assert "said=done" in answer["Location"]
    assert Evidence.objects.get().speaker == "Petra Kohl"
    page = look(answer["Location"].partition("#")[0]).content.decode()
    assert "Thank you. It is marked as done." in page
    assert "Confirmed by you" in page
    wrong = say(given, do="correct", step=step.pk, text="")
    assert wrong.status_code == 422
    assert "Fill in: What is missing." in wrong.content.decode()


def test_a_step_reworded_by_us_shows_the_words_it_proves_and_an_old_page_proves_nothing(given: Given) -> None:
    step = given.step("result-signed-off")
    assert "That is:" not in look(door(given.token)).content.decode()
    old = f"{step.pk}.{step.revision}"
    PlanStep.objects.filter(pk=step.pk).update(title="Have lunch", revision=step.revision + 1)
    page = look(door(given.token)).content.decode()
    assert f'Have lunch</h3><p class="small">That is: {step.title}.</p>' in page
    answer = say(given, do="confirm", step=step.pk, seen=old)
    assert answer.status_code == 422
    assert "was changed just now" in answer.content.decode()
    assert not Evidence.objects.exists()
    assert confirm(given, step).status_code == 302
    assert Evidence.objects.get().criterion == "result-signed-off"


def test_a_link_reaches_no_other_plan(given: Given, cast: Cast) -> None:
    other = plan_for(cast.tomasz, name="Another")
    for do in ("confirm", "correct", "date", "comment"):
        answer = say(given, do=do, step=other.steps[1].pk, text="x", on="2027-01-01")
        assert answer.status_code == 404
    assert not PlanWord.objects.exists()


def test_two_customers_at_once_see_each_others_word(given: Given) -> None:
    _, rolfs = given.another_link("Rolf Amsel")
    step = given.step("users-have-seen-it")
    say(given, do="date", step=step.pk, on="2027-02-02")
    confirm(given, step, token=rolfs, text="We did it early.")
    page = look(door(given.token)).content.decode()
    assert "Confirmed by Rolf Amsel" in page
    assert "We did it early." in page
    assert PlanWord.objects.count() == 2


def test_the_page_shows_nothing_that_is_not_in_the_plan(cast: Cast) -> None:
    account = Account.objects.create(source="t", external_id="c", name="Nordwind", industry=f"i-{CANARY}")
    opportunity = opportunity_for(
        owner=cast.jana, name=f"name-{CANARY}", account=account, product=f"product-{CANARY}", next_step=f"n-{CANARY}",
        lost_reason=f"l-{CANARY}", lead_source=f"s-{CANARY}", type=f"t-{CANARY}", extra={"competitors": f"c-{CANARY}"},
        amount=7_771_777,
    )  # fmt: skip
    contact_for(opportunity=opportunity, name=f"Person {CANARY}", role="champion")
    activity_for(opportunity=opportunity, subject=f"subject-{CANARY}")
    given = plan_for(cast.jana, opportunity=opportunity)
    confirm_criterion(
        pursuit=given.pursuit, criterion="problem-named", note=f"note-{CANARY}", file=None, member=cast.jana,
        by=actor(cast.jana), now=NOW,
    )  # fmt: skip
    given.another_link(f"Other {CANARY}", email=f"{CANARY}@nordwind.example")
    removed = given.steps[2]
    PlanStep.objects.filter(pk=removed.pk).update(title=f"removed {CANARY}", removed_at=NOW)
    answers = [look(door(given.token, part)).content for part in ("", "plan.ics")]
    text = b"".join(answers).decode()
    assert CANARY not in text
    assert "7,771" not in text
    assert "7771777" not in text
    for stage in given.pursuit.playbook.stages:
        assert f">{stage.part.title}<" not in text
        assert stage.key not in re.findall(r"[\w-]+", re.sub(r"<[^>]+>", " ", text).lower()) or stage.key in {
            word for step in given.steps for word in step.title.lower().split()
        }
    assert "%" not in re.sub(r"<[^>]+>", "", text)


def test_hostile_texts_are_kept_short_and_shown_as_text(given: Given, settings: Any) -> None:
    send(given, settings, [(PAYLOADS[n], DOS[n % len(DOS)]) for n in range(0, len(PAYLOADS), 6)])


@pytest.mark.nightly
def test_every_hostile_text_goes_through_every_form(given: Given, settings: Any) -> None:
    assert len(PAYLOADS) >= 200
    send(given, settings, [(text, do) for text in PAYLOADS for do in DOS])


DOS = ("comment", "correct", "colleague", "date", "confirm")


def send(given: Given, settings: Any, sent: list[tuple[str, str]]) -> None:
    """Send each text by one of the forms, as a person for forty of them, and look at the page in the end."""
    settings.SHARED_REQUESTS_PER_MINUTE = 10_000
    steps, token = given.steps, given.token
    for number, (text, do) in enumerate(sent):
        if number % 40 == 39:
            token = given.another_link(f"Person {number}", days="365")[1] if number < 1000 else token
        step = steps[number % len(steps)]
        form = {"do": do, "step": step.pk, "text": text, "name": text, "email": text, "on": text, "line": text}
        answer = say(given, token=token, **form)
        assert answer.status_code in (302, 422), (do, text[:40], answer.status_code)
    assert all(len(word.text) <= 2000 for word in PlanWord.objects.all())
    page = look(door(token)).content.decode()
    assert page.count("<textarea") == page.count("</textarea")
    for bad in ("<script", "<img", "<svg/onload", "<iframe", "<style>", "<base", "\u202e", "\x00"):
        assert bad not in page
    assert look(door(token, "plan.ics")).status_code == 200
    assert look(door(token, "plan.pdf")).content.startswith(b"%PDF-")


def test_an_upload_larger_than_the_house_takes_is_refused(given: Given) -> None:
    answer = say(given, do="comment", text="x" * 3_000_000)
    assert answer.status_code in (400, 413)
    assert not PlanWord.objects.exists()


def test_a_link_with_a_code_shows_nothing_before_it(given: Given, settings: Any) -> None:
    with running() as (mailbox, port):
        over(settings, port)
        link, token = given.another_link("Ines", email="ines@nordwind.example", asks_code=True)
        browser = Client(headers={"User-Agent": FIREFOX})
        for part in ("", "plan.ics", "plan.pdf"):
            text = browser.get(door(token, part)).content.decode(errors="replace")
            assert given.plan.goal not in text
            assert "ines@" not in text
        assert browser.post(door(token, "say/"), {"do": "comment", "text": "x"}).status_code == 200
        assert not PlanWord.objects.exists()
        assert not LinkView.objects.exists()
        browser.post(door(token, "code/"))
        sharing.send_code(code_id=LinkCode.objects.get().pk, now=NOW)
    found = re.search(r"\d{6}", str(mailbox.mails[0].get_payload()))
    assert found is not None
    assert browser.post(door(token, "code/"), {"code": "000000x"}).status_code == 422
    assert browser.post(door(token, "code/"), {"code": found.group()}).status_code == 302
    assert given.plan.goal in browser.get(door(token)).content.decode()
    assert given.plan.goal not in Client().get(door(token)).content.decode()
    assert link.asks_code


def test_the_address_is_shown_once_and_a_second_press_shows_it_no_more(given: Given, cast: Cast) -> None:
    browser = browser_of(member=cast.jana)
    page = f"/o/acme/opportunities/{given.opportunity.pk}/plan/"
    form = {"name": "Ines", "email": "", "days": "30", "key": "form-1"}
    made = browser.post(f"{page}links/", form).content.decode()
    found = re.search(r"/shared/acme/([\w-]{22})/", made)
    assert found is not None
    assert look(door(found.group(1))).status_code == 200
    assert found.group(1) not in browser.get(page).content.decode()
    again = browser.post(f"{page}links/", form)
    assert again.status_code == 302
    assert ShareLink.objects.filter(name="Ines").count() == 1


def test_without_mail_the_code_is_greyed_with_the_reason(given: Given, cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    page = browser_of(member=cast.jana).get(f"/o/acme/opportunities/{given.opportunity.pk}/plan/").content.decode()
    assert re.search(r'name="code" value="1" disabled', page)
    assert "FIELDCRAFT_SMTP" in page
