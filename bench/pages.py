"""Pages as multiples of T, the trivial logged-in view of the same server in the same run, at two sizes.

`python -m bench.pages [--small 10000] [--large 250000] [--requests 200]`
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

PORT = 8753
SIZES = ("small", "large")
GOALS = {"Today": 5.0, "Opportunity": 5.0, "List of 80": 12.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=250_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--again", nargs=2, metavar=("SMALL", "LARGE"), help="Slugs of organisations made before.")
    chosen = parser.parse_args()
    prepare()
    from django.utils import timezone

    from bench.world import find_world, make_world

    now = timezone.now()
    worlds = {}
    for number, name in enumerate(SIZES):
        if chosen.again:
            worlds[name] = find_world(slug=chosen.again[number])
            continue
        began = time.perf_counter()
        worlds[name] = make_world(slug=f"bench-{name}-{os.getpid()}", opportunities=getattr(chosen, name), now=now)
        took = time.perf_counter() - began
        print(f"{name}: {getattr(chosen, name):,} opportunities, {worlds[name].assessed:,} open, made in {took:.0f} s")
    with serving():
        measured: dict[str, dict[str, float]] = {}
        for name, world in worlds.items():
            base = f"/o/{world.organisation.slug}"
            rep, manager, vp = (cookie_for(member.login_id or 0) for member in (world.rep, world.manager, world.vp))
            pages = {
                "T (trivial)": (rep, "/whoami/"),
                "Today": (rep, f"{base}/today/"),
                "Opportunity": (rep, f"{base}/opportunities/{world.opportunity_id}/"),
                "List of 80": (rep, f"{base}/opportunities/"),
                "List of 80, manager": (manager, f"{base}/opportunities/"),
                "List of 80, VP": (vp, f"{base}/opportunities/"),
                "Team, manager": (manager, f"{base}/team/"),
                "Team, VP": (vp, f"{base}/team/"),
            }
            measured[name] = timings(pages=pages, requests=chosen.requests)
        report(measured)
        throughput(worlds["large"], chosen.requests)


def prepare() -> None:
    """A throwaway database of our own, migrated."""
    os.environ.update(FIELDCRAFT_MODE="test", DJANGO_SETTINGS_MODULE="fieldcraft.config.settings")
    os.environ["FIELDCRAFT_SECRET_KEY"] = "measuring only, never for people: " + "0123456789" * 3
    if not os.environ.get("DATABASE_URL"):
        import atexit

        from fieldcraft.lib import postgres

        lease = postgres.Lease(data=Path("var/bench-pg"))
        atexit.register(lease.release)
        os.environ["DATABASE_URL"] = lease.server.url
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate_schemas", shared=True, verbosity=0)


@contextmanager
def serving() -> Iterator[None]:
    """granian with two workers, as `fieldcraft serve` starts it on two cores."""
    argv = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    argv += ["--workers", "2", "--blocking-threads", "4", "--port", str(PORT), "fieldcraft.config.wsgi:application"]
    server = subprocess.Popen(argv)
    try:
        for _ in range(200):
            try:
                fetch(connect(), "", "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait()


def connect() -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)


def fetch(connection: http.client.HTTPConnection, cookie: str, path: str) -> bytes:
    connection.request("GET", path, headers={"Cookie": cookie})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise SystemExit(f"{path} answered {response.status}")
    return body


def cookie_for(login_id: int) -> str:
    """A session of that login, made as signing in makes it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from fieldcraft.people.directory.models import Login

    login = Login.objects.get(pk=login_id)
    session = SessionStore()
    session[SESSION_KEY] = str(login.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = login.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def timings(*, pages: dict[str, tuple[str, str]], requests: int) -> dict[str, float]:
    """Median milliseconds of each page at one client; the pages take turns, so that load of others hits all alike."""
    connection = connect()
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for cookie, path in pages.values():
        for _ in range(8):
            fetch(connection, cookie, path)
    for _ in range(requests):
        for name, (cookie, path) in pages.items():
            began = time.perf_counter()
            fetch(connection, cookie, path)
            taken[name].append((time.perf_counter() - began) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def report(measured: dict[str, dict[str, float]]) -> None:
    print(f"\n{'page':24}{'small ms':>10}{'x T':>7}{'large ms':>10}{'x T':>7}{'growth':>8}  goal")
    small, large = measured["small"], measured["large"]
    for name in small:
        ratio = [row[name] / row["T (trivial)"] for row in (small, large)]
        goal = f"<= {GOALS[name]:.0f} T, growth <= 1.2" if name in GOALS else ""
        print(
            f"{name:24}{small[name]:10.2f}{ratio[0]:7.1f}{large[name]:10.2f}{ratio[1]:7.1f}"
            f"{large[name] / small[name]:8.2f}  {goal}"
        )


def throughput(world: object, requests: int) -> None:
    """Pages per second of eight clients, against T's."""
    from bench.world import World

    assert isinstance(world, World)
    cookie = cookie_for(world.rep.login_id or 0)
    base = f"/o/{world.organisation.slug}"
    paths = {
        "T (trivial)": "/whoami/",
        "Opportunity": f"{base}/opportunities/{world.opportunity_id}/",
        "List of 80": f"{base}/opportunities/",
    }
    rates = {name: _rate(cookie, path, requests) for name, path in paths.items()}
    print("\nEight clients, pages/s:", ", ".join(f"{name} {rate:.0f}" for name, rate in rates.items()))
    print(
        f"of T's: Opportunity {rates['Opportunity'] / rates['T (trivial)']:.2f} (goal >= 0.15), "
        f"list {rates['List of 80'] / rates['T (trivial)']:.2f} (goal >= 0.07)"
    )


def _rate(cookie: str, path: str, requests: int) -> float:
    def work() -> None:
        connection = connect()
        for _ in range(requests // 2):
            fetch(connection, cookie, path)

    threads = [threading.Thread(target=work) for _ in range(8)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 8 * (requests // 2) / (time.perf_counter() - began)


if __name__ == "__main__":
    print(f"{datetime.now(tz=UTC):%Y-%m-%d}, {os.cpu_count()} cores")
    main()
