"""What an organisation has to know of a package before it installs it. Data and words; `queries.examine` fills it."""

from __future__ import annotations

from dataclasses import dataclass

from fieldcraft.methodology.models import PlaybookVersion, Publisher, SignatureState
from fieldcraft.methodology.package.diff import Bump, Diff, enough, step
from fieldcraft.methodology.package.package import Package
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.package.signature import Signature, fingerprint


@dataclass(frozen=True, slots=True)
class Examined:
    """`installed`: the same content is here already; `clash`: the same number is, with other content.

    `previous`: the installed version it is compared with; `publisher_changed`: why it needs a second look, or empty.
    """

    playbook: Playbook
    package: Package | None
    installed: PlaybookVersion | None
    clash: PlaybookVersion | None
    has_files: bool
    previous: PlaybookVersion | None
    diff: Diff | None
    trusted: Publisher | None
    namesake: Publisher | None
    publisher_changed: str

    @property
    def signature(self) -> Signature | None:
        """Of the package; it holds, or the package could not have been opened."""
        return self.package.signature if self.package else None

    @property
    def state(self) -> SignatureState:
        """What is known of the publisher now."""
        return state_of(signed=self.signature is not None, trusted=self.trusted)

    @property
    def note(self) -> str:
        """A number that does not say what the changes mean; empty where it does."""
        if self.diff is None or self.previous is None:
            return ""
        chosen, needed = step(before=self.previous.version, after=self.playbook.version), self.diff.bump
        if chosen == "none" or enough(chosen=chosen, needed=needed):
            return ""
        return f"By its number it is a {SIZE[chosen]} change, by what is different a {SIZE[needed]} one."


SIZE: dict[Bump, str] = {"none": "no", "patch": "small", "minor": "middle", "major": "large"}


def state_of(*, signed: bool, trusted: Publisher | None) -> SignatureState:
    """What is known of whoever signed."""
    if not signed:
        return SignatureState.UNSIGNED
    return SignatureState.TRUSTED if trusted is not None else SignatureState.UNKNOWN


def signed_by(*, publisher: str, key: str, trusted: Publisher | None, namesake: Publisher | None = None) -> str:
    """Who signed, in a sentence. The name of a trusted key is the one under which it is trusted."""
    if not key:
        return "Not signed: nobody vouches for it."
    if trusted is not None:
        return f"Signed by {trusted.name}, a key you trust."
    if namesake is not None:
        return (
            f"Signed by somebody who calls himself {publisher}, with another key than the one you trust "
            f"({fingerprint(key=namesake.public_key)}). Ask {publisher} before you use it."
        )
    return f"Signed by {publisher}, a key you have not seen: {fingerprint(key=key)}."
