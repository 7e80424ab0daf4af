"""From a draft to a version: co-authors, proposal, yes or no, publication."""

from __future__ import annotations

from datetime import datetime

from fieldcraft.methodology import events
from fieldcraft.methodology.actions.installing import store
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import content_hash
from fieldcraft.methodology.package.diff import next_version, order, raised
from fieldcraft.methodology.package.edits import with_value
from fieldcraft.methodology.package.package import package_of
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.queries import examine, playbook_of
from fieldcraft.methodology.studio.actions.writing import put_text
from fieldcraft.methodology.studio.errors import DraftError
from fieldcraft.methodology.studio.models import CoAuthor, Draft, DraftState
from fieldcraft.methodology.studio.queries import base_of, compiled_draft, contents, files_of
from fieldcraft.people.models import Member, Role
from fieldcraft.trail.record import Actor, Change, write


def name_co_author(*, draft: Draft, member: Member, by: Actor, now: datetime) -> CoAuthor:
    """Ask a front-line manager to write along and to approve; once more changes nothing.

    Raises DraftError for anybody who is no manager, and for a draft that has ended.
    """
    if member.role != Role.MANAGER or not member.active:
        raise DraftError(f"{member.name} is no manager here. A co-author leads the people who will work with it.")
    with write(by=by, verb=events.CO_AUTHOR_NAMED, now=now) as change:
        draft = _live(draft)
        found, made = CoAuthor.objects.get_or_create(draft=draft, member=member, defaults={"asked_at": now})
        if not made:
            change.nothing()
            return found
        _about(change, draft)
        change.field("co-author", None, member.name)
    return found


def remove_co_author(*, draft: Draft, member: Member, by: Actor, now: datetime) -> None:
    """Release a co-author with his answer; once more changes nothing. Raises DraftError for a draft that has ended."""
    with write(by=by, verb=events.CO_AUTHOR_REMOVED, now=now) as change:
        draft = _live(draft)
        gone, _ = CoAuthor.objects.filter(draft=draft, member=member).delete()
        if not gone:
            change.nothing()
            return
        _about(change, draft)
        change.field("co-author", member.name, None)


def propose(*, draft: Draft, by: Actor, now: datetime) -> Draft:
    """Put the draft before its co-authors; it may still be changed. Once more changes nothing.

    The version number is chosen here, because what is approved is the exact content.
    Raises DraftError while the check finds an error.
    """
    with write(by=by, verb=events.DRAFT_PROPOSED, now=now) as change:
        draft = _live(draft)
        if draft.state == DraftState.PROPOSED:
            change.nothing()
            return draft
        playbook = _whole(draft=draft)
        number = _number_for(draft=draft, playbook=playbook)
        if number != playbook.version:
            text = files_of(draft=draft)["playbook.yaml"].text
            numbered = with_value(text=text, path=("version",), value=number)
            put_text(draft=draft, path="playbook.yaml", text=numbered, by=by, now=now)
            change.field("version", playbook.version, number)
        draft.state, draft.proposed_at = DraftState.PROPOSED, now
        draft.save(update_fields=["state", "proposed_at"])
        _about(change, draft)
        change.field("state", DraftState.OPEN.value, draft.state)
    return draft


def approve(*, draft: Draft, digest: str, member: Member, by: Actor, now: datetime) -> CoAuthor:
    """Say yes to the content that was on the screen, named by its digest; once more changes nothing.

    Raises DraftError for who is no co-author, for a draft that is not proposed or published, and where the text has
    changed since the page was opened.
    """
    with write(by=by, verb=events.DRAFT_APPROVED, now=now) as change:
        found = _answering(draft, member)
        if digest != _digest(found.draft):
            raise DraftError("The text has changed since you opened this page. Read it again, then approve.")
        if found.approved_digest == digest:
            change.nothing()
            return found
        found.approved_at, found.approved_digest, found.wants, found.wants_at = now, digest, "", None
        found.save(update_fields=["approved_at", "approved_digest", "wants", "wants_at"])
        _about(change, found.draft)
        change.field("content", None, digest)
    return found


def ask_for_changes(*, draft: Draft, wants: str, member: Member, by: Actor, now: datetime) -> CoAuthor:
    """Say what should change first; takes back an earlier yes. The same words again change nothing."""
    wants = wants.strip()[:4000]
    if not wants:
        raise DraftError("Say in a sentence what should change, so that somebody can change it.")
    with write(by=by, verb=events.DRAFT_CHANGES_ASKED, now=now) as change:
        found = _answering(draft, member)
        if found.wants == wants:
            change.nothing()
            return found
        found.wants, found.wants_at, found.approved_at, found.approved_digest = wants, now, None, ""
        found.save(update_fields=["approved_at", "approved_digest", "wants", "wants_at"])
        _about(change, found.draft)
        change.note = wants[:400]
    return found


def publish(*, draft: Draft, by: Actor, now: datetime) -> PlaybookVersion:
    """Make the draft an installed version that nothing follows yet; once more gives the same version.

    Raises DraftError while the draft is not proposed, while the check finds an error, where the same content is
    installed already, and where its version number is taken by other content.
    """
    with write(by=by, verb=events.DRAFT_PUBLISHED, now=now) as change:
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        if draft.version is not None:
            change.nothing()
            return draft.version
        if draft.state != DraftState.PROPOSED:
            raise DraftError("The draft is not in review. Propose it first, so that its co-authors see it.")
        version = _installed(draft, by=by, now=now)
        draft.version, draft.state, draft.ended_at = version, DraftState.PUBLISHED, now
        draft.save(update_fields=["version", "state", "ended_at"])
        _about(change, draft)
        change.field("version", None, str(version))
        change.field("digest", None, version.digest)
    return version


def close(*, draft: Draft, by: Actor, now: datetime) -> Draft:
    """Put the draft away with all its text; once more changes nothing. Raises DraftError for a published one."""
    with write(by=by, verb=events.DRAFT_CLOSED, now=now) as change:
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        if draft.state == DraftState.CLOSED:
            change.nothing()
            return draft
        _ended(draft)
        before, draft.state, draft.ended_at = draft.state, DraftState.CLOSED, now
        draft.save(update_fields=["state", "ended_at"])
        _about(change, draft)
        change.field("state", before, draft.state)
    return draft


def reopen(*, draft: Draft, by: Actor, now: datetime) -> Draft:
    """Write on: from review or from closed; once more changes nothing. Raises DraftError for a published one."""
    with write(by=by, verb=events.DRAFT_REOPENED, now=now) as change:
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        if draft.state == DraftState.OPEN:
            change.nothing()
            return draft
        _ended(draft)
        before, draft.state, draft.ended_at, draft.proposed_at = draft.state, DraftState.OPEN, None, None
        draft.save(update_fields=["state", "ended_at", "proposed_at"])
        _about(change, draft)
        change.field("state", before, draft.state)
    return draft


def _whole(*, draft: Draft) -> Playbook:
    """The playbook of the draft. Raises DraftError while the check finds an error."""
    found = compiled_draft(contents(files=files_of(draft=draft)))
    if found is None:
        raise DraftError("The check still finds errors. Mend them first; the list stands beside the text.")
    return found.playbook


def _number_for(*, draft: Draft, playbook: Playbook) -> str:
    """The version number the draft should have: the base's raised by what is different, and never one that is taken.

    The author's own number stands where there is no base of the same key, where it is higher, and where nothing is
    different.
    """
    taken = set(PlaybookVersion.objects.filter(key=playbook.key).values_list("version", flat=True))
    base = base_of(draft=draft)
    number = playbook.version
    if base is not None and base.key == playbook.key:
        wanted = next_version(before=playbook_of(version=base), after=playbook)
        if wanted == number == base.version:
            return number
        number = wanted if order(version=wanted) > order(version=number) else number
    while number in taken:
        number = raised(version=number, bump="patch")
    return number


def _installed(draft: Draft, *, by: Actor, now: datetime) -> PlaybookVersion:
    _whole(draft=draft)
    files = contents(files=files_of(draft=draft))
    found = examine(package=package_of(files=dict(files)))
    if found.installed is not None:
        raise DraftError(f"{found.installed} has exactly this content already. There is nothing new to publish.")
    if found.clash is not None:
        raise DraftError(
            f"Version {found.playbook.version} of “{found.playbook.title}” is installed with other content. "
            "Raise the version on the first page of the playbook."
        )
    return store(examined=found, by=by, now=now)


def _digest(draft: Draft) -> str:
    return draft.version.digest if draft.version else content_hash(playbook=_whole(draft=draft))


def _answering(draft: Draft, member: Member) -> CoAuthor:
    """The co-author's row, held, of a draft that waits for answers."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    found = CoAuthor.objects.select_for_update().filter(draft=draft, member=member).first()
    if found is None:
        raise DraftError("You are not a co-author of this draft.")
    if draft.state not in (DraftState.PROPOSED, DraftState.PUBLISHED):
        raise DraftError("The draft is not in review, so there is nothing to answer yet.")
    found.draft = draft
    return found


def _live(draft: Draft) -> Draft:
    found = Draft.objects.select_for_update().get(pk=draft.pk)
    if not found.live:
        raise DraftError(f"“{found.title}” is {found.get_state_display().lower()} and is not changed any more.")
    return found


def _ended(draft: Draft) -> None:
    if draft.state == DraftState.PUBLISHED:
        raise DraftError(f"“{draft.title}” is published. A version never changes: start a new draft from it.")


def _about(change: Change, draft: Draft) -> None:
    change.about(kind="draft", id=draft.pk, label=draft.title)
