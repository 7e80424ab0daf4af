"""One save of a note: what the text is afterwards, and what is kept beside it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from fieldcraft.lib.text_merge import merge


@dataclass(frozen=True, slots=True)
class Put:
    """The text after a save. `both` is True where it differs from what was sent, because somebody else wrote too;
    `clash` where both had changed the same lines, and each of the two texts stands in it."""

    text: str
    both: bool
    clash: bool


def put_together(*, base: str, mine: str, theirs: str, who: str) -> Put:
    """What `mine`, begun on `base`, comes to on top of `theirs`, the text as it stands now, last written by `who`.

    An older base than the true one never loses a line: at worst one that was taken out comes back.
    """
    merged = merge(base=base, mine=mine, theirs=theirs, note=f"{who} wrote here:", style="markdown")
    if merged.clashes and (whole := _whole(mine, theirs)) is not None:
        return Put(text=whole, both=whole != mine, clash=False)
    return Put(text=merged.text, both=merged.text != mine, clash=bool(merged.clashes))


def _whole(mine: str, theirs: str) -> str | None:
    """The one that holds the other word for word, as when a page sends on what it has half sent before."""
    if theirs in mine:
        return mine
    return theirs if mine in theirs else None


def plain(*, text: str) -> str:
    """A note as it is stored: one kind of line end, nothing the database cannot keep."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
