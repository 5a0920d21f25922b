"""Instrument files: what is wrong is said with file, line and item."""

import pytest

from chorus.errors import InvalidInstrument, NotFound
from chorus.gateway.instrument import Instrument, ItemKind
from chorus.gateway.instrument_file import read_instrument
from chorus.gateway.library import Library, bundled

GOOD = """\
id: tea
title: Tea
description: How much tea matters.
source: nobody
license: Apache-2.0
items:
  - id: "1"
    text: Do you like tea?
    kind: ordinal
    options:
      - {id: a, text: No}
      - {id: b, text: Yes, statement: I like tea.}
  - id: "2"
    text: How many cups a day?
    kind: count
    maximum: 50
scales:
  - {id: tea, title: Tea, items: ["1"], minimum: 0, maximum: 10, cutoff: 5}
criteria:
  - {id: C1, title: Likes it, item: "1", options: [b]}
"""


def test_a_good_file_becomes_an_instrument() -> None:
    tea = read_instrument(GOOD, "tea.yaml")
    assert tea.name == "instruments/tea"
    assert [item.kind for item in tea.items] == [ItemKind.ORDINAL, ItemKind.COUNT]
    assert [option.text for option in tea.items[0].options] == ["No", "Yes"]
    assert tea.items[0].options[0].as_statement == "No"
    assert tea.scales[0].cutoff == 5
    assert tea.criteria[0].options == ("b",)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("kind: ordinal", "kind: ordinall", 7, "item 1: items.0: kind 'ordinall' is none of"),
        ("{id: b,", "{id: c,", 7, "item 1: items.0: options are lettered in order"),
        ("text: Yes", "text: No", 7, "two options read the same"),
        ("text: How many cups a day?", "words: How many?", 13, "item 2: items.1.text: Field required"),
        ("maximum: 50", "maximum: lots", 16, "item 2: items.1.maximum"),
        ("maximum: 50", "maximum: -1", 13, "item 2: items.1: a number needs a plausible range"),
        ('id: "2"', 'id: "1"', 13, "'1' is there twice"),
        ('items: ["1"]', 'items: ["2"]', 18, "no ordinal item has the id '2'"),
        ('items: ["1"]', 'items: ["1", "1"]', 18, "'1' is there twice"),
        ("options: [b]", "options: [z]", 20, "item '1' has no such options"),
        ('item: "1", options', 'scale: rum, item: "", options', 20, "no scale has the id 'rum'"),
        ("license: Apache-2.0", "license: Apache-2.0\nlicence: x", 6, "licence"),
        ("title: Tea\n", "title: Tea\ntitle: Tea\n", 3, "title is there twice"),
        ("id: tea\n", "id: ../tea\n", 1, "an id has lower-case letters"),
        ("source: nobody", "source: [nobody", 5, "not YAML"),
        ("source: nobody", "source: &x nobody", 4, "anchors, aliases and tags are not allowed"),
        ("source: nobody", "source: !!python/name:os.system x", 4, "anchors, aliases and tags are not allowed"),
        ("source: nobody", "source: [[[[[[[[x]]]]]]]]", 4, "nested too deeply"),
    ],
)
def test_a_bad_file_is_refused_by_line_and_item(old: str, new: str, line: int, says: str) -> None:
    assert old in GOOD
    with pytest.raises(InvalidInstrument) as refused:
        read_instrument(GOOD.replace(old, new, 1), "tea.yaml")
    assert refused.value.message.startswith(f"tea.yaml:{line}: "), refused.value.message
    assert says in refused.value.message


@pytest.mark.parametrize("text", ["", "# nothing", "just words", "[1, 2]", "\x00", "x" * 1_000_001])
def test_what_is_no_questionnaire_is_refused(text: str) -> None:
    with pytest.raises(InvalidInstrument, match=r"tea\.yaml"):
        read_instrument(text, "tea.yaml")


def test_the_bundled_instruments_have_the_published_shape(wcs: Instrument, swed: Instrument) -> None:
    assert [len(item.options) for item in wcs.items] == [5, 5, 7, 4, 5]
    assert swed.items[4:9] == wcs.items
    assert (swed.scales, swed.criteria) == (wcs.scales, wcs.criteria)
    assert [item.id for item in swed.items] == [*"123456789", "10", "11a", "11b", "11c", "11d", "12"]
    assert len(swed.item("1").options) == 3
    assert all(option.statement for item in swed.items for option in item.options)


def test_a_library_knows_its_instruments_and_no_other(wcs: Instrument) -> None:
    assert [instrument.name for instrument in bundled().list()] == ["instruments/swed", "instruments/wcs"]
    with pytest.raises(NotFound, match="instruments/wcs"):
        bundled().get("instruments/none")
    with pytest.raises(InvalidInstrument, match="two files"):
        Library([wcs, wcs])
