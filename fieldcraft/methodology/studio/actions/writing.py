"""Changes to drafts: text, undo, comments. The way from proposal to version stands in `review`."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fieldcraft.lib.installation import playbooks_dir
from fieldcraft.lib.text_merge import Clash, Merged, Style, merge
from fieldcraft.methodology import events
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.loader import MAX_FILES, read_files
from fieldcraft.methodology.package.nodes import MAX_FILE_BYTES
from fieldcraft.methodology.package.package import open_archive
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.package.writer import written
from fieldcraft.methodology.queries import archive_of, playbook_of
from fieldcraft.methodology.studio.errors import DraftError
from fieldcraft.methodology.studio.models import ChangeKind, Draft, DraftChange, DraftComment, DraftFile
from fieldcraft.methodology.studio.queries import steps_to_take_back, text_at
from fieldcraft.methodology.studio.skeleton import skeleton
from fieldcraft.people.models import Member
from fieldcraft.trail.record import Actor, Change, write

PATH = re.compile(r"(?:[a-z0-9-]+/)?[A-Za-z0-9-]+\.(?:yaml|md|txt)|LICENSE|NOTICE")
ONE_ENTRY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Edit:
    """The text somebody wants a file to have, and the revision it was written on."""

    path: str
    base_revision: int
    text: str


@dataclass(frozen=True, slots=True)
class Saved:
    """One file after a save. `merged`: somebody else had saved meanwhile, and `text` holds what both wrote.

    `clashes` are the places both had changed; `with_whom` names the other.
    """

    path: str
    revision: int
    text: str
    merged: bool = False
    clashes: tuple[Clash, ...] = ()
    with_whom: str = ""


def start_draft(
    *,
    title: str,
    member: Member,
    by: Actor,
    now: datetime,
    version: PlaybookVersion | None = None,
    shipped: str = "",
    cut: Playbook | None = None,
    comments: Sequence[tuple[str, str]] = (),
) -> Draft:
    """Begin a draft from an installed version, from a playbook that ships with Fieldcraft, or from a small skeleton.

    `cut`: the version cut to size, which the draft begins with instead of the version itself. `comments`: addresses of
    parts with what is remarked on them, to be read from the first day on.

    Raises DraftError for a title that is empty and for a shipped playbook that is not there.
    """
    title = title.strip()[:160]
    if not title:
        raise DraftError("The draft has no name. Give it one that your managers will know it by.")
    files, based_on = _first_files(version=version, shipped=shipped, title=title)
    if cut is not None:
        files = {path: text.decode() for path, text in written(playbook=cut).items()}
    with write(by=by, verb=events.DRAFT_STARTED, now=now) as change:
        draft = Draft.objects.create(
            title=title, base=version, based_on=based_on, started_by=member, started_at=now, edited_at=now
        )
        DraftFile.objects.bulk_create(
            DraftFile(draft=draft, path=path, text=text, first_text=text) for path, text in sorted(files.items())
        )
        DraftComment.objects.bulk_create(
            DraftComment(draft=draft, anchor=anchor[:300], body=body[:4000], by=member, at=now)
            for anchor, body in comments
        )
        _about(change, draft)
        change.field("based on", None, based_on or None)
    return draft


def save_file(
    *, draft: Draft, path: str, base_revision: int, text: str, member: Member, by: Actor, now: datetime
) -> Saved:
    """Give one file its text: `save_files` of one."""
    edit = Edit(path=path, base_revision=base_revision, text=text)
    return save_files(draft=draft, edits=[edit], member=member, by=by, now=now)[0]


def save_files(*, draft: Draft, edits: Sequence[Edit], member: Member, by: Actor, now: datetime) -> list[Saved]:
    """Give several files their texts in one step that can be undone as one.

    Whoever saved meanwhile keeps what they wrote: the two texts are merged line by line, and where both changed the
    same lines both are kept. Saving the same text again changes nothing. The saves of one person within a minute leave
    one entry in the trail; every single one is kept as a change with its text.

    Raises DraftError for a draft that is no longer written, for names and sizes no playbook may have, and for a
    revision the file never had.
    """
    for edit in edits:
        _refuse_odd(edit)
    with write(by=by, verb=events.DRAFT_EDITED, now=now) as change:
        draft = _locked(draft)
        stamp = _Stamp(member=member, now=now, told=not _told_lately(draft, member, now))
        saved = [_save(draft, edit, stamp) for edit in edits]
        if not stamp.wrote:
            change.nothing()
            return saved
        _touch(draft, now)
        if not stamp.told:
            change.nothing()
        _about(change, draft)
        for one in saved:
            change.field(one.path, one.revision - 1, one.revision)
    return saved


def undo(*, draft: Draft, member: Member, by: Actor, now: datetime) -> list[Saved]:
    """Take back the member's last step that still stands; what others wrote since stays.

    Raises DraftError where there is nothing to take back.
    """
    return _turn(draft, member, by, now, ChangeKind.UNDO)


def redo(*, draft: Draft, member: Member, by: Actor, now: datetime) -> list[Saved]:
    """Put back what the member undid last. Raises DraftError where there is nothing, or a newer edit of his own."""
    return _turn(draft, member, by, now, ChangeKind.REDO)


def add_comment(
    *, draft: Draft, anchor: str, quote: str, body: str, member: Member, by: Actor, now: datetime
) -> DraftComment:
    """Leave a comment on a part. The same words on the same part again add nothing. Raises DraftError without words."""
    body = body.strip()[:4000]
    if not body:
        raise DraftError("The comment is empty. Write what you think, in a sentence.")
    with write(by=by, verb=events.DRAFT_COMMENTED, now=now) as change:
        same = draft.comments.filter(anchor=anchor, body=body, by=member, resolved_at__isnull=True).first()
        if same:
            change.nothing()
            return same
        comment = DraftComment.objects.create(
            draft=draft, anchor=anchor[:300], quote=quote.strip()[:400], body=body, by=member, at=now
        )
        _about(change, draft)
        change.note = body[:400]
    return comment


def resolve_comment(*, comment: DraftComment, member: Member, by: Actor, now: datetime) -> DraftComment:
    """Mark a comment as settled; once more changes nothing."""
    with write(by=by, verb=events.DRAFT_COMMENT_RESOLVED, now=now) as change:
        found = DraftComment.objects.select_for_update().select_related("draft").get(pk=comment.pk)
        if found.resolved_at:
            change.nothing()
            return found
        found.resolved_at, found.resolved_by = now, member
        found.save(update_fields=["resolved_at", "resolved_by"])
        _about(change, found.draft)
        change.note = found.body[:400]
    return found


def put_text(*, draft: Draft, path: str, text: str, by: Actor, now: datetime) -> None:
    """Give a file its text within the caller's write, which holds the draft and says so.

    Raises DraftError where nobody of this organisation is behind it: every text has its writer.
    """
    member = Member.objects.filter(pk=by.member_id or 0).first()
    if member is None:
        raise DraftError("A draft is written by people of this organisation. Sign in as one of them.")
    row = draft.files.get(path=path)
    if row.text != text:
        _keep(row, text, _Stamp(member=member, now=now, told=False))
        _touch(draft, now)


@dataclass(slots=True)
class _Stamp:
    """Who saves, when, in which step; `wrote` says whether any file changed."""

    member: Member
    now: datetime
    told: bool = True
    kind: ChangeKind = ChangeKind.EDIT
    takes_back: uuid.UUID | None = None
    step: uuid.UUID = field(default_factory=uuid.uuid4)
    wrote: bool = False


def _first_files(*, version: PlaybookVersion | None, shipped: str, title: str) -> tuple[Mapping[str, str], str]:
    if version is not None:
        archive = archive_of(version=version)
        stored = open_archive(content=archive).files if archive is not None else None
        files = stored or written(playbook=playbook_of(version=version))
        return {path: text.decode() for path, text in files.items()}, str(version)
    if shipped:
        folder = playbooks_dir() / shipped
        if not re.fullmatch(r"[a-z0-9-]{1,80}", shipped) or not folder.is_dir():
            raise DraftError("There is no such playbook to start from. Choose one of the list.")
        found, _ = read_files(folder=folder)
        return {path: text.decode(errors="replace") for path, text in found.items()}, f"{shipped}, as shipped"
    return skeleton(title=title), ""


def _refuse_odd(edit: Edit) -> None:
    if not PATH.fullmatch(edit.path):
        raise DraftError(f"A playbook has no file “{edit.path[:80]}”. Use small letters, digits and hyphens.")
    if len(edit.text.encode()) > MAX_FILE_BYTES:
        raise DraftError(f"{edit.path} is larger than {MAX_FILE_BYTES // 1024} kB. Shorten or split it.")
    if "\0" in edit.text:
        raise DraftError(f"{edit.path} holds a character that is no text. Take it out and save again.")


def _locked(draft: Draft) -> Draft:
    """The draft as it is now, held until the end of the transaction: saves of two people go one after the other."""
    found = Draft.objects.select_for_update().get(pk=draft.pk)
    if not found.live:
        raise DraftError(f"“{found.title}” is {found.get_state_display().lower()} and is not changed any more.")
    return found


def _save(draft: Draft, edit: Edit, stamp: _Stamp) -> Saved:
    row = DraftFile.objects.filter(draft=draft, path=edit.path).first()
    if row is None:
        if not edit.text:
            return Saved(path=edit.path, revision=0, text="")
        if draft.files.count() >= MAX_FILES:
            raise DraftError(f"A playbook has at most {MAX_FILES} files.")
        row = DraftFile.objects.create(draft=draft, path=edit.path)
    mine = edit.text.replace("\r\n", "\n").replace("\r", "\n")
    newer = list(row.changes.filter(revision__gt=edit.base_revision).exclude(by=stamp.member).select_related("by"))
    found = Merged(mine)
    if edit.base_revision != row.revision:
        found = _merged(row, edit.base_revision, mine, newer)
    whom = ", ".join(dict.fromkeys(one.by.name for one in newer))
    if found.text != row.text:
        _keep(row, found.text, stamp)
    return Saved(
        path=row.path,
        revision=row.revision,
        text=row.text,
        merged=bool(newer),
        clashes=found.clashes,
        with_whom=whom,
    )


def _merged(row: DraftFile, base_revision: int, mine: str, newer: Sequence[DraftChange]) -> Merged:
    names = ", ".join(dict.fromkeys(one.by.name for one in newer)) or "You"
    note = f"{names} wrote here at the same time:"
    style: Style = "markdown" if row.path.endswith(".md") else "yaml"
    return merge(base=text_at(row=row, revision=base_revision), mine=mine, theirs=row.text, note=note, style=style)


def _keep(row: DraftFile, text: str, stamp: _Stamp) -> None:
    row.text, row.revision = text, row.revision + 1
    row.save(update_fields=["text", "revision"])
    DraftChange.objects.create(
        file=row,
        revision=row.revision,
        text=text,
        kind=stamp.kind,
        step=stamp.step,
        takes_back=stamp.takes_back,
        by=stamp.member,
        at=stamp.now,
        told=stamp.told,
    )
    stamp.wrote = True


def _told_lately(draft: Draft, member: Member, now: datetime) -> bool:
    return DraftChange.objects.filter(file__draft=draft, by=member, told=True, at__gt=now - ONE_ENTRY).exists()


def _turn(draft: Draft, member: Member, by: Actor, now: datetime, kind: ChangeKind) -> list[Saved]:
    verb = events.DRAFT_UNDONE if kind == ChangeKind.UNDO else events.DRAFT_REDONE
    with write(by=by, verb=verb, now=now) as change:
        draft = _locked(draft)
        step = steps_to_take_back(draft=draft, member=member)[0 if kind == ChangeKind.UNDO else 1]
        if step is None:
            raise DraftError("There is nothing of yours to take back." if kind == ChangeKind.UNDO else _NO_REDO)
        stamp = _Stamp(member=member, now=now, kind=kind, takes_back=step)
        saved = [_take_back(one, stamp) for one in DraftChange.objects.filter(step=step).select_related("file")]
        _touch(draft, now)
        _about(change, draft)
        for one in saved:
            change.field(one.path, one.revision - 1, one.revision)
    return saved


_NO_REDO = "There is nothing to put back."


def _take_back(one: DraftChange, stamp: _Stamp) -> Saved:
    row = one.file
    before = text_at(row=row, revision=one.revision - 1)
    note, style = "Written since:", "markdown" if row.path.endswith(".md") else "yaml"
    found = merge(base=one.text, mine=before, theirs=row.text, note=note, style=style)  # type: ignore[arg-type]
    _keep(row, found.text, stamp)
    return Saved(path=row.path, revision=row.revision, text=row.text, clashes=found.clashes)


def _touch(draft: Draft, now: datetime) -> None:
    draft.edited_at = now
    draft.save(update_fields=["edited_at"])


def _about(change: Change, draft: Draft) -> None:
    change.about(kind="draft", id=draft.pk, label=draft.title)
