"""Small files in the styles of the CRMs, and the call that brings them in."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from django.db import connection

from fieldcraft.crm.imports.actions import import_file
from fieldcraft.crm.imports.plan import KnownStage
from fieldcraft.crm.imports.reading import Opener
from fieldcraft.crm.imports.report import Report
from fieldcraft.lib.schema import current_schema
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor
from tests.support.organisation import NOW

OPERATOR = Actor(member_id=None, name="operator", door=Door.CLI)
STAGES = (
    KnownStage("discover", "Discover", ("Prospecting", "Appointment Scheduled")),
    KnownStage("qualify", "Qualify", ("Qualification", "Qualified to Buy", "Engaging")),
    KnownStage("propose", "Propose", ("Proposal/Price Quote", "Contract Sent")),
)
#: The folder lies beside the checkout, or beside the folder that holds several of them.
_BESIDE = [folder / "shared" / "data" / "crm-exports" for folder in Path(__file__).resolve().parents[4:7]]
EXPORTS = next((folder for folder in _BESIDE if folder.is_dir()), _BESIDE[0])

SALESFORCE = """\
Id,AccountId,Name,StageName,Amount,Probability,CloseDate,NextStep,LeadSource,IsClosed,IsWon,CreatedDate
006A0000000001,001A01,Mobile Generators,Qualification,15000,10,02/03/26,,Web,FALSE,FALSE,01/23/26
006A0000000002,001A02,Office Generators,Closed Won,125000,100,02/13/26,,,TRUE,TRUE,01/23/26
006A0000000003,001A02,Refinery Generators,Closed Lost,,0,02/03/26,,Partner,TRUE,FALSE,01/24/26
"""
HUBSPOT = """Deal ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal Owner,Associated Company Domain
D-1,Hart - New,Contract Sent,Sales,210833.37,2026-12-28,2026-03-31,dwight.schrute@example.com,hart.example
D-2,Cruz - More,Closed Won,Sales,12532.32,2026-05-31,2026-01-29,pam@example.com,cruz.example
"""
DYNAMICS = (
    "Created On,Topic,Owner,Potential Customer,Status,Est. revenue,Est. close date,Actual Revenue,Actual Close Date,"
    "Rating,Sales Stage,Customer Need,Currency,Description\n"
    "3/11/2026 13:00,Café A-100,Alan Ross,Fabrikam Inc.,Open,13400,12/17/2026,0,,Hot,Develop,DRINKWARE,US Dollar,"
    '"<html><body><p>Two\nlines</p></body></html>"\n'
    "3/12/2026 0:00,Airpot,Alan Ross,Fabrikam Inc.,Won,200,4/1/2026,180,4/2/2026 9:30,Hot,Close,,US Dollar,\n"
    "3/12/2026 0:00,Airpot,Alan Ross,Fabrikam Inc.,Lost,200,4/1/2026,0,4/3/2026,Cold,Close,,US Dollar,\n"
)
ODOO = """\
External ID;Opportunity;Customer;Company;Salesperson;Expected Revenue;Stage;Expected Closing;Created on;Lost Reason
o1;Server room;Azure Interior;My Company;Mitchell Admin;1.234,50 €;New;09.12.2026;01.10.2026;
o2;Desks;Deco Addict;My Company;Marc Demo;24.000,00 €;Won;13.11.2026;02.09.2026;
"""
SHEET = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
P1,Moses Frase,GTX Plus Basic,Cancity,Won,2016-10-20,2017-03-01,1054
P2,Darcel Schlecht,GTXPro,Isdom,Lost,2016-10-25,2017-03-11,0
P3,Darcel Schlecht,GTX Pro,,Engaging,2016-11-03,,
P4,Moses Frase,gtx pro,Cancity,Prospecting,,,
"""

FAULTY = """id,name,stage,amount,close date,created,status
1,Good,Discover,100,2026-12-01,2026-01-05,Open
2,Bad amount,Discover,12k,2026-12-01,2026-01-05,Open
3,Bad day,Discover,100,2026-02-31,2026-01-05,Open
4,Negative,Discover,-5,2026-12-01,2026-01-05,Open
5,Contradiction,Closed Lost,100,2026-12-01,2026-01-05,Won
,No id,Discover,100,2026-12-01,2026-01-05,Open
7,No stage,,100,2026-12-01,2026-01-05,Open
8,Bad outcome,Discover,100,2026-12-01,2026-01-05,Maybe
1,Twice,Discover,100,2026-12-01,2026-01-05,Open
10,Two faults,Discover,abc,later,2026-01-05,Open
11,Too long,Discover,100,2026-12-01,2026-01-05,Open,extra cell
12,Past,Discover,100,2026-01-06,2026-01-05,Open
"""


def opener_of(text: str, encoding: str = "utf-8") -> Opener:
    """A file in memory."""
    data = text.encode(encoding)
    return lambda: io.BytesIO(data)


def bring(
    text: str,
    *,
    encoding: str = "utf-8",
    now: datetime = NOW,
    source: str = "",
    owner: str = "",
    dry_run: bool = False,
    stages: Sequence[KnownStage] = STAGES,
    after: Callable[[Sequence[int]], None] | None = None,
) -> Report:
    """Import a text as the operator."""
    return import_file(
        opener=opener_of(text, encoding),
        file_name="deals.csv",
        file_size=len(text),
        by=OPERATOR,
        now=now,
        known_stages=stages,
        source=source,
        owner_email=owner,
        dry_run=dry_run,
        after=after,
    )


def fingerprint(schema: str = "") -> dict[str, str]:
    """A hash of every table of a schema, row by row in their order of text."""
    name = schema or current_schema()
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [name])
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM "{name}"."{table}" t')
            found[table] = hashlib.sha256((cursor.fetchone()[0] or "").encode()).hexdigest()
    return found
