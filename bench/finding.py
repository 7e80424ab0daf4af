"""How long the search box waits at 250,000 opportunities, by who asks and what, through the running server.

`python -m bench.finding [--opportunities 250000] [--requests 60] [--again SLUG]`
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

from bench.pages import connect, cookie_for, fetch, prepare, serving

GOAL = 250.0
TABLES = ("crm_opportunity", "crm_account", "crm_contact", "crm_opportunitycontact", "crm_activity")
# Names like those of a real book of business: some words nearly everywhere, most of them rare.
NAMES = """
CREATE FUNCTION pg_temp.part(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT (ARRAY['ha','fen','wer','ke','nord',
        'wind','bran','tal','ros','lun','mor','vik','sta','kel','dor','zam','bel',
        'cor','das','eng','fal','gra','hol','ist','jar','kra','lin','mag','ner','ol','pet','qua','rie','sol','tor','ul',
        'var','wol','yst','zor','ang','ber','cas','del','er','fro','gus','hin','ing','jur'])[1 + abs(n) % 50] $$;
CREATE FUNCTION pg_temp.made(n bigint, parts int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT initcap(string_agg(pg_temp.part(hashint8extended(n, k)), '')) FROM generate_series(1, parts) k $$;
UPDATE crm_account SET name = pg_temp.made(id, 3) || ' '
    || (ARRAY['Logistik','Group','Pharma','Energy','Stahl','Hospitals','Foods','Rail'])[1 + id % 8];
UPDATE crm_contact SET name = pg_temp.made(id % 97, 2) || ' ' || pg_temp.made(id, 2),
    email = lower(pg_temp.made(id % 97, 2) || '.' || pg_temp.made(id, 2)) || '@' || lower(pg_temp.made(account_id, 3))
        || '.example';
UPDATE crm_opportunity SET name = (ARRAY['Renewal','Fleet','Rollout','Pilot','Upgrade'])[1 + id % 5] || ' '
    || pg_temp.made(id % 1000, 2) || ' ' || 2020 + id % 7;
UPDATE crm_activity SET subject = (ARRAY['Call about','Meeting on','Mail to','Demo of'])[1 + id % 4] || ' '
    || pg_temp.made(id % 3000, 2)
"""
PUT = """
SELECT finding_put_opportunities(ARRAY(SELECT id FROM crm_opportunity), true);
SELECT finding_put_accounts(ARRAY(SELECT id FROM crm_account), true);
SELECT finding_put_contacts(ARRAY(SELECT id FROM crm_contact), true);
SELECT finding_put_notes(ARRAY(SELECT id FROM crm_opportunity), true)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opportunities", type=int, default=250_000)
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--again", help="Slug of an organisation made before.")
    chosen = parser.parse_args()
    prepare()
    from bench.world import find_world

    began = time.perf_counter()
    slug = chosen.again or made(opportunities=chosen.opportunities)
    world = find_world(slug=slug)
    print(f"{slug}: made in {time.perf_counter() - began:.0f} s")
    people = {"rep": world.rep, "manager": world.manager, "VP": world.vp}
    with serving():
        worst = 0.0
        print(f"\n{'who':9}{'asks':26}{'p50 ms':>9}{'p95 ms':>9}")
        for name, member in people.items():
            cookie = cookie_for(member.login_id or 0)
            for kind, texts in queries(slug=slug, requests=chosen.requests).items():
                middle, most = timed(cookie=cookie, slug=slug, texts=texts)
                worst = max(worst, most)
                print(f"{name:9}{kind:26}{middle:9.1f}{most:9.1f}", flush=True)
    print(f"\nworst p95 {worst:.0f} ms (goal < {GOAL:.0f} ms)")


def made(*, opportunities: int) -> str:
    """The world of bench.pages with names to look for; the tables of finding are filled once, at the end."""
    from django.db import connection
    from django.utils import timezone

    from bench.world import FILL, make_world
    from fieldcraft.lib.schema import within
    from fieldcraft.people.directory.models import Organisation

    slug = f"bench-find-{os.getpid()}"
    off, on = (
        ";\n".join(f"ALTER TABLE {table} {verb} TRIGGER USER" for table in TABLES) for verb in ("DISABLE", "ENABLE")
    )
    make_world(slug=slug, opportunities=opportunities, now=timezone.now(), fill=f"{off};\n{FILL}", assess=False)
    with within(Organisation.objects.get(slug=slug)), connection.cursor() as cursor:
        for step in (NAMES, on, PUT, "ANALYZE"):
            began = time.perf_counter()
            cursor.execute(step)
            name = " ".join(step.split()[:2])
            print(f"  {name}: {time.perf_counter() - began:.0f} s", flush=True)
    return slug


def queries(*, slug: str, requests: int) -> dict[str, list[str]]:
    """Texts by kind, drawn from the names that are there; the same in every run."""
    from fieldcraft.crm.models import Account, Contact, Opportunity
    from fieldcraft.lib.schema import within
    from fieldcraft.people.directory.models import Organisation

    rng = random.Random(4)  # a fixed draw
    with within(Organisation.objects.get(slug=slug)):
        accounts = list(Account.objects.order_by("pk").values_list("name", flat=True)[:requests])
        people = list(Contact.objects.order_by("-pk").values_list("name", "email")[:requests])
        pairs = list(Opportunity.objects.order_by("-pk").values_list("account__name", "name")[: 7 * requests : 7])
    return {
        "a name": accounts,
        "a person": [name for name, _ in people],
        "part of an address": [email[: len(email) * 2 // 3] for _, email in people],
        "two beginnings": [f"{account[:4]} {name.split()[1][:3]}" for account, name in pairs],
        "one slip": [slipped(account.split()[0], rng, 1) for account in accounts],
        "two slips": [slipped(account.split()[0], rng, 2) for account in accounts],
        "two words, slips in both": [
            f"{slipped(account.split()[0], rng, 1)} {slipped(name.split()[1], rng, 1)}" for account, name in pairs
        ],
        "one letter": [rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(requests)],
        "two letters": [account[:2] for account in accounts],
        "a word nearly everywhere": [rng.choice(["fleet", "renewal", "call", "logistik", "2024"]) for _ in accounts],
        "common words together": [rng.choice(["fleet rail 2024", "renewal group", "call about"]) for _ in accounts],
        "nothing like it": [f"{rng.choice('xqz')}{rng.choice('xqz')}kvw{n}" for n in range(requests)],
        "6 kB": [" ".join(account for account in accounts)[:6000] for _ in range(max(requests // 6, 8))],
    }


def slipped(word: str, rng: random.Random, times: int) -> str:
    """The word with a letter left out, swapped or wrong."""
    for _ in range(times):
        at = rng.randrange(1, len(word) - 1)
        word = rng.choice([word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                           word[:at] + rng.choice("aeioustr") + word[at + 1 :]])  # fmt: skip
    return word


def timed(*, cookie: str, slug: str, texts: list[str]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, whole requests, one client."""
    connection = connect()
    fetch(connection, cookie, f"/o/{slug}/find/?q=warm")
    return spread(list(_each(connection, cookie, slug, texts)))


def spread(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(times), sorted(times)[int(len(times) * 0.95) - 1 if len(times) > 19 else -1]


def _each(connection: object, cookie: str, slug: str, texts: list[str]) -> Iterator[float]:
    for text in texts:
        began = time.perf_counter()
        fetch(connection, cookie, f"/o/{slug}/find/?q={quote(text)}")  # type: ignore[arg-type]
        yield (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    print(f"{datetime.now(tz=UTC):%Y-%m-%d}, {os.cpu_count()} cores")
    main()
