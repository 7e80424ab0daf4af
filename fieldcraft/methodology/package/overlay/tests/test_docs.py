"""The reference and the guide say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fieldcraft.methodology.package.loader import LAYOUT
from fieldcraft.methodology.package.overlay import Extends, Head, faults_of, load_overlay_files
from fieldcraft.methodology.package.overlay.loading import BASE_KEYS, OPEN_FILE, OWN_KEYS
from fieldcraft.methodology.package.overlay.shape import REFERRED, REFERS, fields_of
from fieldcraft.methodology.package.schema import KEY_PATTERN, parts

from .support import shipped

_DOCS = Path(__file__).resolve().parents[5] / "docs"
_FORMAT = (_DOCS / "reference" / "overlay-format.md").read_text()
_GUIDE = (_DOCS / "howto" / "adapt-a-playbook.md").read_text()


def _keys(section: str) -> set[str]:
    found = re.search(rf"^## {section}\n(.*?)(?=^## |\Z)", _FORMAT, re.MULTILINE | re.DOTALL)
    assert found, section
    return set(re.findall(r"`([a-z_]+)`", " ".join(re.findall(r"^\| (`[^|]*) \|", found[1], re.MULTILINE))))


@pytest.mark.parametrize(("section", "model"), [("Head", Head), ("Extends", Extends)])
def test_every_key_is_documented_and_every_documented_key_exists(
    section: str, model: type[Head] | type[Extends]
) -> None:
    assert _keys(section) == set(model.model_fields)


def test_every_file_and_every_key_of_the_base_is_named() -> None:
    for name in (*(file for file in LAYOUT if file != "playbook.yaml"), OPEN_FILE, *BASE_KEYS, *OWN_KEYS):
        assert f"`{name}`" in _FORMAT, name


def test_the_guides_overlay_is_sound() -> None:
    blocks = re.findall(r"`([\w/-]+\.(?:yaml|md))`[^`]*?:\n\n```(?:yaml|markdown)\n(.*?)```", _GUIDE, re.DOTALL)
    files = {name: text.encode() for name, text in blocks}
    assert set(files) >= {"overlay.yaml", "stages/qualify.yaml", "plays/ours.yaml", "plays/works-council.md"}
    assert faults_of(base=shipped(), overlay=load_overlay_files(files=files)) == ()


def test_no_part_has_a_field_with_a_name_that_overlays_need() -> None:
    assert not [part for part, model in parts().items() if set(OWN_KEYS) & model.model_fields.keys()]


def test_every_field_that_holds_keys_is_known_to_follow_them() -> None:
    pattern = repr(KEY_PATTERN)[1:-1]
    holding = {
        name
        for part in parts().values()
        for name, field in part.model_fields.items()
        if name not in ("key", "was") and pattern in repr(field.annotation) + repr(field.metadata)
    }
    assert holding == set(REFERS), (
        "Add the new field to REFERS in overlay/shape.py, so that renames are followed in it."
    )
    assert set(parts()) >= REFERRED
    assert all(field.refers for part in parts().values() for name, field in fields_of(part).items()
               if name in holding and field.kind in ("value", "list"))  # fmt: skip
