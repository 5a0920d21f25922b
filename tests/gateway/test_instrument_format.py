"""The published JSON Schema is that of the code, and the bundled instruments are valid by it."""

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
import yaml

from chorus.gateway.instrument import ItemKind, ScoringRule
from chorus.gateway.instrument_format import InstrumentFile, ItemEntry, ScaleEntry, schema_text

FOLDER = files("chorus.gateway") / "instruments"
SCHEMA = json.loads((FOLDER / "instrument.schema.json").read_text(encoding="utf-8"))
BUNDLED = sorted(file.name for file in FOLDER.iterdir() if file.name.endswith(".yaml"))


def test_the_published_schema_is_up_to_date() -> None:
    published = (FOLDER / "instrument.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "write it again: chorus instruments schema"


def test_the_schema_is_one_and_describes_every_field() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"].endswith("2020-12/schema")
    for part in (SCHEMA, *SCHEMA["$defs"].values()):
        assert part["description"]
        assert all(field["description"] for field in part["properties"].values())


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_instruments_are_valid_by_the_schema_and_tell_editors_of_it(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=instrument.schema.json\n")
    # With YAML's own types, as an editor reads it.
    jsonschema.validate(yaml.safe_load(text), SCHEMA)


@pytest.mark.parametrize(
    "change",
    [
        {"licence": "x"},
        {"items": []},
        {"title": 7},
        {"scales": [{"id": "s", "title": "S", "items": ["1"], "cutoff": None}]},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(change: dict[str, Any]) -> None:
    good = yaml.safe_load((FOLDER / "wcs.yaml").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(good | change, SCHEMA)


def test_the_format_has_every_kind_and_rule() -> None:
    kinds = set(ItemEntry.model_fields["kind"].annotation.__args__)
    rules = set(ScaleEntry.model_fields["rule"].annotation.__args__)
    assert kinds == {kind.name.lower() for kind in ItemKind} - {"unspecified"}
    assert rules == {rule.name.lower() for rule in ScoringRule} - {"unspecified"}


def test_yaml_texts_become_numbers_and_truths_and_nothing_else_does() -> None:
    entry = {"id": "1", "text": "?", "kind": "ordinal"}
    assert ItemEntry.model_validate(entry | {"reverse": "true", "points": ["1", "2.5"]}).points == (1, 2.5)
    for wrong in ("True", "1", "on", "y"):
        with pytest.raises(ValueError, match="boolean"):
            ItemEntry.model_validate(entry | {"reverse": wrong})
    assert InstrumentFile.model_fields["items"].is_required()
