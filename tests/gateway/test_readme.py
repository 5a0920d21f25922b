"""What the README says of instruments is so."""

import re
from pathlib import Path

import jsonschema
import yaml

from chorus.gateway.instrument_file import read_instrument
from chorus.gateway.instrument_format import json_schema
from chorus.gateway.library import bundled

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("## Your own instrument")[2].partition("\n## ")[0]


def test_the_example_is_an_instrument_as_the_readme_says() -> None:
    found = re.search(r"```yaml\n(.*?)```", SECTION, re.DOTALL)
    assert found
    tea = read_instrument(found[1], "tea.yaml")
    assert f"tea.yaml: ok: {len(tea.items)} items, {len(tea.scales)} scale\n" in SECTION
    assert (tea.scales[0].minimum, tea.scales[0].maximum) == (0, 3)
    jsonschema.validate(yaml.safe_load(found[1]), json_schema())


def test_every_bundled_instrument_is_named() -> None:
    for instrument in bundled().list():
        assert f"`{instrument.name.partition('/')[2]}`" in SECTION
