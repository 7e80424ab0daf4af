"""Bring a file in: upload, columns, progress, result. Who does not administer gets the 404 of a wrong address."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldcraft.crm.errors import CrmError
from fieldcraft.crm.imports import actions, queries
from fieldcraft.crm.imports.models import ImportRun, RunState
from fieldcraft.crm.imports.plan import from_data
from fieldcraft.crm.imports.report import doubts_of, heading_of
from fieldcraft.pursuit.queries.stage_words import known_stages
from fieldcraft.web.imports import present
from fieldcraft.web.people.views import administrators_only
from fieldcraft.web.request import MemberRequest

NOT_TAKEN = 422
FAULTS_SHOWN = 200


@require_safe
@administrators_only
def imports(request: MemberRequest) -> HttpResponse:
    """Choose a file; below, what was imported before."""
    return _list(request)


@require_POST
@administrators_only
def upload(request: MemberRequest) -> HttpResponse:
    """Keep the file and go on to its columns."""
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        return _list(request, error="Choose a file first.")
    try:
        run = actions.upload(
            file_name=given.name or "opportunities.csv",
            pieces=given.chunks(),
            member=request.member,
            by=request.actor,
            now=request.now,
            known_stages=known_stages(),
        )
    except CrmError as error:
        return _list(request, error=str(error))
    return _to(request, "import-mapping", run)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def mapping(request: MemberRequest, run_id: int) -> HttpResponse:
    """What the columns and stage words mean, and how the first rows would come in."""
    run = _run(run_id)
    if run.state != RunState.DRAFT:
        return _to(request, "import-progress" if not run.ended else "import-result", run)
    if request.method == "POST":
        _keep(request, run)
        return _to(request, "import-mapping", run)
    plan, preview = from_data(run.plan), queries.preview(run=run, today=request.now.date())
    stages = present.stages_of(stages=preview.stages, known=plan.known_stages)
    return render(
        request,
        "imports/mapping.html",
        {
            "run": run,
            "preview": preview,
            "columns": present.columns_of(plan=plan, preview=preview),
            "styles": present.styles_of(plan=plan, preview=preview),
            "stages": stages,
            "several": any(stage.process for stage in plan.known_stages),
            "unknown": sum(stage.needed for stage in stages),
            "problems": plan.problems(),
            "notes": [*plan.notes, *doubts_of(plan)],
            "flow": present.flow(current=1),
        },
    )


def _keep(request: MemberRequest, run: ImportRun) -> None:
    """Take over what was chosen for columns, stage words and styles; unchanged choices change nothing."""
    plan, preview = from_data(run.plan), queries.preview(run=run, today=request.now.date())
    post = request.POST
    words = {
        said.word: post.get(f"stage-{place}", "").replace(present.NOT_KNOWN, "")
        for place, (said, _) in enumerate(preview.stages)
        if post.get(f"stage-{place}", said.means or present.NOT_KNOWN) != (said.means or present.NOT_KNOWN)
    }
    actions.correct_plan(
        run=run,
        fields=[post.get(f"column-{place}", column.field) for place, column in enumerate(plan.columns)],
        styles=[post.get(f"style-{place}", column.style) for place, column in enumerate(plan.columns)],
        meanings=words,
        by=request.actor,
        now=request.now,
    )


@require_POST
@administrators_only
def start(request: MemberRequest, run_id: int) -> HttpResponse:
    """Keep the choices of the page, where it sends some, and hand the file to the worker."""
    run = _run(run_id)
    try:
        if "column-0" in request.POST and run.state == RunState.DRAFT:
            _keep(request, run)
            run = _run(run_id)
        actions.start(run=run, organisation=request.organisation.slug, by=request.actor, now=request.now)
    except CrmError as error:
        messages.error(request, str(error))
        return _to(request, "import-mapping", run)
    return _to(request, "import-progress", run)


@require_safe
@never_cache
@administrators_only
def progress(request: MemberRequest, run_id: int) -> HttpResponse:
    """How far it is. htmx asks for the bar alone, and is sent on to the result at the end."""
    run = _run(run_id)
    if run.state == RunState.DRAFT:
        return _to(request, "import-mapping", run)
    if run.ended:
        response = _to(request, "import-result", run)
        if request.htmx:
            return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
        return response
    bar = present.progress_of(run=run, organisation=request.organisation.slug, now=request.now)
    if request.htmx:
        return render(request, "components/progress.html", {"progress": bar})
    figures = present.figures_of(report=queries.report(run=run, faults=0))
    return render(
        request,
        "imports/progress.html",
        {"run": run, "progress": bar, "done": figures, "flow": present.flow(current=2)},
    )


@require_POST
@administrators_only
def cancel(request: MemberRequest, run_id: int) -> HttpResponse:
    """Stop after the rows at hand."""
    run = actions.cancel(run=_run(run_id), by=request.actor, now=request.now)
    return _to(request, "import-result" if run.ended else "import-progress", run)


@require_safe
@administrators_only
def result(request: MemberRequest, run_id: int) -> HttpResponse:
    """What came in, what did not and why."""
    run = _run(run_id)
    if not run.ended:
        return _to(request, "import-mapping" if run.state == RunState.DRAFT else "import-progress", run)
    report = queries.report(run=run, faults=FAULTS_SHOWN)
    return render(
        request,
        "imports/result.html",
        {
            "run": run,
            "report": report,
            "heading": heading_of(run),
            "done": present.figures_of(report=report),
            "faults": report.faults,
            "words": present.words_of(report=report, known=from_data(run.plan).known_stages),
            "more_faults": max(0, report.faults_total - len(report.faults)),
        },
    )


@require_safe
@administrators_only
def faults(request: MemberRequest, run_id: int) -> HttpResponse:
    """The rows that stayed out, as CSV."""
    run = _run(run_id)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="left-out-{run.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow(["Row", "Column", "What is there", "Why not", "How to mend it"])
    for fault in queries.faults_of(run=run):
        cells = (fault.column, fault.value, fault.reason, fault.mend)
        writer.writerow([fault.row, *(harmless(cell) for cell in cells)])
    return response


def harmless(cell: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _list(request: MemberRequest, *, error: str = "") -> HttpResponse:
    context = {"runs": queries.runs(), "upload": present.upload_field(error=error), "flow": present.flow(current=0)}
    return render(request, "imports/list.html", context, status=NOT_TAKEN if error else 200)


def _run(run_id: int) -> ImportRun:
    found = queries.run_by_id(id=run_id)
    if found is None:
        raise Http404("No such page.")
    return found


def _to(request: MemberRequest, name: str, run: ImportRun) -> HttpResponse:
    return redirect(name, organisation=request.organisation.slug, run_id=run.pk)
