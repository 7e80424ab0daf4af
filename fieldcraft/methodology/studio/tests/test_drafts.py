"""Drafts on a real database: nothing is lost, everything can be taken back, every write leaves its entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from fieldcraft.methodology import events
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.check import check_files
from fieldcraft.methodology.queries import version_in_use
from fieldcraft.methodology.studio import actions
from fieldcraft.methodology.studio.actions import Edit
from fieldcraft.methodology.studio.errors import DraftError
from fieldcraft.methodology.studio.models import Draft, DraftChange, DraftState
from fieldcraft.methodology.studio.queries import (
    blockers_of,
    contents,
    digest_of,
    draft_for,
    drafts,
    faults_of,
    files_of,
    rollout_blockers,
    steps_to_take_back,
)
from fieldcraft.people.models import Member
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, Cast, actor

STAGE = "stages/discover.yaml"


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """A draft of the version in use, by Erin."""
    return actions.start_draft(title="Ours", version=_with_content(), member=cast.erin, by=actor(cast.erin), now=NOW)


def _with_content() -> PlaybookVersion:
    return PlaybookVersion.objects.get(pk=version_in_use().pk)


def text_of(draft: Draft, path: str = STAGE) -> str:
    return files_of(draft=draft)[path].text


def save(
    draft: Draft, member: Member, old: str, new: str, *, base: int, on: str = "", seconds: int = 0
) -> actions.Saved:
    text = (on or text_of(draft)).replace(old, new)
    return actions.save_file(
        draft=draft, path=STAGE, base_revision=base, text=text, member=member, by=actor(member),
        now=NOW + timedelta(seconds=seconds),
    )  # fmt: skip


def entries(verb: str) -> int:
    return Entry.objects.filter(verb=verb).count()


def test_a_draft_of_a_version_has_the_very_content(draft: Draft) -> None:
    folder = contents(files=files_of(draft=draft))
    assert digest_of(folder=folder) == version_in_use().digest
    assert entries(events.DRAFT_STARTED) == 1


def test_a_draft_from_the_shipped_folder_keeps_its_texts(cast: Cast) -> None:
    made = actions.start_draft(title="T", shipped="complex-sale", member=cast.erin, by=actor(cast.erin), now=NOW)
    assert "README.md" in files_of(draft=made)
    assert digest_of(folder=contents(files=files_of(draft=made))) == version_in_use().digest
    with pytest.raises(DraftError):
        actions.start_draft(title="T", shipped="../secret", member=cast.erin, by=actor(cast.erin), now=NOW)


@pytest.mark.parametrize("title", ["Our way", 'The "big" one: yes', "42", "Ü"])
def test_a_draft_from_nothing_passes_the_check(cast: Cast, title: str) -> None:
    made = actions.start_draft(title=title, member=cast.erin, by=actor(cast.erin), now=NOW)
    faults = check_files(files=dict(contents(files=files_of(draft=made))))
    assert [fault for fault in faults if fault.severity == "error"] == []
    assert faults_of(contents(files=files_of(draft=made))) == faults


def test_two_people_on_different_lines_lose_nothing(draft: Draft, cast: Cast) -> None:
    page = text_of(draft)
    save(draft, cast.erin, "title: Discover", "title: Find out", base=0, on=page)
    late = save(draft, cast.ada, "typical_days: 21", "typical_days: 30", base=0, on=page)
    assert (late.merged, late.clashes, late.with_whom) == (True, (), "Erin")
    assert "title: Find out" in text_of(draft)
    assert "typical_days: 30" in text_of(draft)


def test_two_people_on_one_line_keep_both_texts_and_are_told(draft: Draft, cast: Cast) -> None:
    page = text_of(draft)
    save(draft, cast.erin, "title: Discover", "title: Find out", base=0, on=page)
    late = save(draft, cast.ada, "title: Discover", "title: Explore", base=0, on=page)
    assert [(clash.mine, clash.theirs) for clash in late.clashes] == [("title: Explore\n", "title: Find out\n")]
    assert "\n# Erin wrote here at the same time:\n# title: Find out\ntitle: Explore\n" in text_of(draft)
    assert not [fault for fault in faults_of(contents(files=files_of(draft=draft))) if fault.severity == "error"]


def test_the_same_text_again_changes_nothing(draft: Draft, cast: Cast) -> None:
    page = text_of(draft)
    first = save(draft, cast.erin, "title: Discover", "title: Find out", base=0, on=page)
    again = save(draft, cast.erin, "title: Discover", "title: Find out", base=0, on=page, seconds=90)
    assert (again.revision, again.text) == (first.revision, first.text)
    assert DraftChange.objects.count() == 1
    assert entries(events.DRAFT_EDITED) == 1


def test_saves_within_a_minute_leave_one_entry_and_all_their_texts(draft: Draft, cast: Cast) -> None:
    for number in range(1, 4):
        save(draft, cast.erin, "title: Discover", f"title: Discover{'!' * number}", base=number - 1, seconds=number)
        draft.refresh_from_db()
    assert (DraftChange.objects.count(), entries(events.DRAFT_EDITED)) == (3, 1)
    save(draft, cast.erin, "typical_days: 21", "typical_days: 22", base=3, seconds=75)
    assert entries(events.DRAFT_EDITED) == 2


def test_undo_takes_back_ones_own_step_and_keeps_what_others_wrote(draft: Draft, cast: Cast) -> None:
    before = text_of(draft)
    save(draft, cast.erin, "title: Discover", "title: Find out", base=0)
    save(draft, cast.ada, "typical_days: 21", "typical_days: 30", base=1)
    actions.undo(draft=draft, member=cast.erin, by=actor(cast.erin), now=NOW)
    assert text_of(draft) == before.replace("typical_days: 21", "typical_days: 30")
    actions.redo(draft=draft, member=cast.erin, by=actor(cast.erin), now=NOW)
    assert "title: Find out" in text_of(draft)
    assert (entries(events.DRAFT_UNDONE), entries(events.DRAFT_REDONE)) == (1, 1)


def test_undo_goes_back_step_by_step_and_forth_again(draft: Draft, cast: Cast) -> None:
    seen = [text_of(draft)]
    for number, days in enumerate((22, 23, 24)):
        save(draft, cast.erin, f"typical_days: {21 + number}", f"typical_days: {days}", base=number)
        seen.append(text_of(draft))
    for text in reversed(seen[:-1]):
        actions.undo(draft=draft, member=cast.erin, by=actor(cast.erin), now=NOW)
        assert text_of(draft) == text
    with pytest.raises(DraftError):
        actions.undo(draft=draft, member=cast.erin, by=actor(cast.erin), now=NOW)
    for text in seen[1:]:
        actions.redo(draft=draft, member=cast.erin, by=actor(cast.erin), now=NOW)
        assert text_of(draft) == text
    assert steps_to_take_back(draft=draft, member=cast.erin)[1] is None
    assert steps_to_take_back(draft=draft, member=cast.ada) == (None, None)


def test_a_new_edit_ends_what_could_be_put_back(draft: Draft, cast: Cast) -> None:
    save(draft, cast.erin, "typical_days: 21", "typical_days: 22", base=0)
    actions.undo(draft=draft, member=cast.erin, by=actor(cast.erin), now=NOW)
    save(draft, cast.erin, "typical_days: 21", "typical_days: 25", base=2)
    with pytest.raises(DraftError):
        actions.redo(draft=draft, member=cast.erin, by=actor(cast.erin), now=NOW)


def test_files_saved_together_are_one_step(draft: Draft, cast: Cast) -> None:
    saved = actions.save_files(
        draft=draft,
        edits=[Edit("plays/new.yaml", 0, "plays: []\n"), Edit(STAGE, 0, "")],
        member=cast.erin, by=actor(cast.erin), now=NOW,
    )  # fmt: skip
    assert [one.path for one in saved] == ["plays/new.yaml", STAGE]
    assert STAGE not in files_of(draft=draft)
    actions.undo(draft=draft, member=cast.erin, by=actor(cast.erin), now=NOW)
    assert STAGE in files_of(draft=draft)
    assert "plays/new.yaml" not in files_of(draft=draft)


@pytest.mark.parametrize("path", ["../x.yaml", "/etc/x.yaml", "a/b/c.yaml", "x.py", "stages/.x.yaml", ""])
def test_odd_names_are_refused_and_nothing_is_written(draft: Draft, cast: Cast, path: str) -> None:
    with pytest.raises(DraftError):
        actions.save_file(
            draft=draft, path=path, base_revision=0, text="a: 1\n", member=cast.erin, by=actor(cast.erin), now=NOW
        )
    assert DraftChange.objects.count() == 0


def test_a_revision_from_nowhere_is_refused(draft: Draft, cast: Cast) -> None:
    with pytest.raises(DraftError, match="another time"):
        save(draft, cast.erin, "title: Discover", "title: X", base=7)


def test_comments_are_left_once_and_settled_once(draft: Draft, cast: Cast) -> None:
    for _ in range(2):
        comment = actions.add_comment(
            draft=draft, anchor="stages.discover", quote="", body=" Too long? ", member=cast.dora,
            by=actor(cast.dora), now=NOW,
        )  # fmt: skip
    for _ in range(2):
        actions.resolve_comment(comment=comment, member=cast.erin, by=actor(cast.erin), now=NOW)
    assert (entries(events.DRAFT_COMMENTED), entries(events.DRAFT_COMMENT_RESOLVED)) == (1, 1)
    assert draft.comments.get().resolved_by == cast.erin


def test_from_proposal_to_version_and_what_still_blocks_a_rollout(draft: Draft, cast: Cast) -> None:
    erin, marek = actor(cast.erin), actor(cast.marek)
    save_version(draft, cast)
    actions.propose(draft=draft, by=erin, now=NOW)
    digest = digest_of(folder=contents(files=files_of(draft=draft)))
    assert blockers_of(draft=draft, digest=digest) == (
        "No front-line manager is named as a co-author. Name at least one in the draft.",
    )
    actions.name_co_author(draft=draft, member=cast.marek, by=erin, now=NOW)
    actions.name_co_author(draft=draft, member=cast.nina, by=erin, now=NOW)
    actions.approve(draft=draft, digest=digest, member=cast.marek, by=marek, now=NOW)
    actions.ask_for_changes(draft=draft, wants="Shorter.", member=cast.nina, by=actor(cast.nina), now=NOW)
    version = actions.publish(draft=draft, by=erin, now=NOW)
    assert version.digest == digest
    assert not version.in_use
    assert rollout_blockers(version=version) == ("Nina has asked for changes.",)
    actions.approve(draft=draft, digest=digest, member=cast.nina, by=actor(cast.nina), now=NOW)
    assert rollout_blockers(version=version) == ()
    assert actions.publish(draft=draft, by=erin, now=NOW) == version
    assert entries(events.DRAFT_PUBLISHED) == 1
    assert rollout_blockers(version=version_in_use()) == ()


def save_version(draft: Draft, cast: Cast) -> None:
    text = text_of(draft, "playbook.yaml").replace(f"version: {version_in_use().version}", "version: 99.0.0")
    actions.save_file(
        draft=draft, path="playbook.yaml", base_revision=0, text=text, member=cast.erin, by=actor(cast.erin), now=NOW
    )


def test_a_yes_to_another_text_does_not_count(draft: Draft, cast: Cast) -> None:
    save_version(draft, cast)
    actions.name_co_author(draft=draft, member=cast.marek, by=actor(cast.erin), now=NOW)
    actions.propose(draft=draft, by=actor(cast.erin), now=NOW)
    digest = digest_of(folder=contents(files=files_of(draft=draft)))
    actions.approve(draft=draft, digest=digest, member=cast.marek, by=actor(cast.marek), now=NOW)
    save(draft, cast.erin, "typical_days: 21", "typical_days: 22", base=0)
    with pytest.raises(DraftError, match="has changed since"):
        actions.approve(draft=draft, digest=digest, member=cast.marek, by=actor(cast.marek), now=NOW)
    version = actions.publish(draft=draft, by=actor(cast.erin), now=NOW)
    assert rollout_blockers(version=version) == ("Marek approved an earlier text and has not approved this one.",)


def test_what_may_not_be_is_refused(draft: Draft, cast: Cast) -> None:
    erin = actor(cast.erin)
    with pytest.raises(DraftError, match="no manager"):
        actions.name_co_author(draft=draft, member=cast.jana, by=erin, now=NOW)
    with pytest.raises(DraftError, match="not in review"):
        actions.publish(draft=draft, by=erin, now=NOW)
    actions.propose(draft=draft, by=erin, now=NOW)
    with pytest.raises(DraftError, match="exactly this content"):
        actions.publish(draft=draft, by=erin, now=NOW)
    save(draft, cast.erin, "typical_days: 21", "typical_days: 22", base=0)
    with pytest.raises(DraftError, match="Raise the version"):
        actions.publish(draft=draft, by=erin, now=NOW)
    save(draft, cast.erin, "typical_days: 22", "typical_days: none", base=1)
    with pytest.raises(DraftError, match="still finds errors"):
        actions.publish(draft=draft, by=erin, now=NOW)
    actions.close(draft=draft, by=erin, now=NOW)
    with pytest.raises(DraftError, match="not changed any more"):
        save(draft, cast.erin, "typical_days: none", "typical_days: 23", base=2)
    assert actions.reopen(draft=draft, by=erin, now=NOW).state == DraftState.OPEN


@pytest.fixture
def reads(draft: Draft) -> Callable[[Member], bool]:
    return lambda member: draft_for(member=member, draft_id=draft.pk) is not None


def test_who_reads_a_draft(draft: Draft, cast: Cast, reads: Callable[[Member], bool]) -> None:
    actions.name_co_author(draft=draft, member=cast.marek, by=actor(cast.erin), now=NOW)
    may = {"vera", "dora", "erin", "ada", "marek"}
    people = {name: getattr(cast, name) for name in ("vera", "dora", "marek", "nina", "jana", "omar", "erin", "ada")}
    assert {name for name, member in people.items() if reads(member)} == may
    assert {name for name, member in people.items() if drafts(member=member)} == may
    assert draft_for(member=cast.erin, draft_id=draft.pk + 1) is None
