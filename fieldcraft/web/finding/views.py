"""What the search box finds, as a page or as the lines of the palette."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fieldcraft.pursuit.finding.folding import LONGEST
from fieldcraft.pursuit.finding.queries import MOST, MOST_RECORDS, find, records
from fieldcraft.web.finding.present import lines
from fieldcraft.web.request import MemberRequest

MOST_IN_PALETTE = 9
LARGEST_ID = 2**63 - 1


@never_cache
@require_safe
def find_page(request: MemberRequest) -> HttpResponse:
    """Results for `q`; the palette asks with `recent`, the ids its browser has opened, for those still to be seen."""
    text = request.GET.get("q", "")[:LONGEST]
    base = f"/o/{request.organisation.slug}/"
    if request.htmx and "recent" in request.GET:
        hits = records(viewer=request.viewer, opportunity_ids=_numbers(request.GET["recent"]))
        response = render(request, "finding/_lines.html", {"lines": lines(hits=hits, base=base)})
    else:
        hits = find(viewer=request.viewer, text=text, most=MOST_IN_PALETTE if request.htmx else MOST)
        template = "finding/_lines.html" if request.htmx else "finding/find.html"
        response = render(request, template, {"lines": lines(hits=hits, base=base), "text": text.strip()})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _numbers(text: str) -> list[int]:
    given = (part for part in text[: 20 * MOST_RECORDS].split(",") if part.isascii() and part.isdigit())
    return [number for part in given if (number := int(part)) <= LARGEST_ID]
