"""One opportunity over HTTP: what it shows, and what evidence may be given, verified and taken back by whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import DjangoAssertNumQueries

from fieldcraft.crm.models import Opportunity, Outcome
from fieldcraft.guidance.models import NextStep
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.people.models import Member
from fieldcraft.pursuit.actions import LONGEST_NOTE
from fieldcraft.pursuit.models import Evidence
from fieldcraft.pursuit.uploads import LARGEST_FILE
from fieldcraft.trail.models import Entry
from fieldcraft.trail.record import write
from fieldcraft.web.opportunities.present.timeline import stages_gone
from tests.support.organisation import (
    NOW,
    OPERATOR,
    TODAY,
    Cast,
    activity_for,
    actor,
    browser_of,
    contact_for,
    opportunity_for,
)

NOT_BY_OWNER = "business-case-reviewed"
BY_ANYONE = "first-talk-held"
WRITES = ("criteria/{c}/evidence/", "criteria/{c}/dispute/", "evidence/{e}/verification/", "evidence/{e}/withdrawal/")
HOSTILE = "<script>alert('x')</script>"


@pytest.fixture
def opportunity(cast: Cast) -> Opportunity:
    return opportunity_for(owner=cast.jana)


def page_of(opportunity: Opportunity) -> str:
    return f"/o/acme/opportunities/{opportunity.pk}/"


def html_for(member: Member, opportunity: Opportunity, query: str = "") -> str:
    answer = browser_of(member=member).get(page_of(opportunity) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def criterion_in(html: str, key: str) -> str:
    """The part of the page about one criterion."""
    return html.split(f'id="criterion-{key}"')[1].split('</li>\n<li class="criterion"')[0]


def give(member: Member, opportunity: Opportunity, criterion: str = NOT_BY_OWNER, **data: object) -> Evidence:
    answer = browser_of(member=member).post(f"{page_of(opportunity)}criteria/{criterion}/evidence/", data)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert answer["Location"] == f"{page_of(opportunity)}?stage={criterion}#criterion-{criterion}"
    return Evidence.objects.latest("pk")


def test_the_page_says_where_the_evidence_ends_and_what_is_missing(cast: Cast, opportunity: Opportunity) -> None:
    html = html_for(cast.jana, opportunity)
    assert "The CRM says <strong>Propose</strong>; the evidence supports <strong>Discover</strong>" in html
    assert "three stages behind" in html
    assert "€\u00a0184,000" in html
    assert "closes 18\u00a0Dec" in html
    assert "Missing for Qualify" in html
    assert html.count('<details name="steps" open>') == 1
    assert "The buyer has shown</dt><dd>Nothing yet." in html


def test_a_fact_of_the_crm_is_shown_in_words_with_its_day(cast: Cast, opportunity: Opportunity) -> None:
    activity_for(opportunity=opportunity, kind="meeting", days=-19, inbound=True)
    refresh(by=OPERATOR, now=NOW, opportunity_ids=[opportunity.pk])
    part = criterion_in(html_for(cast.jana, opportunity, f"?stage={BY_ANYONE}"), BY_ANYONE)
    assert "By the CRM: meetings held: 1, last 4 Nov 2026." in part


@pytest.mark.parametrize("who", ["jana", "marek", "dora", "vera"])
def test_the_line_above_the_owner_sees_it(cast: Cast, opportunity: Opportunity, who: str) -> None:
    assert opportunity.name in html_for(getattr(cast, who), opportunity)


@pytest.mark.parametrize("who", ["omar", "nina", "tomasz", "erin", "ada"])
def test_everybody_else_gets_what_a_wrong_number_gets(cast: Cast, opportunity: Opportunity, who: str) -> None:
    client = browser_of(member=getattr(cast, who))
    refused, wrong = client.get(page_of(opportunity)), client.get("/o/acme/opportunities/999999/")
    assert (refused.status_code, wrong.status_code) == (404, 404)
    assert opportunity.name not in refused.content.decode()


def test_a_note_is_kept_and_shown_with_who_gave_it(cast: Cast, opportunity: Opportunity) -> None:
    before = Entry.objects.count()
    give(cast.jana, opportunity, note="Ines changed two numbers.")
    part = criterion_in(html_for(cast.jana, opportunity, f"?stage={NOT_BY_OWNER}"), NOT_BY_OWNER)
    assert "Ines changed two numbers." in part
    assert "Jana showed it, 23\u00a0Nov" in part
    assert "Claimed" in part
    assert Entry.objects.count() == before + 1


def test_the_same_note_twice_is_kept_once(cast: Cast, opportunity: Opportunity) -> None:
    give(cast.jana, opportunity, note="Ines did.")
    entries = Entry.objects.count()
    give(cast.jana, opportunity, note="Ines did.")
    assert (Evidence.objects.count(), Entry.objects.count()) == (1, entries)


def test_only_who_may_verify_finds_the_button(cast: Cast, opportunity: Opportunity) -> None:
    evidence = give(cast.jana, opportunity, note="Ines did.")
    href = f"{page_of(opportunity)}evidence/{evidence.pk}/verification/"
    assert href not in html_for(cast.jana, opportunity)
    assert href in html_for(cast.marek, opportunity)
    assert browser_of(member=cast.marek).post(href).status_code == 302
    part = criterion_in(html_for(cast.marek, opportunity, f"?stage={NOT_BY_OWNER}"), NOT_BY_OWNER)
    assert "Verified by Marek" in part
    assert ">Met<" in part
    assert href not in part
    entries = Entry.objects.count()
    assert browser_of(member=cast.marek).post(href).status_code == 302
    assert Entry.objects.count() == entries


def test_nobody_verifies_himself_by_hand_either(cast: Cast, opportunity: Opportunity) -> None:
    evidence, entries = give(cast.jana, opportunity, note="Ines did."), Entry.objects.count()
    answer = browser_of(member=cast.jana).post(f"{page_of(opportunity)}evidence/{evidence.pk}/verification/")
    assert answer.status_code == 422
    assert "This is your own evidence." in answer.content.decode()
    assert Entry.objects.count() == entries


def test_evidence_is_taken_back_by_its_giver_only(cast: Cast, opportunity: Opportunity) -> None:
    evidence = give(cast.jana, opportunity, note="Ines did.")
    href = f"{page_of(opportunity)}evidence/{evidence.pk}/withdrawal/"
    query = f"?criterion={NOT_BY_OWNER}"
    assert href not in html_for(cast.marek, opportunity, query)
    refused = browser_of(member=cast.marek).post(href)
    assert refused.status_code == 422
    assert "Only who gave this evidence" in refused.content.decode()
    assert href in html_for(cast.jana, opportunity, query)
    assert browser_of(member=cast.jana).post(href).status_code == 302
    assert "Ines did." not in criterion_in(html_for(cast.jana, opportunity, query), NOT_BY_OWNER)
    entries = Entry.objects.count()
    assert browser_of(member=cast.jana).post(href).status_code == 302
    assert Entry.objects.count() == entries


def test_a_manager_says_that_a_criterion_does_not_hold(cast: Cast, opportunity: Opportunity) -> None:
    give(cast.jana, opportunity, note="Ines did.")
    href = f"{page_of(opportunity)}criteria/{NOT_BY_OWNER}/dispute/"
    assert href in html_for(cast.marek, opportunity, f"?criterion={NOT_BY_OWNER}")
    empty = browser_of(member=cast.marek).post(href, {"note": " "})
    assert empty.status_code == 422
    assert "Say in a line why" in empty.content.decode()
    assert browser_of(member=cast.marek).post(href, {"note": "She has not."}).status_code == 302
    part = criterion_in(html_for(cast.jana, opportunity, f"?stage={NOT_BY_OWNER}"), NOT_BY_OWNER)
    assert "Marek says it does not hold" in part
    assert "Contradicted" in part


@pytest.mark.parametrize("who", ["omar", "nina", "tomasz", "erin", "ada"])
@pytest.mark.parametrize(
    "path",
    ["criteria/{c}/evidence/", "criteria/{c}/dispute/", "evidence/{e}/verification/", "evidence/{e}/withdrawal/"],
)
def test_strangers_write_nothing(cast: Cast, opportunity: Opportunity, who: str, path: str) -> None:
    evidence, entries = give(cast.jana, opportunity, note="Ines did."), Entry.objects.count()
    href = page_of(opportunity) + path.format(c=NOT_BY_OWNER, e=evidence.pk)
    assert browser_of(member=getattr(cast, who)).post(href, {"note": "Mine."}).status_code == 404
    assert (Evidence.objects.count(), Entry.objects.count()) == (1, entries)


def test_evidence_of_another_opportunity_is_not_reached_through_this_one(cast: Cast, opportunity: Opportunity) -> None:
    other = opportunity_for(owner=cast.omar, name="Other")
    evidence = give(cast.omar, other, note="Mine.")
    for verb in ("verification", "withdrawal"):
        href = f"{page_of(opportunity)}evidence/{evidence.pk}/{verb}/"
        assert browser_of(member=cast.marek).post(href).status_code == 404
    assert browser_of(member=cast.marek).get(f"{page_of(opportunity)}evidence/{evidence.pk}/file/").status_code == 404


def test_nothing_typed_is_lost_when_it_is_refused(cast: Cast, opportunity: Opportunity) -> None:
    note = "n" * (LONGEST_NOTE + 1)
    answer = browser_of(member=cast.jana).post(
        f"{page_of(opportunity)}criteria/{NOT_BY_OWNER}/evidence/", {"note": note}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert note in html
    assert f"{LONGEST_NOTE} fit" in html
    assert 'aria-invalid="true"' in criterion_in(html, NOT_BY_OWNER)
    assert not Evidence.objects.exists()


def test_a_form_without_note_and_file_says_what_it_needs(cast: Cast, opportunity: Opportunity) -> None:
    answer = browser_of(member=cast.jana).post(f"{page_of(opportunity)}criteria/{NOT_BY_OWNER}/evidence/", {"note": ""})
    assert answer.status_code == 422
    assert "needs a note or a file" in answer.content.decode()


def test_a_criterion_that_is_not_of_the_playbook_is_refused_in_words(cast: Cast, opportunity: Opportunity) -> None:
    answer = browser_of(member=cast.jana).post(f"{page_of(opportunity)}criteria/no-such/evidence/", {"note": "Yes."})
    assert answer.status_code == 422
    assert not Evidence.objects.exists()


def test_a_file_comes_back_as_a_download_that_cannot_run(cast: Cast, opportunity: Opportunity) -> None:
    name = 'case "final" <b>.html'
    sent = SimpleUploadedFile(name, b"<script>alert(1)</script>", content_type="text/html")
    evidence = give(cast.jana, opportunity, note="", file=sent)
    href = f"{page_of(opportunity)}evidence/{evidence.pk}/file/"
    assert href in html_for(cast.marek, opportunity)
    assert "<b>.html" not in html_for(cast.marek, opportunity)
    answer = browser_of(member=cast.marek).get(href)
    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert browser_of(member=cast.omar).get(href).status_code == 404
    assert browser_of(member=cast.marek).post(href).status_code == 405


@pytest.mark.parametrize(("size", "says"), [(LARGEST_FILE + 1, "10 MB fit"), (0, "is empty")])
def test_a_file_of_the_wrong_size_is_refused_and_the_note_kept(
    cast: Cast, opportunity: Opportunity, size: int, says: str
) -> None:
    sent = SimpleUploadedFile("case.pdf", b"x" * size, content_type="application/pdf")
    href = f"{page_of(opportunity)}criteria/{NOT_BY_OWNER}/evidence/"
    answer = browser_of(member=cast.jana).post(href, {"note": "See page 3.", "file": sent})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert says in html
    assert "See page 3." in html
    assert "Choose the file again." in html
    assert not Evidence.objects.exists()


def test_a_file_of_exactly_the_limit_is_taken(cast: Cast, opportunity: Opportunity) -> None:
    sent = SimpleUploadedFile("case.pdf", b"x" * LARGEST_FILE, content_type="application/pdf")
    evidence = give(cast.jana, opportunity, file=sent)
    assert evidence.file is not None
    assert evidence.file.size == LARGEST_FILE


def test_hostile_text_is_shown_as_text(cast: Cast) -> None:
    opportunity = opportunity_for(owner=cast.jana, name=HOSTILE, lost_reason=HOSTILE, next_step=HOSTILE)
    contact_for(opportunity=opportunity, name=HOSTILE, role=HOSTILE)
    activity_for(opportunity=opportunity, subject=HOSTILE)
    give(cast.jana, opportunity, note=HOSTILE)
    give(cast.jana, opportunity, criterion=BY_ANYONE, note=HOSTILE)
    html = html_for(cast.marek, opportunity)
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert") >= 7


def test_the_wanted_criterion_stands_open(cast: Cast, opportunity: Opportunity) -> None:
    html = html_for(cast.jana, opportunity, f"?criterion={NOT_BY_OWNER}")
    assert '<details name="answer" open>' in criterion_in(html, NOT_BY_OWNER)
    assert html.count('<details class="fold" id="stage-propose" open>') == 1
    assert '<details name="answer" open>' not in html_for(cast.jana, opportunity, "?criterion=no-such")


def test_a_late_one_says_how_late_and_warns(cast: Cast) -> None:
    html = html_for(cast.jana, opportunity_for(owner=cast.jana, close_date=TODAY - timedelta(days=3)))
    assert "was to close 20\u00a0Nov" in html
    assert "3 days late" in html
    assert "The close date was 20 Nov 2026." in html


def test_a_closed_one_shows_its_outcome_and_asks_for_nothing(cast: Cast, opportunity: Opportunity) -> None:
    Opportunity.objects.filter(pk=opportunity.pk).update(
        outcome=Outcome.LOST, closed_on=TODAY, lost_reason="Price", stage="Closed Lost"
    )
    NextStep.objects.filter(opportunity=opportunity).delete()
    html = html_for(cast.jana, opportunity)
    assert "<strong>lost 23\u00a0Nov</strong>" in html
    assert "Reason given: Price." in html
    assert "<form" not in html.split('<div class="act">')[1].split("<aside")[0]


def test_answers_given_here_lead_back_here(cast: Cast, opportunity: Opportunity) -> None:
    client = browser_of(member=cast.jana)
    step = NextStep.objects.filter(member=cast.jana).order_by("-priority", "pk")[0]
    href = f"{page_of(opportunity)}steps/{step.key}/snooze/?from=opportunity"
    assert f"{page_of(opportunity)}steps/" in html_for(cast.jana, opportunity)
    answer = client.post(href)
    assert answer["Location"].startswith(f"{page_of(opportunity)}?answer=")
    assert "Undo" in client.get(answer["Location"]).content.decode()


def test_a_manager_may_say_done_for_his_rep_and_nothing_else(cast: Cast, opportunity: Opportunity) -> None:
    html = html_for(cast.marek, opportunity, "?steps=all")
    step = NextStep.objects.filter(member=cast.jana).order_by("-priority", "pk")[0]
    assert f"steps/{step.key}/completion/" in html
    assert f"steps/{step.key}/dismissal/" not in html


def test_the_page_costs_the_same_however_much_happened(
    cast: Cast, opportunity: Opportunity, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser_of(member=cast.marek)
    client.get(page_of(opportunity))
    # The twelve of DESIGN, and two that set the connection's search path.
    with django_assert_max_num_queries(14) as few:
        client.get(page_of(opportunity))
    for number in range(20):
        contact = contact_for(opportunity=opportunity, name=f"Person {number}")
        activity_for(opportunity=opportunity, contact=contact, days=-number)
        give(cast.jana, opportunity, note=f"Note {number}")
    with django_assert_max_num_queries(14) as many:
        client.get(page_of(opportunity))
    assert len(few) == len(many)


def test_the_timeline_names_a_stage_that_is_gone_as_it_was_called_then(cast: Cast) -> None:
    found = opportunity_for(owner=cast.jana)
    with write(by=actor(cast.jana), verb="evidence.stated", now=NOW) as change:
        change.about(kind="criterion", id="x", label="Need is clear", opportunity_id=found.pk)
        change.field("supported stage", "old-and-gone", "reaffirm")
    html = browser_of(member=cast.jana).get(f"/o/acme/opportunities/{found.pk}/").content.decode()
    assert "The evidence now supports Reaffirm" in html
    assert stages_gone(entries=list(Entry.objects.all()), playbook=found.pursuit.playbook).keys() == {
        "old-and-gone",
        "reaffirm",
    }


def test_a_stage_that_no_version_has_is_told_in_words(cast: Cast) -> None:
    found = opportunity_for(owner=cast.jana)
    with write(by=actor(cast.jana), verb="evidence.stated", now=NOW) as change:
        change.about(kind="criterion", id="x", label="Need is clear", opportunity_id=found.pk)
        change.field("supported stage", "discover", "old-and-gone")
    html = browser_of(member=cast.jana).get(f"/o/acme/opportunities/{found.pk}/").content.decode()
    assert "The evidence now supports Old and gone" in html
    assert "old-and-gone" not in html
