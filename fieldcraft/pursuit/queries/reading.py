"""The statements behind the page of one opportunity."""

from __future__ import annotations

from collections.abc import Sequence

from fieldcraft.crm.models import Account, Activity, Contact, Opportunity, OpportunityContact
from fieldcraft.lib.joined import Joined, link
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.models import Evidence, File, Pursuit

PURSUIT = Joined(
    tables={
        "pursuit": Pursuit,
        "opportunity": Opportunity,
        "account": Account,
        "owner": Member,
        "version": PlaybookVersion,
    },
    without={"version": ("content", "changelog")},
    sql="""
        SELECT {columns}
        FROM pursuit_pursuit pursuit
        JOIN crm_opportunity opportunity ON opportunity.id = pursuit.opportunity_id
        JOIN methodology_playbookversion version ON version.id = pursuit.version_id
        LEFT JOIN crm_account account ON account.id = opportunity.account_id
        LEFT JOIN people_member owner ON owner.id = opportunity.owner_id
        WHERE opportunity.id = %(id)s AND (%(all)s OR opportunity.owner_id = ANY(%(sees)s))
    """,
)
EVIDENCE = Joined(
    tables={"evidence": Evidence, "stated": Member, "verified": Member, "file": File},
    without={"file": ("content",)},
    sql="""
        SELECT {columns}
        FROM pursuit_evidence evidence
        LEFT JOIN people_member stated ON stated.id = evidence.stated_by_id
        LEFT JOIN people_member verified ON verified.id = evidence.verified_by_id
        LEFT JOIN pursuit_file file ON file.id = evidence.file_id
        WHERE evidence.pursuit_id = %(id)s AND evidence.withdrawn_at IS NULL
        ORDER BY evidence.id DESC
    """,
)
PEOPLE = Joined(
    tables={"part": OpportunityContact, "contact": Contact},
    sql="""
        SELECT {columns}
        FROM crm_opportunitycontact part JOIN crm_contact contact ON contact.id = part.contact_id
        WHERE part.opportunity_id = %(id)s ORDER BY part.id
    """,
)
ACTIVITIES = Joined(
    tables={"activity": Activity, "contact": Contact},
    sql="""
        SELECT {columns}
        FROM crm_activity activity LEFT JOIN crm_contact contact ON contact.id = activity.contact_id
        WHERE activity.opportunity_id = %(id)s ORDER BY activity."on" DESC, activity.id DESC LIMIT %(latest)s
    """,
)


def read_pursuit(*, viewer: Viewer, opportunity_id: int) -> Pursuit | None:
    """The pursuit with its opportunity, account, owner and version, if the viewer may see it."""
    sees = viewer.sees
    rows = PURSUIT.read({"id": opportunity_id, "all": sees is None, "sees": list(sees or ())})
    for pursuit, opportunity, account, owner, version in rows:
        link(opportunity, account=account, owner=owner)
        link(pursuit, opportunity=opportunity, version=version)
        return pursuit  # type: ignore[no-any-return]
    return None


def read_evidence(*, pursuit_id: int | None) -> list[Evidence]:
    """Evidence in force, newest first, with who stated and verified it."""
    found = []
    for evidence, stated, verified, file in EVIDENCE.read({"id": pursuit_id}):
        link(evidence, stated_by=stated, verified_by=verified, file=file)
        found.append(evidence)
    return found


def read_people(*, opportunity_id: int) -> Sequence[OpportunityContact]:
    """People of the buyer with their contact, in the order they were named."""
    found = []
    for part, contact in PEOPLE.read({"id": opportunity_id}):
        link(part, contact=contact)
        found.append(part)
    return found


def read_activities(*, opportunity_id: int, latest: int) -> Sequence[Activity]:
    """The latest activities with their contact."""
    found = []
    for activity, contact in ACTIVITIES.read({"id": opportunity_id, "latest": latest}):
        link(activity, contact=contact)
        found.append(activity)
    return found
