"""The mail listener as it runs under serve: a real process, spoken to by SMTP."""

from __future__ import annotations

import asyncio
import datetime
import os
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connection

from fieldcraft.cli.mail import LARGEST, WRONG_PER_SENDER, Limits, ListenError, listen
from fieldcraft.crm.models import Activity
from fieldcraft.lib.schema import leave, within
from fieldcraft.methodology.actions import found_organisation
from fieldcraft.people.actions import add_member
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Member
from fieldcraft.pursuit.intake import actions
from fieldcraft.pursuit.intake.addresses import address_of
from fieldcraft.pursuit.intake.models import Incoming, Letter
from fieldcraft.pursuit.intake.tests.support import FORWARDED, mail, work
from tests.support.organisation import NOW, OPERATOR, actor

OWN = "pia@post.example"
HANGS = """
import sys, time
import django; django.setup()
from fieldcraft.pursuit.intake.actions import sorting
real = sorting.log_activity
def hangs(**given):
    made = real(**given)
    print("logged", flush=True)
    time.sleep(60)
    return made
sorting.log_activity = hangs
from fieldcraft.pursuit.intake.jobs import read_letter
read_letter(organisation="post", letter_id=int(sys.argv[1]))
"""


@dataclass
class Post:
    """An organisation with one member, her address, and where the listener takes mail."""

    organisation: Organisation
    member: Member
    address: str
    port: int = 0
    certificate: Path | None = None

    def send(self, raw: bytes, *, to: str = "", sender: str = OWN) -> None:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as client:
            client.sendmail(sender, [to or self.address], raw.replace(b"\n", b"\r\n"))

    def refused(self, raw: bytes = b"", **more: str) -> int:
        """The code a mail is refused with."""
        with pytest.raises(smtplib.SMTPException) as caught:
            self.send(raw or forwarded(), **more)
        error = caught.value
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return int(next(iter(error.recipients.values()))[0])
        return int(getattr(error, "smtp_code", 0))

    def letters(self) -> int:
        with within(self.organisation):
            return Letter.objects.count()


def forwarded(*, id: str = "<1@post>", **more: str) -> bytes:
    text = FORWARDED["Gmail"].format(text="We signed off the result of the test.")
    return mail(sender=more.pop("sender", OWN), subject="Fwd: Test result", text=text, id=id, **more)


def environment(tmp: Path, **more: str) -> dict[str, str]:
    """For a process that works on the test's database."""
    at = connection.settings_dict
    url = f"postgresql://{at['USER']}:{at['PASSWORD']}@/{at['NAME']}?host={at['HOST']}"
    url += f"&port={at['PORT']}" if at["PORT"] else ""
    own = {"DATABASE_URL": url, "FIELDCRAFT_MODE": "test", "FIELDCRAFT_SECRET_KEY": settings.SECRET_KEY}
    return {
        **os.environ,
        **own,
        "FIELDCRAFT_DATA": str(tmp),
        "DJANGO_SETTINGS_MODULE": "fieldcraft.config.settings",
        **more,
    }


@contextmanager
def listening(post: Post, tmp: Path) -> Iterator[subprocess.Popen[str]]:
    """The listener, until it is stopped or killed."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        post.port = probe.getsockname()[1]
    more = {"FIELDCRAFT_INTAKE_SMTP": f"127.0.0.1:{post.port}"}
    if post.certificate:
        more["FIELDCRAFT_INTAKE_CERT"] = str(post.certificate)
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "fieldcraft.cli.mail"],
        env=environment(tmp, **more), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert "Taking mail at" in process.stdout.readline()
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def post(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Post]:
    """An organisation of its own in real transactions, which the listener sees too, dropped at the end."""
    tmp = tmp_path_factory.mktemp("post")
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        leave()
        made = found_organisation(slug="post", name="Post", by=OPERATOR, now=NOW)
        with within(made):
            member = add_member(name="Pia", email=OWN, by=OPERATOR, now=NOW)
            work(owner=member)
            row = actions.make_address(member=member, by=actor(member), now=NOW)
        found = Post(made, member, address_of(nonce=row.nonce, organisation="post"), certificate=certificate(tmp))
        with listening(found, tmp):
            yield found
        leave()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE args->>'organisation' = 'post'")
        made.delete(force_drop=True)  # type: ignore[no-untyped-call]


@pytest.fixture(autouse=True)
def unblocked(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test here works on what the listener has written."""
    if "post" not in request.fixturenames:
        yield
        return
    with request.getfixturevalue("django_db_blocker").unblock():
        yield
        with within(request.getfixturevalue("post").organisation):
            Letter.objects.all().delete()
        leave()


def certificate(folder: Path) -> Path:
    """A certificate of its own for localhost, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - day).not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "mail.pem"
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, *plain)
    )
    return path


def test_nobody_but_a_member_is_a_recipient_and_nothing_is_relayed(post: Post) -> None:
    other = post.address.replace(post.address[0], "a" if post.address[0] != "a" else "b", 1)
    for to in (other, "pia@post.example", "root@localhost", post.address.replace("localhost", "example.com"),
               post.address.replace(".post@", ".acme@"), post.address.replace(".post@", ".nobody@")):  # fmt: skip
        assert post.refused(to=to) == 550, to
    assert post.letters() == 0


def test_a_mail_is_stored_whole_before_it_is_answered_and_once(post: Post) -> None:
    raw = forwarded(id="<stored@post>")
    post.send(raw)
    post.send(raw, to=post.address.upper())
    with within(post.organisation):
        kept = Letter.objects.get()
        assert kept.member == post.member
        assert bytes(kept.raw or b"").replace(b"\r\n", b"\n").rstrip() == raw.rstrip()


def test_a_stranger_is_refused_unless_the_member_takes_all(post: Post) -> None:
    raw = forwarded(id="<stranger@post>", sender="eve@elsewhere.example")
    assert post.refused(raw) == 550
    given = {"member": post.member, "by": actor(post.member), "now": NOW}
    with within(post.organisation):
        actions.take_from_anybody(anybody=True, **given)  # type: ignore[arg-type]
    post.send(raw, sender="eve@elsewhere.example")
    with within(post.organisation):
        actions.take_from_anybody(anybody=False, **given)  # type: ignore[arg-type]
        assert Letter.objects.count() == 1


def test_reports_automatic_answers_and_circles_are_not_kept(post: Post) -> None:
    post.send(forwarded(id="<auto@post>", Auto_Submitted="auto-replied"))
    post.send(forwarded(id="<null@post>"), sender="<>")
    assert post.refused(forwarded(id="<self@post>", sender=post.address)) == 554
    round_and_round = "".join(f"Received: from a by b; {number}\n" for number in range(40)).encode()
    assert post.refused(round_and_round + forwarded(id="<loop@post>")) == 554
    assert post.letters() == 0


def test_what_is_too_large_is_refused_before_it_is_sent(post: Post) -> None:
    with smtplib.SMTP("127.0.0.1", post.port, timeout=20) as client:
        client.ehlo()
        assert int(client.esmtp_features["size"]) == LARGEST
        assert client.mail(OWN, [f"size={LARGEST + 1}"])[0] == 552


def test_tls_is_offered_where_there_is_a_certificate(post: Post) -> None:
    context = ssl.create_default_context(cafile=str(post.certificate))
    with smtplib.SMTP("localhost", post.port, timeout=20) as client:
        client.starttls(context=context)
        client.sendmail(OWN, [post.address], forwarded(id="<tls@post>"))
        assert "auth" not in client.esmtp_features
    with within(post.organisation):
        assert Letter.objects.count() == 1


def test_killed_between_the_answer_and_the_reading_it_is_one_activity_in_the_end(post: Post, tmp_path: Path) -> None:
    raw = forwarded(id="<killed@post>")
    before = post.port
    with listening(post, tmp_path) as listener:
        post.send(raw)
        listener.send_signal(signal.SIGKILL)
        listener.wait()
    with within(post.organisation):
        letter = Letter.objects.get()
        reader = subprocess.Popen(
            [sys.executable, "-c", HANGS, str(letter.pk)], env=environment(tmp_path), stdout=subprocess.PIPE, text=True
        )
        assert reader.stdout is not None
        assert reader.stdout.readline() == "logged\n"
        reader.send_signal(signal.SIGKILL)
        reader.wait()
        assert (Activity.objects.count(), Incoming.objects.count()) == (0, 0)
    post.port = before
    post.send(raw)  # whoever sent it may not have heard the answer
    worker = [sys.executable, "-m", "django", "procrastinate", "-v", "0", "worker", "--one-shot", "-q", "intake"]
    subprocess.run(worker, env=environment(tmp_path), check=True, timeout=120, capture_output=True)
    with within(post.organisation):
        assert (Letter.objects.count(), Incoming.objects.count(), Activity.objects.count()) == (1, 1, 1)
        letter.refresh_from_db()
        assert letter.raw is None


def test_limits_count_an_hour_back() -> None:
    at = [0.0]
    limits = Limits(most=2, clock=lambda: at[0])
    limits.count("a")
    at[0] = 1800
    limits.count("a")
    assert (limits.reached("a"), limits.reached("b")) == (True, False)
    at[0] = 3700
    assert not limits.reached("a")
    at[0] = 9000
    assert not limits.reached("a")
    assert limits.times == {}


def test_a_taken_port_is_said_in_a_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListenError, match="Set FIELDCRAFT_INTAKE_SMTP to another address"):
            asyncio.run(listen(host="127.0.0.1", port=port, name="localhost", certificate=""))


def test_who_tries_many_addresses_is_sent_away(post: Post) -> None:
    # The last one here: the listener remembers for an hour.
    with smtplib.SMTP("127.0.0.1", post.port, timeout=20) as client:
        client.ehlo()
        client.mail(OWN)
        codes = [client.rcpt(f"{number}@localhost")[0] for number in range(WRONG_PER_SENDER + 2)]
        assert codes[0] == 550
        assert codes[-2:] == [421, 421]
        assert client.rcpt(post.address)[0] == 421
