"""The list as a file."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fieldcraft.guidance.queries import first_titles
from fieldcraft.lib.schema import within
from fieldcraft.pursuit.queries.lists import Row, matching_ids, rows_by_id
from fieldcraft.pursuit.queries.live import live
from fieldcraft.pursuit.working.keeping import note_export
from fieldcraft.pursuit.working.queries import list_home
from fieldcraft.web.lists.files import CHUNK, Cell, as_csv, as_xlsx
from fieldcraft.web.lists.files_present import cells, heads
from fieldcraft.web.lists.sheet import back_to
from fieldcraft.web.opportunities.present.asking import asked_of, saved_query
from fieldcraft.web.opportunities.present.columns import read_besides
from fieldcraft.web.opportunities.present.many import parts_of
from fieldcraft.web.request import MemberRequest

#: How it is written, as what it is sent, and how many lines it may have.
FORMS = {
    "csv": (as_csv, "text/csv; charset=utf-8", 100_000),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 50_000),
}


@require_POST
def export(request: MemberRequest) -> HttpResponseBase:
    """Filters, columns and order as shown; only what the line allows. Who took how many is kept in the trail."""
    form = request.POST.get("form", "")
    if form not in FORMS:
        raise Http404("No such page.")
    home = list_home(viewer=request.viewer)
    given = dict(parts_of(query=request.POST.get("query", "")))
    asked = asked_of(given=given, viewer=request.viewer, remembered=home.columns)
    shown, viewer, organisation = live(), request.viewer, request.organisation
    write, media_type, most = FORMS[form]
    ids = matching_ids(viewer=viewer, filters=asked.filters, live=shown, most=most + 1)
    if len(ids) > most:
        messages.error(request, f"More than {most:,} fit, and such a file holds no more. Narrow the list first.")
        return redirect(back_to(request, request.POST.get("query", "")))
    note_export(rows=len(ids), query=saved_query(asked=asked), form=form, by=request.actor, now=request.now)
    more = tuple(dict.fromkeys((*read_besides(columns=asked.columns), "noted")))

    def rows_from(start: int) -> tuple[list[Row], dict[int, str]]:
        # The answer is sent after the request has left the organisation.
        with within(organisation):
            part = ids[start : start + CHUNK]
            titles = first_titles(opportunity_ids=part, on=viewer.on) if "step" in asked.columns else {}
            return rows_by_id(viewer=viewer, ids=part, live=shown, more=more), titles

    def lines() -> Iterator[list[Cell]]:
        for start in range(0, len(ids), CHUNK):
            rows, titles = rows_from(start)
            for row in rows:
                yield cells(
                    row=row, columns=asked.columns, title=titles.get(row.id, ""), currency=organisation.currency
                )

    response = StreamingHttpResponse(write(heads=heads(columns=asked.columns), lines=lines()), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="opportunities-{viewer.on}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
