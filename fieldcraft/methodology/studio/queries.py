"""Reads of drafts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, F, Q, QuerySet

from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.check import check_files
from fieldcraft.methodology.package.compiled import CompiledPlaybook, compile_playbook, content_hash
from fieldcraft.methodology.package.faults import Fault, PlaybookError
from fieldcraft.methodology.package.loader import load_files
from fieldcraft.methodology.package.processes import process_for
from fieldcraft.methodology.studio.errors import DraftError
from fieldcraft.methodology.studio.models import (
    ChangeKind,
    CoAuthor,
    Draft,
    DraftChange,
    DraftComment,
    DraftFile,
    DraftState,
)
from fieldcraft.methodology.studio.rights import may_read, sees_all
from fieldcraft.people.models import Member, Role

Contents = tuple[tuple[str, bytes], ...]
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One draft in the list."""

    draft: Draft
    comments: int
    asked: int
    approved: int


@dataclass(frozen=True, slots=True)
class Asking:
    """A draft that waits for somebody: to write along, or once it is proposed for a yes."""

    draft_id: int
    title: str
    proposed: bool


def asking(*, member: Member) -> list[Asking]:
    """The live drafts that wait for this co-author, those that need a yes first; one SQL statement.

    A yes from before the last change asks again: whether it still counts is told on the review.
    """
    no_yes = Q(approved_at__isnull=True) | Q(approved_at__lt=F("draft__edited_at"))
    no_wish = Q(wants_at__isnull=True) | Q(wants_at__lt=F("draft__edited_at"))
    waits = Q(draft__state=DraftState.OPEN) | (Q(draft__state=DraftState.PROPOSED) & no_yes & no_wish)
    found = CoAuthor.objects.filter(waits, member=member).values_list("draft_id", "draft__title", "draft__state")
    asked = [Asking(number, title, state == DraftState.PROPOSED) for number, title, state in found.order_by("pk")]
    return sorted(asked, key=lambda one: not one.proposed)


def drafts(*, member: Member) -> list[DraftLine]:
    """The drafts the member may read, the latest edited first; two SQL statements."""
    found = Draft.objects.select_related("started_by", "version", "base").defer("version__content", "base__content")
    if not sees_all(member=member):
        found = found.filter(co_authors__member=member)
    rows = found.annotate(
        open_comments=Count("comments", filter=Q(comments__resolved_at__isnull=True), distinct=True),
        asked=Count("co_authors", distinct=True),
        said_yes=Count("co_authors", filter=Q(co_authors__approved_at__isnull=False), distinct=True),
    ).order_by("-edited_at", "-pk")[:MOST_LISTED]
    return [DraftLine(row, row.open_comments, row.asked, row.said_yes) for row in rows]


def draft_for(*, member: Member, draft_id: int) -> Draft | None:
    """A draft the member may read, with its co-authors; None for others and for wrong numbers alike."""
    rows = Draft.objects.select_related("started_by", "base", "version").defer("base__content", "version__content")
    draft = rows.prefetch_related("co_authors__member").filter(pk=draft_id).first()
    return draft if draft is not None and may_read(draft=draft, member=member) else None


def files_of(*, draft: Draft) -> dict[str, DraftFile]:
    """The files of the folder by path, without those that are empty; one SQL statement."""
    return {row.path: row for row in draft.files.order_by("path") if row.text.strip()}


def all_files_of(*, draft: Draft) -> dict[str, DraftFile]:
    """Every file the draft has or had; one SQL statement."""
    return {row.path: row for row in draft.files.order_by("path")}


def first_contents(*, draft: Draft) -> dict[str, bytes]:
    """The folder the draft began with."""
    return {path: row.first_text.encode() for path, row in all_files_of(draft=draft).items() if row.first_text.strip()}


def base_of(*, draft: Draft) -> PlaybookVersion | None:
    """The version the draft began with, with its content."""
    return PlaybookVersion.objects.filter(drafts_from=draft).first()


def text_at(*, row: DraftFile, revision: int) -> str:
    """The file as it was at a revision. Raises DraftError for one it never had."""
    if revision == row.revision:
        return row.text
    if revision == 0:
        return row.first_text
    found = row.changes.filter(revision=revision).first()
    if found is None:
        raise DraftError("This page is of another time. Copy your text, open the page again and put it in.")
    return found.text


def contents(*, files: dict[str, DraftFile]) -> Contents:
    """The folder as the package reads it; can be a key of a cache."""
    return tuple((path, row.text.encode()) for path, row in files.items())


@lru_cache(maxsize=32)
def faults_of(folder: Contents) -> tuple[Fault, ...]:
    """Everything the check says about a folder."""
    return check_files(files=dict(folder))


@lru_cache(maxsize=16)
def compiled_draft(folder: Contents) -> CompiledPlaybook | None:
    """The folder ready to evaluate; None while the check finds an error."""
    if any(fault.severity == "error" for fault in faults_of(folder)):
        return None
    try:
        return compile_playbook(playbook=load_files(files=dict(folder)))
    except (PlaybookError, ValueError):
        return None


def compiled_for(*, playbook: CompiledPlaybook, crm_type: str) -> CompiledPlaybook:
    """The draft narrowed to the process that an opportunity of this CRM type would follow."""
    process = process_for(playbook=playbook.playbook, crm_type=crm_type)
    return compile_playbook(playbook=playbook.playbook, process=process) if process else playbook


def digest_of(*, folder: Contents) -> str:
    """The digest the folder would have as a version; empty while the check finds an error."""
    playbook = compiled_draft(folder)
    return content_hash(playbook=playbook.playbook) if playbook else ""


def comments_of(*, draft: Draft) -> list[DraftComment]:
    """All comments, oldest first; one SQL statement."""
    return list(draft.comments.select_related("by", "resolved_by").order_by("at", "pk"))


def comment_of(*, draft: Draft, comment_id: int) -> DraftComment | None:
    """One comment of the draft."""
    return draft.comments.filter(pk=comment_id).first()


def co_author_of(*, draft: Draft, member_id: int) -> CoAuthor | None:
    """One co-author of the draft."""
    return draft.co_authors.select_related("member").filter(member_id=member_id).first()


def could_co_write(*, draft: Draft) -> list[Member]:
    """Managers who are not named yet; one SQL statement."""
    named = [one.member_id for one in draft.co_authors.all()]
    return list(Member.objects.filter(active=True, role=Role.MANAGER).exclude(pk__in=named).order_by("name"))


def steps_to_take_back(*, draft: Draft, member: Member) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """The member's last step that can be undone, and the last undone one that can be put back; two SQL statements."""
    own = _own(draft, member)
    taken = own.filter(takes_back__isnull=False).values("takes_back")
    undo = own.exclude(kind=ChangeKind.UNDO).exclude(step__in=taken).order_by("-pk").first()
    undone = own.filter(kind=ChangeKind.UNDO).exclude(step__in=taken).order_by("-pk").first()
    if undone is not None and own.filter(kind=ChangeKind.EDIT, pk__gt=undone.pk).exists():
        undone = None
    return (undo.step if undo else None), (undone.step if undone else None)


def _own(draft: Draft, member: Member) -> QuerySet[DraftChange]:
    return DraftChange.objects.filter(file__draft=draft, by=member).defer("text")


def last_edits(*, draft: Draft) -> list[tuple[str, object]]:
    """Who worked on the draft, with the moment of the last save of each; one SQL statement."""
    rows = DraftChange.objects.filter(file__draft=draft).order_by("by_id", "-at").distinct("by_id")
    return [(row.by.name, row.at) for row in rows.select_related("by").defer("text")]


def rollout_blockers(*, version: PlaybookVersion) -> tuple[str, ...]:
    """Why a rollout of this version may not open yet, as sentences; empty where nothing is in the way.

    A version that was not made from a draft has no co-authors and nothing to wait for. An approval counts for exactly
    the content it was given to.
    """
    draft = Draft.objects.filter(version=version).prefetch_related("co_authors__member").first()
    return blockers_of(draft=draft, digest=version.digest) if draft else ()


def blockers_of(*, draft: Draft, digest: str) -> tuple[str, ...]:
    """The same for a draft as it stands, with the digest it has."""
    named: Sequence[CoAuthor] = sorted(draft.co_authors.all(), key=lambda one: one.member.name)
    if not named:
        return ("No front-line manager is named as a co-author. Name at least one in the draft.",)
    found = []
    for one in named:
        if one.approved_digest and one.approved_digest == digest:
            continue
        if one.wants and not one.approved_digest:
            found.append(f"{one.member.name} has asked for changes.")
        elif one.approved_digest:
            found.append(f"{one.member.name} approved an earlier text and has not approved this one.")
        else:
            found.append(f"{one.member.name} has not approved this text yet.")
    return tuple(found)


__all__ = ["Contents", "DraftLine", "DraftState"]
