"""Notes and files over HTTP, and what an opportunity's page marks as new."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance.models import NextStep
from fieldcraft.pursuit.actions import confirm_criterion
from fieldcraft.pursuit.models import Evidence, File, Note, Pursuit, Visit
from fieldcraft.pursuit.uploads import LARGEST_FILE
from tests.support.organisation import NOW, Cast, activity_for, actor, browser_of, contact_for, opportunity_for

JSON = {"accept": "application/json"}


@pytest.fixture
def opportunity(cast: Cast) -> Opportunity:
    return opportunity_for(owner=cast.jana)


def page_of(opportunity: Opportunity) -> str:
    return f"/o/acme/opportunities/{opportunity.pk}/"


def save(client: Client, path: str, text: str, base: int = 0) -> dict[str, object]:
    answer = client.post(path, {"text": text, "base": base}, headers=JSON)
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    return found


def test_two_sessions_at_once_lose_no_word_and_go_on_typing(cast: Cast, opportunity: Opportunity) -> None:
    jana, marek = browser_of(member=cast.jana), browser_of(member=cast.marek)
    path = f"{page_of(opportunity)}notes/{uuid4()}/"
    start = save(jana, path, "Money: ?\nDate: ?\nWho: ?\n")
    save(marek, path, "Money: 90 k\nDate: ?\nWho: ?\n", base=1)
    answer = save(jana, path, "Money: ?\nDate: May\nWho: ?\n", base=1)
    assert answer["text"] == "Money: 90 k\nDate: May\nWho: ?\n"
    on = save(jana, path, "Money: ?\nDate: May 4\nWho: ?\n", base=int(str(answer["base"])))
    assert on["text"] == "Money: 90 k\nDate: May 4\nWho: ?\n"
    clash = save(marek, path, "Money: 95 k\nDate: ?\nWho: Ines\n", base=int(str(start["revision"])) + 1)
    assert "Date: May 4" in str(clash["text"])
    assert "Who: Ines" in str(clash["text"])


def test_without_a_script_the_button_saves_and_leads_back(cast: Cast, opportunity: Opportunity) -> None:
    client, path = browser_of(member=cast.jana), f"{page_of(opportunity)}notes/{uuid4()}/"
    answer = client.post(path, {"text": "First line\r\nand more", "base": "0", "from": "overview"})
    assert answer["Location"] == page_of(opportunity)
    assert Note.objects.get().text == "First line\nand more"
    assert "First line</a>" in client.get(page_of(opportunity)).content.decode()
    # The back button, and the same form once more.
    client.post(path, {"text": "First line\r\nand more", "base": "0"})
    assert Note.objects.get().revision == 1


def test_what_is_too_long_stands_in_its_form_again(cast: Cast, opportunity: Opportunity) -> None:
    client, path = browser_of(member=cast.jana), f"{page_of(opportunity)}notes/{uuid4()}/"
    answer = client.post(path, {"text": "y" * 20_001})
    assert answer.status_code == 422
    assert "y" * 20_001 in answer.content.decode()
    assert "20,000 fit" in client.post(path, {"text": "y" * 20_001}, headers=JSON).json()["problem"]


def test_a_removed_note_and_file_come_back_by_undo(cast: Cast, opportunity: Opportunity) -> None:
    client, base = browser_of(member=cast.jana), f"{page_of(opportunity)}notes/"
    path = f"{base}{uuid4()}/"
    save(client, path, "<b>Bold</b> words")
    client.post(f"{base}files/", {"file": SimpleUploadedFile("a <b>.txt", b"In May.")})
    file = f"{base}files/{File.objects.get().pk}/"
    for thing, words in ((path, "&lt;b&gt;Bold&lt;/b&gt; words"), (file, "a &lt;b&gt;.txt")):
        assert words in client.get(base).content.decode()
        gone = client.post(f"{thing}removal/")["Location"]
        html = client.get(gone).content.decode()
        assert words not in html
        assert f'action="{thing}return/"' in html
        client.post(f"{thing}return/")
        assert words in client.get(base).content.decode()


def test_a_file_is_a_download_and_proves_without_being_sent_again(cast: Cast, opportunity: Opportunity) -> None:
    client, base = browser_of(member=cast.jana), page_of(opportunity)
    client.post(f"{base}notes/files/", {"file": SimpleUploadedFile("case.html", b"<script>x</script>")})
    file = File.objects.get()
    answer = client.get(f"{base}notes/files/{file.pk}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    form = client.get(f"{base}?criterion=business-case-reviewed").content.decode()
    assert f'<option value="{file.pk}">case.html</option>' in form
    client.post(f"{base}criteria/business-case-reviewed/evidence/", {"existing": file.pk})
    assert Evidence.objects.get().file == file
    other = opportunity_for(owner=cast.jana, name="Other")
    client.post(f"{page_of(other)}criteria/business-case-reviewed/evidence/", {"existing": file.pk, "note": "Here."})
    assert Evidence.objects.latest("pk").file is None
    assert client.get(f"{page_of(other)}notes/files/{file.pk}/").status_code == 404
    large = SimpleUploadedFile("film.mov", b"x" * (LARGEST_FILE + 1))
    assert "10 MB fit" in client.post(f"{base}notes/files/", {"file": large}).content.decode()


def test_the_first_screen_tells_last_contact_and_what_is_new_since_the_last_look(
    cast: Cast, opportunity: Opportunity
) -> None:
    marek = browser_of(member=cast.marek)
    ines = contact_for(opportunity=opportunity, name="Ines", role="champion")
    activity_for(opportunity=opportunity, kind="call", days=-2, contact=ines, subject="Figures")
    assert "new since you looked" not in marek.get(page_of(opportunity)).content.decode()
    assert marek.post(f"{page_of(opportunity)}visit/").status_code == 204
    Visit.objects.update(at=NOW - timedelta(days=1))
    pursuit = Pursuit.objects.select_related("opportunity", "version").get(opportunity=opportunity)
    confirm_criterion(
        pursuit=pursuit, criterion="first-talk-held", note="Seen.", file=None, member=cast.jana,
        by=actor(cast.jana), now=NOW,
    )  # fmt: skip
    html = marek.get(page_of(opportunity)).content.decode()
    assert "<b>Call with Ines</b>, 21\u00a0Nov, 2 days ago" in html
    assert "1 new since you looked on 22\u00a0Nov." in html
    assert html.count("<li data-new><span>Today</span><p>Gave evidence for") == 1
    assert "data-new" not in browser_of(member=cast.jana).get(page_of(opportunity)).content.decode()


def test_the_timeline_is_narrowed_to_one_side(cast: Cast, opportunity: Opportunity) -> None:
    client = browser_of(member=cast.jana)
    activity_for(opportunity=opportunity, kind="email", inbound=True, subject="Their words")
    activity_for(opportunity=opportunity, kind="email", inbound=False, subject="Our words")

    def lines(show: str) -> str:
        return client.get(f"{page_of(opportunity)}?show={show}").content.decode().split('id="timeline"')[1]

    assert "Their words" in lines("customer")
    assert "Our words" not in lines("customer")
    assert "Their words" not in lines("us")
    assert "Our words" in lines("us")
    assert "words" not in lines("changes").split("</section>")[0].replace("In the CRM", "")


def test_another_process_is_looked_at_done_and_taken_back(cast: Cast, opportunity: Opportunity) -> None:
    client, base = browser_of(member=cast.jana), page_of(opportunity)
    assert "If it followed Expansion" in client.get(f"{base}process/?to=expansion").content.decode()
    done = client.post(f"{base}process/", {"to": "expansion"})
    html = client.get(done["Location"]).content.decode()
    assert f'action="{base}process/?to=new-business"' in html
    pursuit = Pursuit.objects.select_related("version").get(opportunity=opportunity)
    assert pursuit.process == "expansion"
    steps = NextStep.objects.filter(opportunity=opportunity).exclude(play="")
    assert steps
    assert all(step.play in pursuit.playbook.play_by_key for step in steps)
    client.post(f"{base}process/?to=new-business")
    assert Pursuit.objects.get(opportunity=opportunity).process == "new-business"
    assert client.post(f"{base}process/", {"to": "no-such"}).status_code == 422


def test_a_rival_is_scored_beside_us(cast: Cast) -> None:
    found = opportunity_for(owner=cast.jana, extra={"competitors": "Fahrtwerk"})
    client, base = browser_of(member=cast.jana), page_of(found)
    form = client.get(f"{base}?rival=Fahrtwerk&factor=champion").content.decode()
    assert "Fahrtwerk: Champion" in form
    sent = {"rival": "Fahrtwerk", "factor": "champion", "level": "talks", "source": "Ines", "heard_on": "2026-11-20"}
    refused = client.post(f"{base}rivals/scores/", {**sent, "note": ""})
    assert refused.status_code == 422
    assert 'value="Ines"' in refused.content.decode()
    assert client.post(f"{base}rivals/scores/", {**sent, "note": "Met <i>them</i>."}).status_code == 302
    html = client.get(base).content.decode()
    assert "<q>Met &lt;i&gt;them&lt;/i&gt;.</q><small>Ines, 20\u00a0Nov</small>" in html
