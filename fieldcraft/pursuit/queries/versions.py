"""How many pursuits follow which playbook version, over the whole organisation: counts only, no names."""

from __future__ import annotations

from django.db.models import Count

from fieldcraft.pursuit.models import Pursuit


def pursuits_by_version() -> dict[int, int]:
    """Id of a version to the number of its pursuits; versions without any are left out."""
    counted = Pursuit.objects.order_by().values_list("version").annotate(Count("pk"))
    return dict(counted)
