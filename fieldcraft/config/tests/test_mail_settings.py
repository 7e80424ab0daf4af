"""The mail server of the environment: where, how, and what is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from fieldcraft.config.environment import mail_server, read_environment


def test_the_url_says_where_and_how() -> None:
    server = mail_server(url="smtp://user:p%40ss@mail.example:2525")
    assert server is not None
    assert (server.host, server.port, server.user, server.password) == ("mail.example", 2525, "user", "p@ss")
    assert (server.starttls, server.tls) == (True, False)
    sure = mail_server(url="smtps://mail.example")
    assert sure is not None
    assert (sure.port, sure.tls, sure.starttls) == (465, True, False)
    here = mail_server(url="smtp://127.0.0.1:1025")
    assert here is not None
    assert not here.starttls
    assert mail_server(url="") is None


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://a:secret@b:x", "smtp://a/x"])
def test_a_wrong_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        mail_server(url=url)
    assert "secret" not in str(refused.value)


def test_the_sender_is_one_address() -> None:
    with pytest.raises(ImproperlyConfigured, match="FIELDCRAFT_MAIL_FROM"):
        read_environment(variables={"FIELDCRAFT_MODE": "test", "FIELDCRAFT_MAIL_FROM": "plan@a.example\nBcc: b@c"})
