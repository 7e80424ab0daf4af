"""Nobody's text is lost when two people save at once."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.lib.text_merge import merge

NOTE = "Erin wrote here at the same time:"
LINES = st.lists(st.sampled_from(["a: 1", "b: 2", "  c: 3", "", "# why", "d: >-", "    text", "e"]), max_size=12)


def joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def words(text: str) -> Counter[str]:
    return Counter(line.strip() for line in text.splitlines() if line.strip())


@given(LINES, LINES, LINES)
def test_every_line_somebody_wrote_is_still_there(base: list[str], mine: list[str], theirs: list[str]) -> None:
    merged = merge(base=joined(base), mine=joined(mine), theirs=joined(theirs), note=NOTE).text
    stripped = words("\n".join(line.strip().removeprefix("# ") for line in merged.splitlines()))
    plain = words(merged)
    for written in (mine, theirs):
        for line, count in (words(joined(written)) - words(joined(base))).items():
            assert max(stripped[line], plain[line], stripped[line.removeprefix("# ")]) >= min(count, 1)


@given(LINES, LINES)
def test_what_one_of_them_changed_is_taken_as_it_is(base: list[str], mine: list[str]) -> None:
    before, after = joined(base), joined(mine)
    assert merge(base=before, mine=after, theirs=before, note=NOTE).text == after
    assert merge(base=before, mine=before, theirs=after, note=NOTE).text == after
    assert merge(base=before, mine=after, theirs=after, note=NOTE).text == after


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=3), min_size=5, max_size=12, unique=True), st.data())
def test_edits_of_different_lines_are_both_taken_without_a_word(base: list[str], data: st.DataObject) -> None:
    one = data.draw(st.integers(0, len(base) - 1))
    other = data.draw(st.integers(0, len(base) - 1).filter(lambda n: n != one))
    mine = [*base[:one], "MINE", *base[one + 1 :]]
    theirs = [*base[:other], "THEIRS", *base[other + 1 :]]
    found = merge(base=joined(base), mine=joined(mine), theirs=joined(theirs), note=NOTE)
    assert found.clashes == ()
    assert found.text == joined(["MINE" if n == one else "THEIRS" if n == other else x for n, x in enumerate(base)])


def test_two_edits_of_one_line_keep_the_later_and_remember_the_earlier() -> None:
    found = merge(base="a: 1\nb: 2\n", mine="a: 3\nb: 2\n", theirs="a: 4\nb: 2\n", note=NOTE)
    assert found.text == f"# {NOTE}\n# a: 4\na: 3\nb: 2\n"
    assert [(clash.line, clash.mine, clash.theirs) for clash in found.clashes] == [(1, "a: 3\n", "a: 4\n")]


def test_two_additions_at_one_place_both_stand() -> None:
    found = merge(base="plays:\n", mine="plays:\n  - mine\n", theirs="plays:\n  - theirs\n", note=NOTE)
    assert found.text == "plays:\n  - theirs\n  - mine\n"
    assert len(found.clashes) == 1


def test_a_remark_in_markdown_is_a_quotation() -> None:
    found = merge(base="Ask.", mine="Ask once.", theirs="Ask twice.", note=NOTE, style="markdown")
    assert found.text == f"> {NOTE}\n> Ask twice.\nAsk once."


def test_two_keys_one_below_the_other_are_different_lines() -> None:
    found = merge(base="why: a\nask: b\n", mine="why: a\nask: >-\n  B\n  C\n", theirs="why: A\nask: b\n", note=NOTE)
    assert found.text == "why: A\nask: >-\n  B\n  C\n"
    assert found.clashes == ()
