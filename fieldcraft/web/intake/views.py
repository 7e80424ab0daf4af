"""Pages of what came in."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fieldcraft.lib.undoing import OFFERED_SECONDS
from fieldcraft.pursuit.intake import actions, queries
from fieldcraft.pursuit.intake.errors import IntakeError
from fieldcraft.pursuit.intake.models import Answer, Incoming
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.page import pursuit_of
from fieldcraft.web.intake.present import item_view, lines, sample_of
from fieldcraft.web.opportunities.around import around, pursuit_or_404
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Undo

NOT_SAVED = 422


@never_cache
@require_safe
def incoming_list(request: MemberRequest) -> HttpResponse:
    """What waits to be sorted, and what has sentences to look at."""
    base = f"/o/{request.organisation.slug}/"
    context = {
        "to_sort": lines(items=queries.to_sort(member=request.member), base=base, on=request.viewer.on),
        "offering": lines(items=queries.with_offers(member=request.member), base=base, on=request.viewer.on),
        "own": f"{base}me/",
        "paste_href": f"{base}incoming/paste/",
        "today_href": f"{base}today/",
    }
    return render(request, "intake/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: MemberRequest) -> HttpResponse:
    """Paste notes from anywhere."""
    return _paste(request, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paste_here(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Paste notes about one opportunity."""
    return _paste(request, pursuit_or_404(request, opportunity_id))


@never_cache
@require_safe
def incoming_item(request: MemberRequest, incoming_id: int) -> HttpResponse:
    """One note, mail or meeting: where it belongs, and which of its sentences may prove something."""
    return item_page(request, item_or_404(request, incoming_id))


@require_safe
def incoming_file(request: MemberRequest, incoming_id: int, file_id: int) -> HttpResponse:
    """A file that came with a mail, to save and never to show: what somebody sent must not run here."""
    found = queries.attachment(member=request.member, incoming_id=incoming_id, id=file_id)
    if found is None:
        raise Http404("No such page.")
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def item_or_404(request: MemberRequest, incoming_id: int) -> Incoming:
    """The member's own item. Raises Http404 for everybody else's."""
    found = queries.incoming(member=request.member, id=incoming_id)
    if found is None:
        raise Http404("No such page.")
    return found


def item_page(request: MemberRequest, item: Incoming, *, error: str = "", status: int = 200) -> HttpResponse:
    """The page of one item."""
    pursuit = pursuit_of(viewer=request.viewer, opportunity_id=item.opportunity_id) if item.opportunity_id else None
    offers = queries.offers_of(item=item)
    view = item_view(
        item=item,
        offers=offers,
        files=queries.attachments_of(item=item),
        choices=queries.choices(viewer=request.viewer, member=request.member, item=item),
        pursuit=pursuit,
        base=f"/o/{request.organisation.slug}/",
        on=request.viewer.on,
        error=error,
    )
    return render(request, "intake/item.html", {"item": view, "undo": _undo(request, item)}, status=status)


def _undo(request: MemberRequest, item: Incoming) -> Undo | None:
    """The way back from the answer that a redirect carries in its address."""
    asked = request.GET.get("answered", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    found = queries.offer(member=request.member, incoming_id=item.pk, id=int(asked))
    if found is None or found.answer == Answer.OPEN:
        return None
    said = "Added as evidence" if found.answer == Answer.ACCEPTED else "Not offered again"
    page = f"/o/{request.organisation.slug}/incoming/{item.pk}/"
    return Undo(f"{said}: “{found.text[:60]}”", f"{page}offers/{found.pk}/undo/", OFFERED_SECONDS)


def _paste(request: MemberRequest, pursuit: Pursuit | None) -> HttpResponse:
    text = request.POST.get("text", "")
    error = ""
    if request.method == "POST":
        try:
            item = actions.paste_notes(
                text=text, pursuit=pursuit, member=request.member, by=request.actor, now=request.now
            )
            return redirect(f"/o/{request.organisation.slug}/incoming/{item.pk}/")
        except IntakeError as refused:
            error = str(refused)
    elif settings.DEMO and request.GET.get("sample") == "1":
        account, people = queries.example_of(member=request.member, pursuit=pursuit)
        text = sample_of(account=account, people=people)
    base = f"/o/{request.organisation.slug}/"
    context = {
        "text": text,
        "error": error,
        "sample": settings.DEMO,
        "list_href": f"{base}incoming/",
        "around": around(opportunity=pursuit.opportunity, base=base, part="Paste notes") if pursuit else None,
    }
    template = "intake/paste_here.html" if pursuit else "intake/paste.html"
    return render(request, template, context, status=NOT_SAVED if error else 200)
