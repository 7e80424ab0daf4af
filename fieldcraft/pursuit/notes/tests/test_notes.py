"""Notes: nobody's words are lost, every save is a revision, one sitting is one entry."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.pursuit.actions import Upload, confirm_criterion
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Evidence, File, Note, NoteRevision, Pursuit, Visit
from fieldcraft.pursuit.notes import actions
from fieldcraft.pursuit.notes.actions import LONGEST_TEXT, SITTING, Saved
from fieldcraft.pursuit.notes.merging import put_together
from fieldcraft.pursuit.notes.queries import files_of, notes_of
from fieldcraft.pursuit.uploads import LARGEST_FILE
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, Cast, actor, opportunity_for

KEY = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
words = st.lists(st.sampled_from(["money", "Ines", "the board", "in May", "two plants"]), max_size=6).map("\n".join)


@pytest.fixture
def pursuit(cast: Cast) -> Pursuit:
    return Pursuit.objects.select_related("opportunity", "version").get(opportunity=opportunity_for(owner=cast.jana))


def save(pursuit: Pursuit, cast: Cast, text: str, *, base: int = 0, who: str = "jana", after: int = 0) -> Saved:
    member = getattr(cast, who)
    saved = actions.save_note(
        pursuit=pursuit,
        key=KEY,
        text=text,
        base=base,
        member=member,
        by=actor(member),
        now=NOW + timedelta(seconds=after),
    )
    assert saved is not None
    return saved


def test_what_is_typed_in_one_sitting_is_one_entry_and_every_save_a_revision(pursuit: Pursuit, cast: Cast) -> None:
    entries = Entry.objects.count()
    base = 0
    for number, text in enumerate(("T", "They", "They have money")):
        base = save(pursuit, cast, text, base=base, after=number).base
    assert (NoteRevision.objects.count(), Entry.objects.count()) == (3, entries + 1)
    save(pursuit, cast, "They have money now", base=base, after=int(SITTING.total_seconds()) + 60)
    assert Entry.objects.count() == entries + 2
    save(pursuit, cast, "They have money now. M", base=4, who="marek", after=3000)
    assert Entry.objects.count() == entries + 3


def test_the_same_save_twice_is_one(pursuit: Pursuit, cast: Cast) -> None:
    save(pursuit, cast, "Once")
    again = save(pursuit, cast, "Once")
    assert (again.note.revision, NoteRevision.objects.count(), Note.objects.count()) == (1, 1, 1)


def test_two_who_write_at_once_keep_each_others_words(pursuit: Pursuit, cast: Cast) -> None:
    start = save(pursuit, cast, "Money: ?\nDate: ?\n").base
    save(pursuit, cast, "Money: 90 k\nDate: ?\n", base=start, who="marek")
    both = save(pursuit, cast, "Money: ?\nDate: May\n", base=start)
    assert (both.note.text, both.both, both.clash) == ("Money: 90 k\nDate: May\n", True, False)
    # Typed on while that was under way: on top of what was sent, not of what came back.
    on = save(pursuit, cast, "Money: ?\nDate: May 4\n", base=both.base)
    assert on.note.text == "Money: 90 k\nDate: May 4\n"


def test_where_both_change_one_line_both_texts_stand(pursuit: Pursuit, cast: Cast) -> None:
    start = save(pursuit, cast, "Money: ?\n").base
    save(pursuit, cast, "Money: 90 k\n", base=start, who="marek")
    both = save(pursuit, cast, "Money: none\n", base=start)
    assert both.clash
    assert "> Money: 90 k\n" in both.note.text
    assert "\nMoney: none\n" in both.note.text
    assert "Marek wrote here" in both.note.text


@given(base=words, mine=words, theirs=words, older=words)
def test_no_line_that_somebody_added_is_lost(base: str, mine: str, theirs: str, older: str) -> None:
    for begun in (base, older):
        put = put_together(base=begun, mine=mine, theirs=theirs, who="Marek")
        kept = {line.removeprefix("> ") for line in put.text.splitlines()}
        added = {*mine.splitlines(), *theirs.splitlines()} - set(begun.splitlines())
        assert added <= kept


def test_a_page_that_half_saved_before_does_not_double_its_words() -> None:
    put = put_together(base="", mine="They have money", theirs="They have", who="Jana")
    assert (put.text, put.both) == ("They have money", False)


def test_a_save_under_way_brings_a_removed_note_back(pursuit: Pursuit, cast: Cast) -> None:
    note = save(pursuit, cast, "Here").note
    actions.remove_note(note=note, member=cast.marek, by=actor(cast.marek), now=NOW)
    assert notes_of(opportunity_id=pursuit.opportunity_id) == []
    save(pursuit, cast, "Here and there", base=1, after=5)
    assert [one.text for one in notes_of(opportunity_id=pursuit.opportunity_id)] == ["Here and there"]


def test_removing_and_bringing_back_change_nothing_the_second_time(pursuit: Pursuit, cast: Cast) -> None:
    note, entries = save(pursuit, cast, "Here").note, Entry.objects.count()
    for _ in range(2):
        actions.remove_note(note=note, member=cast.jana, by=actor(cast.jana), now=NOW)
    for _ in range(2):
        actions.restore_note(note=note, by=actor(cast.jana), now=NOW)
    assert Entry.objects.count() == entries + 2


def test_an_empty_new_note_is_none_and_a_long_one_is_refused(pursuit: Pursuit, cast: Cast) -> None:
    by = {"member": cast.jana, "by": actor(cast.jana), "now": NOW, "base": 0, "key": uuid4()}
    assert actions.save_note(pursuit=pursuit, text=" \n", **by) is None  # type: ignore[arg-type]
    with pytest.raises(PursuitError, match="Begin another one"):
        actions.save_note(pursuit=pursuit, text="x" * (LONGEST_TEXT + 1), **by)  # type: ignore[arg-type]
    assert not Note.objects.exists()


def test_of_an_old_sitting_the_last_text_is_kept(pursuit: Pursuit, cast: Cast) -> None:
    base = 0
    for number in range(4):
        base = save(pursuit, cast, f"Line {number}", base=base, after=number).base
    save(pursuit, cast, "Days later", base=base, after=4 * 86400)
    assert list(NoteRevision.objects.order_by("number").values_list("number", flat=True)) == [4, 5]


def test_a_look_is_noted_rarely_and_leaves_no_entry(pursuit: Pursuit, cast: Cast) -> None:
    entries = Entry.objects.count()
    for minutes in (0, 1, 10, 20, 120):
        actions.look(pursuit=pursuit, member=cast.marek, now=NOW + timedelta(minutes=minutes))
    visit = Visit.objects.get()
    assert (visit.since, visit.at) == (NOW + timedelta(minutes=20), NOW + timedelta(minutes=120))
    assert Entry.objects.count() == entries


def test_a_file_is_kept_once_listed_once_and_given_as_evidence_without_sending_it_again(
    pursuit: Pursuit, cast: Cast
) -> None:
    upload = Upload(name="case.pdf", media_type="application/pdf", content=b"numbers")
    by = actor(cast.jana)
    for _ in range(2):
        row = actions.add_file(pursuit=pursuit, file=upload, member=cast.jana, by=by, now=NOW)
    for _ in range(2):
        confirm_criterion(
            pursuit=pursuit, criterion="business-case-reviewed", note="", file=None, existing=row.file,
            member=cast.jana, by=by, now=NOW,
        )  # fmt: skip
    assert (File.objects.count(), Evidence.objects.count()) == (1, 1)
    (line,) = files_of(opportunity_id=pursuit.opportunity_id)
    assert line.proves == ("business-case-reviewed",)
    actions.remove_file(pursuit=pursuit, file=row.file, member=cast.jana, by=by, now=NOW)
    (line,) = files_of(opportunity_id=pursuit.opportunity_id)
    assert not line.attached
    actions.restore_file(pursuit=pursuit, file=row.file, by=by, now=NOW)
    assert files_of(opportunity_id=pursuit.opportunity_id)[0].attached


def test_a_file_over_the_limit_is_refused(pursuit: Pursuit, cast: Cast) -> None:
    upload = Upload(name="film.mov", media_type="video/quicktime", content=b"x" * (LARGEST_FILE + 1))
    with pytest.raises(PursuitError, match="10 MB fit"):
        actions.add_file(pursuit=pursuit, file=upload, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert not File.objects.exists()
