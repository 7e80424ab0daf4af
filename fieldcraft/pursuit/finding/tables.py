"""The SQL that keeps `findable` in step with the facts: functions of each organisation's schema, and triggers.

Triggers fire once per statement, so that an import of thousands costs a few statements. A further table with notes is
one more `Notes` in a new migration that runs `install` again with the longer list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fieldcraft.pursuit.finding.folding import BETWEEN, DIGRAPH, LETTERS, MARKS

MOST_LINES = 300
LONGEST_WORD, LONGEST_WHOLE = 60, 120


@dataclass(frozen=True, slots=True)
class Notes:
    """A table with words about opportunities. `opportunity`, `text`, `on` and `where` are SQL over its alias `t`."""

    kind: str
    table: str
    opportunity: str
    text: str
    on: str
    join: str = ""
    where: str = "true"


ACTIVITIES = Notes(
    kind="activity",
    table="crm_activity",
    opportunity="t.opportunity_id",
    text="concat_ws(E'\\n', t.subject, nullif(t.note, ''))",
    on='t."on"',
)
EVIDENCE = Notes(
    kind="evidence",
    table="pursuit_evidence",
    opportunity="p.opportunity_id",
    join="JOIN pursuit_pursuit p ON p.id = t.pursuit_id",
    text="t.note",
    on="t.stated_at::date",
    where="t.withdrawn_at IS NULL AND t.note > ''",
)
FREE_NOTES = Notes(
    kind="note",
    table="pursuit_note",
    opportunity="t.opportunity_id",
    text="t.text",
    on="t.changed_at::date",
    where="t.removed_at IS NULL AND t.text > ''",
)

_WORDS = """
CREATE OR REPLACE FUNCTION finding_words(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(regexp_split_to_array(regexp_replace(
        CASE WHEN octet_length(said) = length(said) THEN lower(said) ELSE {letters} END,
        '{digraph}', '\\1', 'g'), '{between}'), '')
$$;
CREATE OR REPLACE FUNCTION finding_lexemes(owner bigint, mark text, list text[], wholes text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(
        ARRAY(SELECT owner || mark || left(word, {word}) FROM unnest(list) word)
        || ARRAY(SELECT owner || '=' || left(whole, {whole}) FROM unnest(wholes) whole WHERE whole > ''))
$$;
CREATE OR REPLACE FUNCTION finding_learn(list text[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO pursuit_findableword (word)
    SELECT word FROM (SELECT DISTINCT unnest(list) AS word) known
    WHERE length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]'
        AND NOT EXISTS (SELECT 1 FROM pursuit_findableword w WHERE w.word = known.word)
$$;
CREATE OR REPLACE FUNCTION finding_latest(o crm_opportunity) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(greatest(o.created_on, o.stage_entered_on, o.last_activity_on, o.closed_on), '0001-01-01')
$$;
-- `held` by the index of words, the rest by looking: left to himself the planner would rather read all, for minutes.
CREATE OR REPLACE FUNCTION finding_holding(held tsquery, wanted tsquery) RETURNS SETOF pursuit_findable
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
    RETURN QUERY SELECT * FROM pursuit_findable f WHERE f.words @@ held AND (f.words @@ wanted) IS TRUE;
END $$;
-- Words near a mistyped one: candidates only, the caller counts the slips. No limit, so that nobody's words crowd out
-- another's.
CREATE OR REPLACE FUNCTION finding_alike(asked text, slips text[]) RETURNS SETOF text LANGUAGE sql STABLE
SET pg_trgm.similarity_threshold = 0.2 AS $$
    SELECT word FROM pursuit_findableword WHERE word = ANY(slips)
    UNION
    SELECT found.word FROM unnest(slips) AS slip, LATERAL (
        SELECT word FROM pursuit_findableword WHERE length(asked) > 4
            AND word > slip AND word < slip || chr(1114111)
    ) found
    UNION
    SELECT word FROM pursuit_findableword WHERE length(asked) > 5 AND word % asked
        AND length(word) BETWEEN length(asked) - 2 AND length(asked) + 2
$$;
"""

# Each puts the records of these ids anew; `fresh` says that they cannot be there yet, which saves looking.
_PUT = """
CREATE OR REPLACE FUNCTION finding_put_{name}(ids bigint[], fresh boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE done bigint;
BEGIN
    WITH found AS MATERIALIZED ({select}),
    learned AS (SELECT finding_learn(array_agg(word)) FROM found, unnest(found.list) word),
    put AS (
        INSERT INTO pursuit_findable (kind, record, owner, opportunity, open, latest, words)
        SELECT '{kind}', record, owner, opportunity, open, latest, finding_lexemes(owner, '{mark}', list, wholes)
        FROM found ORDER BY record, owner
        ON CONFLICT (record, kind, owner) DO UPDATE SET
            opportunity = excluded.opportunity, open = excluded.open, latest = excluded.latest, words = excluded.words
        WHERE (pursuit_findable.opportunity, pursuit_findable.open, pursuit_findable.latest, pursuit_findable.words)
            IS DISTINCT FROM (excluded.opportunity, excluded.open, excluded.latest, excluded.words)
        RETURNING 1
    ),
    gone AS (
        DELETE FROM pursuit_findable f USING unnest(ids) AS i(id)
        WHERE NOT fresh AND f.kind = '{kind}' AND f.record = i.id
            AND NOT EXISTS (SELECT 1 FROM found WHERE found.record = f.record AND found.owner = f.owner)
        RETURNING 1
    )
    SELECT 1 FROM learned, (SELECT count(*) FROM put) a, (SELECT count(*) FROM gone) b INTO done;
END $$;
"""
_OPPORTUNITIES = """
    SELECT o.id AS record, o.owner_id AS owner, o.id AS opportunity, o.outcome = 'open' AS open,
        finding_latest(o) AS latest, n.words || finding_words(coalesce(a.name, '')) AS list,
        ARRAY[array_to_string(n.words, ' ')] AS wholes
    FROM unnest(ids) AS i(id) JOIN crm_opportunity o ON o.id = i.id AND o.owner_id IS NOT NULL
    CROSS JOIN LATERAL (SELECT finding_words(o.name) AS words OFFSET 0) n
    LEFT JOIN crm_account a ON a.id = o.account_id
"""
# Of all through which a record is seen, the best stands for it: open before closed, then the latest.
_ACCOUNTS = """
    SELECT DISTINCT ON (a.id, o.owner_id) a.id AS record, o.owner_id AS owner, o.id AS opportunity,
        o.outcome = 'open' AS open, finding_latest(o) AS latest, n.words AS list,
        ARRAY[array_to_string(n.words, ' ')] AS wholes
    FROM unnest(ids) AS i(id) JOIN crm_account a ON a.id = i.id
    CROSS JOIN LATERAL (SELECT finding_words(a.name) AS words OFFSET 0) n
    JOIN crm_opportunity o ON o.account_id = a.id AND o.owner_id IS NOT NULL
    ORDER BY a.id, o.owner_id, o.outcome = 'open' DESC, finding_latest(o) DESC, o.id DESC
"""
_CONTACTS = """
    SELECT DISTINCT ON (c.id, o.owner_id) c.id AS record, o.owner_id AS owner, o.id AS opportunity,
        o.outcome = 'open' AS open, finding_latest(o) AS latest, n.words || m.words || finding_words(a.name) AS list,
        ARRAY[array_to_string(n.words, ' '), array_to_string(m.words, ' ')] AS wholes
    FROM unnest(ids) AS i(id) JOIN crm_contact c ON c.id = i.id JOIN crm_account a ON a.id = c.account_id
    CROSS JOIN LATERAL (SELECT finding_words(c.name) AS words OFFSET 0) n
    CROSS JOIN LATERAL (SELECT finding_words(c.email) AS words OFFSET 0) m
    JOIN crm_opportunitycontact oc ON oc.contact_id = c.id
    JOIN crm_opportunity o ON o.id = oc.opportunity_id AND o.owner_id IS NOT NULL
    ORDER BY c.id, o.owner_id, o.outcome = 'open' DESC, finding_latest(o) DESC, o.id DESC
"""
_NOTES = """
    SELECT o.id AS record, o.owner_id AS owner, o.id AS opportunity, o.outcome = 'open' AS open,
        finding_latest(o) AS latest, said.list, ARRAY[]::text[] AS wholes
    FROM (
        SELECT l.opportunity, array_agg(DISTINCT word) AS list
        FROM (SELECT DISTINCT opportunity, said FROM finding_lines(ids) WHERE place <= {lines}) l,
            unnest(finding_words(l.said)) word GROUP BY l.opportunity
    ) said JOIN crm_opportunity o ON o.id = said.opportunity AND o.owner_id IS NOT NULL
"""

_OF_OPPORTUNITIES = """
CREATE OR REPLACE FUNCTION finding_of_opportunities() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[]; accounts bigint[]; handed_over bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO ids FROM after;
        PERFORM finding_put_opportunities(ids, true) WHERE ids IS NOT NULL;
        -- A new opportunity can only better what stands for its account.
        WITH found AS MATERIALIZED (
            SELECT DISTINCT ON (o.account_id, o.owner_id) o.account_id AS record, o.owner_id AS owner,
                o.id AS opportunity, o.outcome = 'open' AS open, finding_latest(o) AS latest, a.name
            FROM after x JOIN crm_opportunity o ON o.id = x.id AND o.owner_id IS NOT NULL
            JOIN crm_account a ON a.id = o.account_id
            ORDER BY o.account_id, o.owner_id, o.outcome = 'open' DESC, finding_latest(o) DESC, o.id DESC
        ), words AS (
            SELECT found.*, n.words AS list
            FROM found CROSS JOIN LATERAL (SELECT finding_words(name) AS words OFFSET 0) n
        )
        INSERT INTO pursuit_findable (kind, record, owner, opportunity, open, latest, words)
        SELECT 'account', record, owner, opportunity, open, latest,
            finding_lexemes(owner, '.', list, ARRAY[array_to_string(list, ' ')])
        FROM words ORDER BY record, owner
        ON CONFLICT (record, kind, owner) DO UPDATE SET
            opportunity = excluded.opportunity, open = excluded.open, latest = excluded.latest
        WHERE (pursuit_findable.open, pursuit_findable.latest, pursuit_findable.opportunity)
            < (excluded.open, excluded.latest, excluded.opportunity);
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT array_agg(b.id), array_agg(b.account_id) || array_agg(a.account_id),
            array_agg(b.id) FILTER (WHERE b.owner_id IS DISTINCT FROM a.owner_id)
        INTO ids, accounts, handed_over
        FROM after a JOIN before b ON b.id = a.id
        WHERE (a.name, a.account_id, a.owner_id, a.outcome)
            IS DISTINCT FROM (b.name, b.account_id, b.owner_id, b.outcome)
            OR (a.created_on, a.stage_entered_on, a.last_activity_on, a.closed_on)
                IS DISTINCT FROM (b.created_on, b.stage_entered_on, b.last_activity_on, b.closed_on);
        IF ids IS NULL THEN RETURN NULL; END IF;
        PERFORM finding_put_opportunities(ids, false);
        PERFORM finding_put_accounts(ARRAY(SELECT DISTINCT unnest(accounts)), false);
        PERFORM finding_put_contacts(
            ARRAY(SELECT DISTINCT contact_id FROM crm_opportunitycontact WHERE opportunity_id = ANY(ids)), false);
        PERFORM finding_put_notes(handed_over, false) WHERE handed_over IS NOT NULL;
        UPDATE pursuit_findable f SET open = o.outcome = 'open', latest = finding_latest(o)
        FROM crm_opportunity o WHERE o.id = ANY(ids) AND f.kind = 'notes' AND f.record = o.id
            AND (f.open, f.latest) IS DISTINCT FROM (o.outcome = 'open', finding_latest(o));
    ELSE
        DELETE FROM pursuit_findable f USING before b WHERE f.record = b.id AND f.kind IN ('opportunity', 'notes');
        PERFORM finding_put_accounts(ARRAY(SELECT DISTINCT account_id FROM before), false);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION finding_of_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM pursuit_findable f USING before b WHERE f.record = b.id AND f.kind = 'account';
        RETURN NULL;
    END IF;
    SELECT array_agg(a.id) INTO ids FROM after a JOIN before b ON b.id = a.id WHERE a.name <> b.name;
    IF ids IS NULL THEN RETURN NULL; END IF;
    PERFORM finding_put_accounts(ids, false);
    PERFORM finding_put_opportunities(ARRAY(SELECT id FROM crm_opportunity WHERE account_id = ANY(ids)), false);
    PERFORM finding_put_contacts(ARRAY(SELECT id FROM crm_contact WHERE account_id = ANY(ids)), false);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION finding_of_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM pursuit_findable f USING before b WHERE f.record = b.id AND f.kind = 'contact';
        RETURN NULL;
    END IF;
    SELECT array_agg(a.id) INTO ids FROM after a JOIN before b ON b.id = a.id
    WHERE (a.name, a.email, a.account_id) IS DISTINCT FROM (b.name, b.email, b.account_id);
    PERFORM finding_put_contacts(ids, false) WHERE ids IS NOT NULL;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION finding_of_people() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    IF TG_OP <> 'DELETE' THEN SELECT array_agg(DISTINCT contact_id) INTO ids FROM after; END IF;
    IF TG_OP <> 'INSERT' THEN SELECT array_agg(DISTINCT contact_id) || ids INTO ids FROM before; END IF;
    PERFORM finding_put_contacts(ARRAY(SELECT DISTINCT unnest(ids)), false) WHERE ids IS NOT NULL;
    RETURN NULL;
END $$;
"""
_OF_NOTES = """
CREATE OR REPLACE FUNCTION finding_of_{kind}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    IF TG_OP <> 'DELETE' THEN SELECT array_agg(DISTINCT {opportunity}) INTO ids FROM after t {join}; END IF;
    IF TG_OP <> 'INSERT' THEN SELECT array_agg(DISTINCT {opportunity}) || ids INTO ids FROM before t {join}; END IF;
    PERFORM finding_put_notes(ARRAY(SELECT DISTINCT unnest(ids)), false) WHERE ids IS NOT NULL;
    RETURN NULL;
END $$;
"""
_LINES = """
CREATE OR REPLACE FUNCTION finding_lines(ids bigint[])
RETURNS TABLE (kind text, id bigint, opportunity bigint, "on" date, said text, place bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT lines.*, row_number() OVER (PARTITION BY lines.opportunity ORDER BY lines."on" DESC, lines.id DESC)
    FROM ({lines}) lines;
END $$;
"""
_FILL = """
SELECT finding_put_opportunities(ARRAY(SELECT id FROM crm_opportunity), true);
SELECT finding_put_accounts(ARRAY(SELECT id FROM crm_account), true);
SELECT finding_put_contacts(ARRAY(SELECT id FROM crm_contact), true);
SELECT finding_put_notes(ARRAY(SELECT id FROM crm_opportunity), false);
"""


def install(*, notes: Sequence[Notes]) -> str:
    """SQL that makes the functions and triggers anew and fills the tables with what is there."""
    lines = " UNION ALL ".join(
        f"SELECT '{one.kind}'::text AS kind, t.id::bigint AS id, {one.opportunity}::bigint AS opportunity,"  # noqa: S608 - the list of sources is ours
        f' {one.on} AS "on", ({one.text})::text AS said'
        f" FROM {one.table} t {one.join} WHERE {one.opportunity} = ANY(ids) AND {one.where}"
        for one in notes
    )
    puts = (
        ("opportunities", "opportunity", ".", _OPPORTUNITIES),
        ("accounts", "account", ".", _ACCOUNTS),
        ("contacts", "contact", ".", _CONTACTS),
        ("notes", "notes", "~", _NOTES.format(lines=MOST_LINES)),
    )
    words = _WORDS
    for name, value in {
        "letters": _folded("said"), "digraph": DIGRAPH, "between": BETWEEN, "word": LONGEST_WORD,
        "whole": LONGEST_WHOLE,
    }.items():  # fmt: skip
        words = words.replace("{" + name + "}", str(value))
    parts = [
        words,
        _LINES.format(lines=lines),
        *(_PUT.format(name=name, kind=kind, mark=mark, select=select) for name, kind, mark, select in puts),
        _OF_OPPORTUNITIES,
        _triggers("crm_opportunity", "finding_of_opportunities", ("INSERT", "UPDATE", "DELETE")),
        _triggers("crm_account", "finding_of_accounts", ("UPDATE", "DELETE")),
        _triggers("crm_contact", "finding_of_contacts", ("UPDATE", "DELETE")),
        _triggers("crm_opportunitycontact", "finding_of_people", ("INSERT", "UPDATE", "DELETE")),
    ]
    for one in notes:
        parts.append(_OF_NOTES.format(kind=one.kind, opportunity=one.opportunity, join=one.join))
        parts.append(_triggers(one.table, f"finding_of_{one.kind}", ("INSERT", "UPDATE", "DELETE")))
    return "\n".join([*parts, _FILL])


def remove(*, notes: Sequence[Notes]) -> str:
    """SQL that takes away what `install` made; the triggers go with their functions."""
    functions = (
        *("of_opportunities", "of_accounts", "of_contacts", "of_people", *(f"of_{one.kind}" for one in notes)),
        *("put_opportunities", "put_accounts", "put_contacts", "put_notes"),
        *("lines", "holding", "alike", "learn", "latest", "lexemes", "words"),
    )
    return "\n".join(f"DROP FUNCTION finding_{name} CASCADE;" for name in functions)


def _triggers(table: str, function: str, events: Sequence[str]) -> str:
    seen = {
        "INSERT": "NEW TABLE AS after", "DELETE": "OLD TABLE AS before",
        "UPDATE": "NEW TABLE AS after OLD TABLE AS before",
    }  # fmt: skip
    return "\n".join(
        f"DROP TRIGGER IF EXISTS finding_{event.lower()} ON {table};\n"
        f"CREATE TRIGGER finding_{event.lower()} AFTER {event} ON {table} REFERENCING {seen[event]}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
        for event in events
    )


def _folded(text: str) -> str:
    folded = f"lower(regexp_replace(normalize({text}, NFKD), '{MARKS}', '', 'g'))"
    for letter, written in LETTERS.items():
        folded = f"replace({folded}, '{letter}', '{written}')"
    return folded
