"""The reference says what the code does."""

from __future__ import annotations

from pathlib import Path

import jsonschema_rs
import yaml

from fieldcraft.methodology.package.facts import FACTS, facts_table
from fieldcraft.methodology.package.jsonschema import file_schemas
from fieldcraft.methodology.package.loader import read_files
from fieldcraft.methodology.package.schema import parts

PACKS = Path(__file__).resolve().parents[4] / "playbooks"
_DOCS = Path(__file__).resolve().parents[4] / "docs" / "reference"


def test_every_key_of_the_format_says_what_it_means() -> None:
    for name, part in parts().items():
        assert (part.__doc__ or "").strip(), name
        for key, field in part.model_fields.items():
            assert (field.description or "").rstrip().endswith("."), (name, key)


def test_every_shipped_file_fits_the_published_schema() -> None:
    schemas = file_schemas()
    for pack in sorted(PACKS.iterdir()):
        files, _ = read_files(folder=pack)
        for name, content in files.items():
            if name.endswith(".yaml"):
                schema = schemas.get(name) or schemas[f"{name.split('/')[0]}/*.yaml"]
                jsonschema_rs.Draft202012Validator(schema).validate(yaml.safe_load(content))


def test_the_schema_marks_what_the_format_refuses() -> None:
    stage = yaml.safe_load((PACKS / "complex-sale/stages/discover.yaml").read_text())
    is_valid = jsonschema_rs.Draft202012Validator(file_schemas()["stages/*.yaml"]).is_valid
    assert is_valid(stage)
    assert not is_valid({**stage, "colour": "red"})
    assert not is_valid({**stage, "typical_days": "long"})
    assert not is_valid({name: value for name, value in stage.items() if name != "milestone"})


def test_the_fact_page_is_drawn_from_the_catalogue() -> None:
    assert (_DOCS / "facts.md").read_text().endswith("\n\n" + facts_table())


def test_every_fact_says_what_it_means() -> None:
    for fact in FACTS.values():
        assert fact.meaning.endswith((".", "…"))
        assert fact.label[0].islower() or fact.label.startswith("CRM")
        assert fact.unit or fact.type in ("bool", "string", "list<string>", "int")
