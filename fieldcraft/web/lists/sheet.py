"""A small page that a script opens as a dialog over the one at hand; without a script it is a page of its own."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from fieldcraft.web.request import MemberRequest


def sheet(
    request: MemberRequest, *, part: str, title: str, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """Render `lists/<part>.html`, alone or within a page."""
    whole = {**context, "part": f"lists/{part}.html", "title": title, "list_href": list_href(request)}
    template = f"lists/{part}.html" if request.htmx else "lists/page.html"
    response = render(request, template, whole, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def list_href(request: MemberRequest) -> str:
    """The list of the organisation at hand."""
    return f"/o/{request.organisation.slug}/opportunities/"


def back_to(request: MemberRequest, query: str) -> str:
    """The list with a query that came with a form; never another address."""
    query = query.replace("\0", "").replace("\r", "").replace("\n", "")[:2000].lstrip("?#/\\")
    return list_href(request) + (f"?{query}" if query else "?view=all")
