import json

import pytest

from chorus.errors import InvalidArgument
from chorus.serving.answer import FREE, Structure
from chorus.serving.structures import check_structure, structure_digest

SCHEMA = json.dumps({"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]})


@pytest.mark.parametrize(
    "structure",
    [FREE, Structure(("yes", "no")), Structure(regex=r"\d{1,3} kg"), Structure(json_schema=SCHEMA)],
    ids=["free", "choice", "regex", "schema"],
)
def test_what_makes_sense_passes(structure: Structure) -> None:
    check_structure(structure)


@pytest.mark.parametrize(
    ("structure", "field", "why"),
    [
        (Structure(("a",), "a"), "structure", "choice and regex are both given"),
        (Structure(("a", " ")), "structure.choice", "1 to 512"),
        (Structure(("a", "b" * 513)), "structure.choice", "1 to 512"),
        (Structure(("a", "a")), "structure.choice", "distinct"),
        (Structure(tuple(map(str, range(257)))), "structure.choice", "at most 256"),
        (Structure(regex="a" * 513), "structure.regex", "at most 512"),
        (Structure(json_schema="{"), "structure.json_schema", "not JSON"),
        (Structure(json_schema="[1]"), "structure.json_schema", "is an object"),
        (Structure(json_schema=json.dumps({"type": "no such type"})), "structure.json_schema", "not a JSON Schema"),
        (Structure(json_schema=json.dumps({"const": "a" * 16_384})), "structure.json_schema", "16,384"),
        (Structure(json_schema="[" * 8000), "structure.json_schema", "nested too deeply"),
    ],
)
def test_what_does_not_is_told(structure: Structure, field: str, why: str) -> None:
    with pytest.raises(InvalidArgument, match=why) as caught:
        check_structure(structure)
    assert caught.value.field == field


def test_each_form_has_a_digest_of_its_own() -> None:
    forms = (Structure(("a", "b")), Structure(("b", "a")), Structure(regex="a"), Structure(json_schema=SCHEMA))
    digests = {structure_digest(form) for form in forms}
    assert len(digests) == 4
    assert {len(digest) for digest in digests} == {64}
    assert structure_digest(FREE) == ""
