"""Reads of CRM facts that need no playbook."""

from __future__ import annotations

from fieldcraft.crm.models import Opportunity
from fieldcraft.people.models import Member


def anything_imported() -> bool:
    """Whether this organisation holds any opportunity, of whomever."""
    return Opportunity.objects.exists()


def owns_open_opportunities(*, member: Member) -> bool:
    """Whether the member works at least one open opportunity himself."""
    return Opportunity.objects.filter(owner=member).open().exists()
