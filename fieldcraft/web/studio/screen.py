"""What every view of the editor starts from: the draft, its files, its parts and what the check says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404

from fieldcraft.methodology.package.address import Parts, Spot
from fieldcraft.methodology.package.faults import Fault
from fieldcraft.methodology.studio import queries
from fieldcraft.methodology.studio.models import Draft, DraftComment, DraftFile
from fieldcraft.methodology.studio.rights import may_enter, may_write
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.studio.present import checks, form, outline, words


@dataclass(frozen=True)
class Screen:
    """One part or one file of a draft as it is now. `file` is the one whose text is shown."""

    draft: Draft
    files: dict[str, DraftFile]
    parts: Parts
    faults: Mapping[Fault, str]
    comments: list[DraftComment]
    spot: Spot | None
    file: str
    base: str
    writable: bool

    @property
    def at(self) -> str:
        """The address of the part; empty for the playbook itself and for a bare file."""
        return self.spot.at if self.spot else ""

    @property
    def folder(self) -> queries.Contents:
        """The files as the package reads them."""
        return queries.contents(files=self.files)


def base_of(request: MemberRequest, draft_id: int | None = None) -> str:
    """The address of the studio, or of one draft in it."""
    studio = f"/o/{request.organisation.slug}/playbook/studio/"
    return f"{studio}{draft_id}/" if draft_id else studio


def draft_or_404(request: MemberRequest, draft_id: int) -> Draft:
    """A draft the member may read; the answer of a wrong address for everybody else."""
    draft = queries.draft_for(member=request.member, draft_id=draft_id) if may_enter(member=request.member) else None
    if draft is None:
        raise Http404("No such page.")
    return draft


def writable_or_404(request: MemberRequest, draft_id: int) -> Draft:
    """A draft the member may write."""
    draft = draft_or_404(request, draft_id)
    if not may_write(draft=draft, member=request.member):
        raise Http404("No such page.")
    return draft


@lru_cache(maxsize=16)
def parts_of(folder: queries.Contents) -> Parts:
    """The parts of a folder, found once per text: a save reads them before and after."""
    return Parts(files=dict(folder))


def screen(request: MemberRequest, draft: Draft, *, at: str = "", file: str = "") -> Screen:
    """The editor at a part or a file; what is not there any more shows the playbook itself."""
    files = queries.files_of(draft=draft)
    folder = queries.contents(files=files)
    parts = parts_of(folder)
    spot = None if file and file in files and not at else _nearest(parts, at)
    return Screen(
        draft=draft,
        files=files,
        parts=parts,
        faults=parts.of_faults(queries.faults_of(folder)),
        comments=queries.comments_of(draft=draft),
        spot=spot,
        file=_shown_file(parts, spot, file, files),
        base=base_of(request, draft.pk),
        writable=draft.live and may_write(draft=draft, member=request.member),
    )


def _nearest(parts: Parts, at: str) -> Spot | None:
    steps = at.split(".") if at else []
    for end in range(len(steps), -1, -1):
        found = parts.spots.get(".".join(steps[:end]))
        if found is not None:
            return found
    return None


def _shown_file(parts: Parts, spot: Spot | None, file: str, files: Mapping[str, DraftFile]) -> str:
    if spot is None:
        return file if file in files else next(iter(files), "")
    own = [spot.file, parts.text_of(spot)]
    return file if file in own and file in files else spot.file


def context_of(request: MemberRequest, at: Screen) -> dict[str, Any]:
    """What the partials of the editor draw."""
    spot = at.spot
    own = [one for one in dict.fromkeys([spot.file, at.parts.text_of(spot)]) if one] if spot else [at.file]
    row = at.files.get(at.file)
    open_comments = [one for one in at.comments if one.resolved_at is None]
    return {
        "draft": at.draft,
        "base": f"/o/{request.organisation.slug}/",
        "draft_base": at.base,
        "writable": at.writable,
        "at": at.at,
        "spot": spot,
        "form": form.form_view(parts=at.parts, spot=spot, faults=at.faults, base=at.base) if spot else None,
        "heading": _heading(spot),
        "kind": words.SINGULARS.get(spot.collection, "") if spot else "file",
        "trail": list(outline.trail(parts=at.parts, at=at.at, base=at.base)),
        "tabs": [(name, f"{at.base}?at={at.at}&file={name}" if spot else "", name == at.file) for name in own],
        "file": at.file,
        "text": row.text if row else "",
        "revision": row.revision if row else 0,
        "revisions": [(name, at.files[name].revision) for name in own if name in at.files],
        "line": spot.line if spot and spot.file == at.file else 1,
        "groups": outline.outline(
            parts=at.parts,
            faults=at.faults,
            comments=Counter(one.anchor for one in open_comments),
            at=at.at,
            file="" if spot else at.file,
            base=at.base,
            writable=at.writable,
        ),
        "check": checks.check_view(parts=at.parts, faults=at.faults, files=[at.file], base=at.base),
        "comments": [one for one in open_comments if one.anchor == at.at],
        "open_comments": len(open_comments),
        "facts": form.facts_known() if spot else [],
        "saved": words.clock(at=at.draft.edited_at, now=request.now),
        "state": words.state_of(draft=at.draft),
    }


def _heading(spot: Spot | None) -> str:
    if spot is None:
        return ""
    return spot.title if spot.path else "Name, version, idea"
