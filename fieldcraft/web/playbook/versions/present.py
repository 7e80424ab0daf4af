"""Versions as the pages show them: words, no reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fieldcraft.methodology.examining import signed_by
from fieldcraft.methodology.models import PlaybookVersion, Publisher
from fieldcraft.methodology.package.diff import Diff
from fieldcraft.methodology.package.diff_words import BUMPS, Told, grouped, told
from fieldcraft.methodology.package.faults import Fault
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.package.signature import fingerprint
from fieldcraft.web.shapes import Upload
from fieldcraft.web.words import day, plural

MOST_FAULTS = 25
#: Beyond so many sentences a group waits behind one line.
MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One installed version in the list."""

    title: str
    number: str
    href: str
    in_use: bool
    pursuits: int
    publisher: str
    installed: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A playbook that comes with Fieldcraft. `href` is empty where this version of it is installed."""

    title: str
    number: str
    summary: str
    holds: str
    install_href: str
    href: str


@dataclass(frozen=True, slots=True)
class Trusted:
    """A publisher in the list of trusted ones."""

    name: str
    short: str
    since: str
    remove_href: str


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences under their heading; `rest` are those after the first dozen."""

    heading: str
    lines: Sequence[Told]
    rest: Sequence[Told]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different to another version."""

    since: str
    verdict: str
    groups: Sequence[Group]


def lines(
    *, versions: Iterable[PlaybookVersion], pursuits: Mapping[int, int], trusted: Mapping[str, Publisher], base: str,
    on: date,
) -> list[Line]:  # fmt: skip
    """Every installed version."""
    return [
        Line(
            title=one.title,
            number=one.version,
            href=f"{base}{one.pk}/",
            in_use=one.in_use,
            pursuits=pursuits.get(one.pk, 0),
            publisher=publisher_name(version=one, trusted=trusted.get(one.publisher_key)),
            installed=day(value=one.installed_at.date(), on=on),
        )
        for one in versions
    ]


def publisher_name(*, version: PlaybookVersion, trusted: Publisher | None) -> str:
    """Whose signature it carries, in a word or two."""
    if not version.publisher_key:
        return "Not signed"
    return trusted.name if trusted else f"{version.publisher} (key not known)"


def signature(*, version: PlaybookVersion, trusted: Mapping[str, Publisher]) -> str:
    """Who signed it, as the organisation sees it now."""
    namesake = next((one for one in trusted.values() if one.name.casefold() == version.publisher.casefold()), None)
    return signed_by(
        publisher=version.publisher,
        key=version.publisher_key,
        trusted=trusted.get(version.publisher_key),
        namesake=namesake,
    )


def offers(*, playbooks: Iterable[Playbook], versions: Iterable[PlaybookVersion], base: str) -> list[Offer]:
    """What comes with Fieldcraft, with what is installed already."""
    here = {(one.key, one.version): one.pk for one in versions}
    return [
        Offer(
            title=one.title,
            number=one.version,
            summary=_first_sentence(one.summary),
            holds=_holds(one),
            install_href=f"{base}shipped/{one.key}/",
            href=f"{base}{here[one.key, one.version]}/" if (one.key, one.version) in here else "",
        )
        for one in playbooks
    ]


def _first_sentence(text: str) -> str:
    plain = " ".join(text.split())
    end = plain.find(". ")
    return plain[: end + 1] if end > 0 else plain


def _holds(playbook: Playbook) -> str:
    counted = (
        plural(count=len(playbook.stages), one="stage"),
        plural(count=len(playbook.criteria), one="criterion", many="criteria"),
        plural(count=len(playbook.plays), one="play"),
        plural(count=len(playbook.warnings), one="warning"),
        plural(count=len(playbook.knowledge), one="knowledge page"),
    )
    return ", ".join(one for one in counted if not one.startswith("0 "))


def trusted_list(*, publishers: Iterable[Publisher], base: str, on: date) -> list[Trusted]:
    """Whom the organisation trusts."""
    return [
        Trusted(
            name=one.name,
            short=fingerprint(key=one.public_key),
            since=day(value=one.trusted_at.date(), on=on),
            remove_href=f"{base}publishers/{one.pk}/remove/",
        )
        for one in publishers
    ]


def changes(*, diff: Diff, since: str) -> Changes:
    """What is different, in words."""
    groups = [
        Group(heading, found[:MOST_LINES], found[MOST_LINES:]) for heading, found in grouped(lines=told(diff=diff))
    ]
    return Changes(since=since, verdict=BUMPS[diff.bump], groups=groups)


def upload_field(*, error: str = "") -> Upload:
    """The field that takes an archive."""
    return Upload(
        name="package",
        label="Choose the archive of a playbook",
        help="A ZIP of up to 8 MB. It is checked first, and nothing that follows it changes until you put it in use.",
        accept=".zip,application/zip",
        error=error,
    )


def faults(*, found: Sequence[Fault]) -> tuple[list[Fault], int]:
    """The faults to show, errors first, and how many more there are."""
    ordered = sorted(found, key=lambda one: (one.severity != "error", one))
    return ordered[:MOST_FAULTS], max(0, len(ordered) - MOST_FAULTS)
