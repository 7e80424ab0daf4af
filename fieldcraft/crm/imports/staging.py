"""All SQL of the imports. Every statement works on a whole chunk that lies in a temporary table.

Order within a chunk: accounts, stage, drop doubles, find what differs, change it, add what is new, history, trail.
INSERT ... ON CONFLICT DO UPDATE alone would not do: the trail needs the values from before, and PostgreSQL returns
only those from after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, TypeAlias

from django.db import connection

from fieldcraft.crm import events
from fieldcraft.crm.imports.holding import release, target_unless_held
from fieldcraft.trail.record import Actor, write_set

Values: TypeAlias = dict[str, str | date | datetime | list[str] | int]

STAGE_COLUMNS: Final = (
    "row int, key text, external_id text, account_id bigint, owner_id bigint, "
    "name text, product text, amount numeric(14,2), currency text, stage text, stage_entered_on date, created_on date, "
    "close_date date, outcome text, closed_on date, since date, lost_reason text, next_step text, lead_source text, "
    "type text, extra jsonb"
)
STAGE_NAMES: Final = tuple(part.split()[0] for part in STAGE_COLUMNS.replace("(14,2)", "").split(", "))
_TABLES: Final = f"""
    CREATE TEMP TABLE IF NOT EXISTS import_stage ({STAGE_COLUMNS}, PRIMARY KEY (row));
    CREATE TEMP TABLE IF NOT EXISTS import_change (id bigint PRIMARY KEY, row int, moved boolean, changes jsonb);
    CREATE TEMP TABLE IF NOT EXISTS import_new (id bigint PRIMARY KEY, row int);
    TRUNCATE pg_temp.import_stage, pg_temp.import_change, pg_temp.import_new;
"""
_ACCOUNT_TABLE: Final = """
    CREATE TEMP TABLE IF NOT EXISTS import_account (key text PRIMARY KEY, name text, domain text, id bigint);
    TRUNCATE pg_temp.import_account;
"""

#: Column of the opportunity to the fields that must be mapped for an import to touch it; () is always touched.
_TOUCHED: Final[dict[str, tuple[str, ...]]] = {
    "account_id": ("account", "account_id", "account_domain"),
    "owner_id": ("owner",),
    "name": (),
    "product": ("product",),
    "amount": ("amount", "closed_amount"),
    "currency": ("currency", "amount"),
    "stage": ("stage", "outcome", "is_closed", "is_won"),
    "created_on": ("created",),
    "close_date": ("close_date",),
    "outcome": ("stage", "outcome", "is_closed", "is_won"),
    "lost_reason": ("lost_reason",),
    "next_step": ("next_step",),
    "lead_source": ("lead_source",),
    "type": ("type",),
}
_SAME_STAGE: Final = "CASE WHEN o.stage = s.stage THEN o.stage_entered_on ELSE coalesce(s.closed_on, %(today)s) END"
_CLOSED: Final = (
    "CASE WHEN s.outcome = 'open' THEN NULL "
    "ELSE coalesce(s.closed_on, CASE WHEN o.outcome = s.outcome THEN o.closed_on ELSE %(today)s END) END"
)
_EXTRA: Final = "((o.extra - %(extra_keys)s::text[]) || s.extra)"


class Chunk:
    """The statements of one run; `mapped` are the fields its file fills."""

    def __init__(self, *, source: str, mapped: frozenset[str], extra_keys: Sequence[str], now: datetime) -> None:
        self._targets = {
            column: f"s.{column}" for column, fields in _TOUCHED.items() if not fields or mapped.intersection(fields)
        }
        if "closed_amount" in mapped and "amount" not in mapped:
            # The file knows no amount of an open opportunity; one that came from elsewhere stays.
            self._targets["amount"] = "coalesce(s.amount, o.amount)"
        if "currency" in self._targets and "currency" not in mapped:
            # Only a sign written beside the amount may say it; cells without one say nothing.
            self._targets["currency"] = "coalesce(nullif(s.currency, ''), o.currency)"
        self._release = release(columns={column: f"s.{column}" for column in self._targets}, present=_SAME_KEY)
        self._targets = {
            column: target_unless_held(column=column, target=target) for column, target in self._targets.items()
        }
        entered = f"coalesce(s.stage_entered_on, {_SAME_STAGE})" if "stage_entered" in mapped else _SAME_STAGE
        self._targets["closed_on"] = target_unless_held(column="closed_on", target=_CLOSED, held="outcome")
        self._targets["stage_entered_on"] = target_unless_held(column="stage_entered_on", target=entered, held="stage")
        self._targets["extra"] = _EXTRA
        self._stage = self._targets.get("stage", "s.stage")
        self._has_ids = "id" in mapped
        self._now = now
        self._values: Values = {
            "source": source,
            "today": now.date(),
            "now": now,
            "extra_keys": list(extra_keys),
        }

    def stage(self, *, rows: Iterable[Sequence[object]]) -> None:
        """Put the rows of a chunk into the temporary table."""
        with connection.cursor() as cursor:
            cursor.execute(_TABLES)
            with cursor.copy(f"COPY pg_temp.import_stage ({', '.join(STAGE_NAMES)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

    def drop_doubles(self, *, run_id: int) -> list[tuple[int, str, int]]:
        """Take out rows whose id came before, as (row, id, earlier row); or number rows that look alike."""
        with connection.cursor() as cursor:
            cursor.execute(_DOUBLES if self._has_ids else _ORDINALS, {"run": run_id})
            doubles = [(int(row), str(key), int(first)) for row, key, first in cursor.fetchall()]
            cursor.execute(
                "INSERT INTO crm_importkey (run_id, key, row) SELECT %s, key, row FROM pg_temp.import_stage", [run_id]
            )
        return doubles if self._has_ids else []

    def accounts(self, *, wanted: Mapping[str, tuple[str, str]]) -> tuple[dict[str, int], int]:
        """Ids of accounts by key, where `wanted` gives name and domain; those not known are created and counted."""
        with connection.cursor() as cursor:
            cursor.execute(_ACCOUNT_TABLE)
            with cursor.copy("COPY pg_temp.import_account (key, name, domain) FROM STDIN") as copy:
                for key, (name, domain) in wanted.items():
                    copy.write_row((key, name, domain))
            cursor.execute(_ACCOUNTS_KNOWN, self._values)
            cursor.execute(_ACCOUNTS_NEW, self._values)
            created = int(cursor.rowcount)
            if created:
                cursor.execute(_ACCOUNTS_BACK, self._values)
            cursor.execute("SELECT key, id FROM pg_temp.import_account")
            return {str(key): int(found) for key, found in cursor.fetchall()}, created

    def change(self) -> int:
        """Bring opportunities that are there already up to the file; returns how many differed."""
        targets = ", ".join(self._targets.values())
        old = ", ".join(f"o.{column}" for column in self._targets)
        with connection.cursor() as cursor:
            if self._release:
                cursor.execute(self._release, self._values)
            cursor.execute(
                "INSERT INTO pg_temp.import_change (id, row) "  # noqa: S608 - our own names
                f"SELECT o.id, s.row FROM pg_temp.import_stage s {_PRESENT} WHERE ({targets}) IS DISTINCT FROM ({old})",
                self._values,
            )
            changed = int(cursor.rowcount)
            if changed:
                # Only what differs is locked, and described after that: another door may be at it right now.
                cursor.execute(_LOCK)
                cursor.execute(
                    f"UPDATE pg_temp.import_change c SET moved = o.stage <> {self._stage}, "  # noqa: S608 - as above
                    f"changes = {self._differences()} "
                    "FROM crm_opportunity o, pg_temp.import_stage s WHERE o.id = c.id AND s.row = c.row",
                    self._values,
                )
                cursor.execute(self._update(), self._values)
                cursor.execute(_LEAVE_STAGE)
                cursor.execute(_ENTER_STAGE)
                cursor.execute(_CORRECT_STAGE)
        return changed

    def add(self) -> int:
        """Insert the opportunities that are not there, with their present stage; returns how many."""
        with connection.cursor() as cursor:
            cursor.execute(_NEW, self._values)
            added = int(cursor.rowcount)
            if added:
                cursor.execute(_NEW_STAGES, self._values)
        return added

    def trail(self, *, by: Actor) -> int:
        """One entry for each opportunity that was added or changed; returns how many."""
        added = write_set(by=by, verb=events.OPPORTUNITY_IMPORTED, now=self._now, rows=_TRAIL_NEW)
        return added + write_set(by=by, verb=events.OPPORTUNITY_CHANGED, now=self._now, rows=_TRAIL_CHANGED)

    def touched(self) -> list[int]:
        """Ids of the opportunities this chunk added or changed."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM pg_temp.import_new UNION SELECT id FROM pg_temp.import_change ORDER BY 1")
            return [int(row[0]) for row in cursor.fetchall()]

    def _differences(self) -> str:
        parts = []
        for column, target in self._targets.items():
            name, before, after = column, f"o.{column}", target
            if column == "account_id":
                name, before, after = "account", _NAME_OF_ACCOUNT.format(before), _NAME_OF_ACCOUNT.format(after)
            if column == "owner_id":
                name, before, after = "owner", _NAME_OF_MEMBER.format(before), _NAME_OF_MEMBER.format(after)
            if column == "extra":
                before, after = _EXTRA_BEFORE, _EXTRA_AFTER
            parts.append(
                f"'{name}', CASE WHEN {target} IS DISTINCT FROM o.{column} "
                f"THEN jsonb_build_array({before}, {after}) END"
            )
        # Nulls are stripped from objects only: the null of [null, 5] stays.
        return f"jsonb_strip_nulls(jsonb_build_object({', '.join(parts)}))"

    def _update(self) -> str:
        sets = ", ".join(f"{column} = {target}" for column, target in self._targets.items())
        moves = ""
        if "close_date" in self._targets:
            moves = (
                ", first_close_date = coalesce(o.first_close_date, s.close_date), "
                "close_date_moves = o.close_date_moves "
                f"+ (s.outcome = 'open' AND coalesce({self._targets['close_date']} > o.close_date, false))::int"
            )
        return (
            f"UPDATE crm_opportunity o SET {sets}{moves}, changed_at = %(now)s "  # noqa: S608 - as above
            "FROM pg_temp.import_change c JOIN pg_temp.import_stage s ON s.row = c.row WHERE o.id = c.id"
        )


_NAME_OF_ACCOUNT: Final = "(SELECT name FROM crm_account WHERE id = {})"
_NAME_OF_MEMBER: Final = "(SELECT name FROM people_member WHERE id = {})"
_OTHER: Final = (
    "(SELECT string_agg(e.key || ': ' || e.value, '; ' ORDER BY e.key) FROM jsonb_each_text({0}) e "
    "WHERE {1} -> e.key IS DISTINCT FROM to_jsonb(e.value))"
)
_EXTRA_BEFORE: Final = _OTHER.format("o.extra", _EXTRA)
_EXTRA_AFTER: Final = _OTHER.format(_EXTRA, "o.extra")

_DOUBLES: Final = """
    WITH numbered AS (
        SELECT s.row, s.key, min(s.row) OVER (PARTITION BY s.key) AS first,
               (SELECT min(k.row) FROM crm_importkey k WHERE k.run_id = %(run)s AND k.key = s.key) AS before
        FROM pg_temp.import_stage s
    )
    DELETE FROM pg_temp.import_stage s USING numbered n
    WHERE n.row = s.row AND (n.before IS NOT NULL OR n.row > n.first)
    RETURNING n.row, n.key, coalesce(n.before, n.first)
"""
_ORDINALS: Final = """
    WITH numbered AS (
        SELECT s.row, row_number() OVER (PARTITION BY s.key ORDER BY s.row)
               + (SELECT count(*) FROM crm_importkey k WHERE k.run_id = %(run)s AND k.key = s.key) AS place
        FROM pg_temp.import_stage s
    )
    UPDATE pg_temp.import_stage s SET external_id = s.key || '-' || n.place FROM numbered n WHERE n.row = s.row
    RETURNING s.row, s.key, n.place
"""
# By key first; a name without an id also finds an account that came in otherwise, the oldest of that name.
_ACCOUNTS_KNOWN: Final = """
    UPDATE pg_temp.import_account a SET id = coalesce(
        (SELECT x.id FROM crm_account x WHERE x.source = %(source)s AND x.external_id = a.key),
        CASE WHEN a.key LIKE 'name:%%' THEN
            (SELECT min(x.id) FROM crm_account x WHERE upper(x.name) = upper(a.name)) END)
"""
_ACCOUNTS_NEW: Final = """
    INSERT INTO crm_account (source, external_id, name, domain, industry)
    SELECT %(source)s, key, name, domain, '' FROM pg_temp.import_account WHERE id IS NULL ORDER BY key
    ON CONFLICT (source, external_id) DO NOTHING
"""
# Looked up one by one: right after the insert the planner still takes the table for empty and would scan it each time.
_ACCOUNTS_BACK: Final = """
    UPDATE pg_temp.import_account a
    SET id = (SELECT x.id FROM crm_account x WHERE x.source = %(source)s AND x.external_id = a.key) WHERE a.id IS NULL
"""
# OFFSET 0 keeps this a lookup in the index whatever the planner believes; a join would scan the table per chunk.
_PRESENT: Final = (
    "CROSS JOIN LATERAL (SELECT * FROM crm_opportunity x "
    "WHERE x.source = %(source)s AND x.external_id = s.external_id OFFSET 0) o"
)
_LOCK: Final = "SELECT FROM crm_opportunity WHERE id IN (SELECT id FROM pg_temp.import_change) ORDER BY id FOR UPDATE"
_SAME_KEY: Final = "o.source = %(source)s AND o.external_id = s.external_id"
_NEW: Final = """
    WITH fresh AS (
        INSERT INTO crm_opportunity (
            source, external_id, account_id, owner_id, name, product, amount, currency, stage, stage_entered_on,
            created_on, close_date, first_close_date, close_date_moves, outcome, closed_on, lost_reason, next_step,
            lead_source, type, extra, changed_at)
        SELECT %(source)s, s.external_id, s.account_id, s.owner_id, s.name, s.product, s.amount, s.currency, s.stage,
               s.stage_entered_on, s.created_on, s.close_date, s.close_date, 0, s.outcome, s.closed_on, s.lost_reason,
               s.next_step, s.lead_source, s.type, s.extra, %(now)s
        FROM pg_temp.import_stage s
        WHERE (SELECT o.id FROM crm_opportunity o WHERE o.source = %(source)s AND o.external_id = s.external_id) IS NULL
        ORDER BY s.row
        ON CONFLICT (source, external_id) DO NOTHING
        RETURNING id, external_id
    )
    INSERT INTO pg_temp.import_new SELECT f.id, s.row FROM fresh f JOIN pg_temp.import_stage s USING (external_id)
"""
_NEW_STAGES: Final = """
    INSERT INTO crm_stageentry (opportunity_id, stage, entered_on)
    SELECT n.id, s.stage, coalesce(s.since, s.closed_on, %(today)s)
    FROM pg_temp.import_new n JOIN pg_temp.import_stage s ON s.row = n.row
"""
_LEAVE_STAGE: Final = """
    UPDATE crm_stageentry e SET left_on = greatest(e.entered_on, o.stage_entered_on)
    FROM pg_temp.import_change c JOIN crm_opportunity o ON o.id = c.id
    WHERE c.moved AND e.opportunity_id = c.id AND e.left_on IS NULL
"""
_ENTER_STAGE: Final = """
    INSERT INTO crm_stageentry (opportunity_id, stage, entered_on)
    SELECT o.id, o.stage, greatest(o.stage_entered_on,
        (SELECT max(e.left_on) FROM crm_stageentry e WHERE e.opportunity_id = o.id))
    FROM pg_temp.import_change c JOIN crm_opportunity o ON o.id = c.id WHERE c.moved
"""
_CORRECT_STAGE: Final = """
    UPDATE crm_stageentry e SET entered_on = o.stage_entered_on
    FROM pg_temp.import_change c JOIN crm_opportunity o ON o.id = c.id
    WHERE NOT c.moved AND e.opportunity_id = c.id AND e.left_on IS NULL AND o.stage_entered_on IS NOT NULL
      AND e.entered_on <> o.stage_entered_on
"""
_TRAIL_NEW: Final = """
    SELECT 'opportunity' AS subject_type, n.id::text AS subject_id, s.name AS subject, n.id AS opportunity_id,
           jsonb_build_object('stage', jsonb_build_array(NULL, s.stage), 'outcome', jsonb_build_array(NULL, s.outcome))
           || CASE WHEN s.amount IS NULL THEN '{}' ELSE
              jsonb_build_object('amount', jsonb_build_array(NULL, s.amount::text)) END
           || CASE WHEN s.close_date IS NULL THEN '{}' ELSE
              jsonb_build_object('close_date', jsonb_build_array(NULL, s.close_date)) END AS changes
    FROM pg_temp.import_new n JOIN pg_temp.import_stage s ON s.row = n.row ORDER BY s.row
"""
_TRAIL_CHANGED: Final = """
    SELECT 'opportunity' AS subject_type, c.id::text AS subject_id, s.name AS subject, c.id AS opportunity_id, c.changes
    FROM pg_temp.import_change c JOIN pg_temp.import_stage s ON s.row = c.row ORDER BY s.row
"""


def touched_since(*, moment: datetime) -> list[int]:
    """Ids of opportunities whose last change carries exactly this moment: those of one run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM crm_opportunity WHERE changed_at = %s ORDER BY id", [moment])
        return [int(row[0]) for row in cursor.fetchall()]


def product_spellings() -> list[str]:
    """Every product name in use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT product FROM crm_opportunity WHERE product <> '' ORDER BY product")
        return [str(row[0]) for row in cursor.fetchall()]


def try_lock(*, schema: str) -> bool:
    """Take the one lock for imports of an organisation, held by this connection until released or lost."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('fieldcraft import'), hashtext(%s))", [schema])
        return bool(cursor.fetchone()[0])


def unlock(*, schema: str) -> None:
    """Give the lock back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext('fieldcraft import'), hashtext(%s))", [schema])
