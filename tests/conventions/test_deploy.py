"""A careful installation passes every check, a careless one does not start, and every page carries its armour."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Mapping

import pytest
from django.core.exceptions import ImproperlyConfigured

from fieldcraft.config.environment import database_settings, read_environment
from tests.support.crawl import body, get, visits
from tests.support.sources import ROOT
from tests.support.world import World

SAFE = {
    "FIELDCRAFT_MODE": "serve",
    "FIELDCRAFT_ORIGIN": "https://fieldcraft.example",
    "FIELDCRAFT_SECRET_KEY": secrets.token_urlsafe(64),
    "DATABASE_URL": "postgresql://fieldcraft:secret@db.example/fieldcraft",
}
GOOD_KEY = SAFE["FIELDCRAFT_SECRET_KEY"]
# What is unsafe: (the change, the variable that the refusal has to name).
UNSAFE: dict[str, tuple[dict[str, str], str]] = {
    "unknown mode": ({"FIELDCRAFT_MODE": "production"}, "FIELDCRAFT_MODE"),
    "no TLS": ({"FIELDCRAFT_ORIGIN": "http://fieldcraft.example"}, "FIELDCRAFT_ORIGIN"),
    "no TLS on an address": ({"FIELDCRAFT_ORIGIN": "http://192.0.2.7:8000"}, "FIELDCRAFT_ORIGIN"),
    "origin with a path": ({"FIELDCRAFT_ORIGIN": "https://fieldcraft.example/sales"}, "FIELDCRAFT_ORIGIN"),
    "origin without a scheme": ({"FIELDCRAFT_ORIGIN": "fieldcraft.example"}, "FIELDCRAFT_ORIGIN"),
    "origin of another scheme": ({"FIELDCRAFT_ORIGIN": "ftp://fieldcraft.example"}, "FIELDCRAFT_ORIGIN"),
    "origin for everybody": ({"FIELDCRAFT_ORIGIN": "https://*"}, "FIELDCRAFT_ORIGIN"),
    "origin with a password": ({"FIELDCRAFT_ORIGIN": "https://me:secret@fieldcraft.example"}, "FIELDCRAFT_ORIGIN"),
    "origin with a query": ({"FIELDCRAFT_ORIGIN": "https://fieldcraft.example?a=b"}, "FIELDCRAFT_ORIGIN"),
    "no key": ({"FIELDCRAFT_SECRET_KEY": ""}, "FIELDCRAFT_SECRET_KEY"),
    "short key": ({"FIELDCRAFT_SECRET_KEY": GOOD_KEY[:49]}, "FIELDCRAFT_SECRET_KEY"),
    "dull key": ({"FIELDCRAFT_SECRET_KEY": "abcd" * 20}, "FIELDCRAFT_SECRET_KEY"),
    "key of a new project": ({"FIELDCRAFT_SECRET_KEY": "django-insecure-" + GOOD_KEY}, "FIELDCRAFT_SECRET_KEY"),
    "debug in the open": ({"FIELDCRAFT_DEBUG": "1"}, "FIELDCRAFT_DEBUG"),
    "debug in serve": ({"FIELDCRAFT_DEBUG": "1", "FIELDCRAFT_ORIGIN": "http://127.0.0.1:8000"}, "FIELDCRAFT_DEBUG"),
    "demo in the open": ({"FIELDCRAFT_MODE": "demo"}, "FIELDCRAFT_ORIGIN"),
    "development in the open": ({"FIELDCRAFT_MODE": "development"}, "FIELDCRAFT_ORIGIN"),
    "tests in the open": ({"FIELDCRAFT_MODE": "test"}, "FIELDCRAFT_ORIGIN"),
    "every host": ({"FIELDCRAFT_HOSTS": "*"}, "FIELDCRAFT_HOSTS"),
    "every host below": ({"FIELDCRAFT_HOSTS": "a.example, .example"}, "FIELDCRAFT_HOSTS"),
    "no database": ({"DATABASE_URL": ""}, "DATABASE_URL"),
}


def test_a_safe_configuration_starts() -> None:
    found = read_environment(variables=SAFE)
    assert (found.https, found.debug, found.host) == (True, False, "fieldcraft.example")


@pytest.mark.parametrize("name", UNSAFE)
def test_an_unsafe_configuration_is_refused_with_what_to_set(name: str) -> None:
    change, variable = UNSAFE[name]
    with pytest.raises(ImproperlyConfigured) as refused:
        read_environment(variables={**SAFE, **change})
    assert variable in str(refused.value), "The line has to name the variable to set."
    assert "\n" not in str(refused.value)
    assert GOOD_KEY not in str(refused.value), "A refusal is logged: it must not show the key."


@pytest.mark.parametrize("url", ["mysql://db.example/fieldcraft", "sqlite:///fieldcraft.db", "db.example"])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database_settings(url=url)


def deployed(*code: str, **change: str) -> subprocess.CompletedProcess[str]:
    """Run Django in a process of its own, configured as an operator would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FIELDCRAFT_")}
    return subprocess.run(
        [sys.executable, "-W", "ignore::RuntimeWarning", *code],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**kept, **SAFE, "DJANGO_SETTINGS_MODULE": "fieldcraft.config.settings", "PYTHONPATH": str(ROOT), **change},
    )  # fmt: skip


def test_the_deployment_check_is_clean() -> None:
    done = deployed("-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stdout + done.stderr


def test_cookies_are_bound_to_host_and_tls() -> None:
    asked = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY "
    asked += "CSRF_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE CSRF_COOKIE_SAMESITE SECURE_HSTS_SECONDS DEBUG STYLEGUIDE"
    code = f"from django.conf import settings; print(*[getattr(settings, n) for n in {asked.split()!r}])"
    done = deployed("-c", code)
    assert done.stdout.split() == [
        "__Host-session", "__Host-csrf", "True", "True", "True", "True", "Lax", "Lax", "31536000", "False", "False",
    ], done.stderr  # fmt: skip


def test_every_answer_carries_its_armour(world: World) -> None:
    seen: set[str] = set()
    for visit in visits(world):
        if visit.name in seen:
            continue
        seen.add(visit.name)
        answer = get(world, visit)
        assert faults_of(answer.headers) == [], f"{visit.name}: a middleware is missing or its order is wrong."
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            assert inline(body(answer).decode()) == [], f"{visit.name}: move it into a module or a class."


@pytest.mark.parametrize("path", ["/sign-in/", "/nowhere/", "/o/acme/nowhere/", "/healthz", "/api/v1/openapi.json"])
def test_addresses_outside_carry_it_too(world: World, path: str) -> None:
    answer = world.browsers["nobody"].get(path)
    assert faults_of(answer.headers) == []


def faults_of(headers: Mapping[str, str]) -> list[str]:
    """What is missing of the security headers."""
    policy = headers.get("Content-Security-Policy", "")
    found = [word for word in ("unsafe-inline", "unsafe-eval", "http:", "https:", " *") if word in policy]
    found += [part for part in ("default-src 'none'",) if part not in policy]
    if "sandbox" not in policy:
        found += [part for part in ("frame-ancestors 'none'", "base-uri 'none'") if part not in policy]
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    return found + [name for name, value in wanted.items() if headers.get(name) != value]


def inline(page: str) -> list[str]:
    """Inline styles, handlers, and scripts without a nonce or a source, which the policy refuses."""
    scripts = re.findall(r"<script(?![^>]*\b(?:src|nonce|type=\"(?:speculationrules|application/json)\"))[^>]*>", page)
    return scripts + re.findall(r"<[a-z][^>]*\s(?:style|on[a-z]+)=\"[^\"]*\"", page) + re.findall(r"<style[^>]*>", page)


def test_the_search_for_inline_code_finds_it() -> None:
    assert inline('<p style="color:red">a</p>')
    assert inline('<a href="#" onclick="go()">a</a>')
    assert inline("<script>go()</script>")
    assert not inline('<script src="/a.js"></script><p class="on">a</p>')
