"""A hand that works the page and counts: clicks, keys, characters, and what a trained person would need in seconds.

The seconds are those of the keystroke-level model (Card, Moran, Newell 1980): K 0.2 a key, P 1.1 pointing, B 0.2 a
button, H 0.4 from mouse to keyboard or back, M 1.35 a mental step. What the system needs to answer is not in it.
M stands before a click unless it is the expected second half of a pair, before a shortcut, and before each field
reached by Tab. The hand begins on the mouse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Locator, Page

K, P, B, H, M = 0.2, 1.1, 0.2, 0.4, 1.35
SCROLL = 0.5
#: Keys that leave a field or send it: pressed without thinking.
PLAIN = ("Enter", "ArrowDown", "ArrowUp", "Escape", "Backspace")


@dataclass(slots=True)
class Count:
    """What a task took. A shortcut such as Ctrl+Enter is one key; its seconds hold both strokes."""

    clicks: int = 0
    keys: int = 0
    characters: int = 0
    scrolls: int = 0
    seconds: float = 0.0

    def as_kept(self) -> dict[str, float | int]:
        """For the file that holds them, seconds to a tenth."""
        kept: dict[str, float | int] = {"clicks": self.clicks, "keys": self.keys, "characters": self.characters}
        return {**kept, "scrolls": self.scrolls, "klm_seconds": round(self.seconds, 1)}


class Hand:
    """One person at one page; every gesture is done for real and counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, Count()
        self._on: Literal["mouse", "keyboard"] = "mouse"

    def click(self, target: Locator, *, expected: bool = False) -> None:
        """`expected`: the second half of a pair, such as choosing from a list just opened."""
        self._move_to("mouse")
        target.click()
        self.count.clicks += 1
        self.count.seconds += P + B + (0 if expected else M)

    def press(self, key: str, *, expected: bool = False) -> None:
        """A key, or a shortcut joined by +. A letter that is a command costs a mental step, Enter does not."""
        self._move_to("keyboard")
        self.page.keyboard.press(key)
        self.count.keys += 1
        strokes = key.count("+") + 1
        plain = key in PLAIN or expected
        self.count.seconds += K * strokes + (0 if plain else M)

    def type(self, text: str) -> None:
        """Short words: names, figures, days."""
        self._move_to("keyboard")
        self.page.keyboard.type(text)
        self.count.characters += len(text)
        self.count.seconds += K * len(text)

    def scroll(self) -> None:
        """One turn of the wheel by a screen."""
        self._move_to("mouse")
        height = self.page.evaluate("innerHeight")
        self.page.mouse.wheel(0, height)
        self.count.scrolls += 1
        self.count.seconds += SCROLL

    def drag(self, source: Locator, target: Locator) -> None:
        """Take hold of one thing and let go over another."""
        self._move_to("mouse")
        source.drag_to(target)
        self.count.clicks += 1
        self.count.seconds += 2 * P + B + M

    def _move_to(self, where: Literal["mouse", "keyboard"]) -> None:
        if self._on != where:
            self._on = where
            self.count.seconds += H
