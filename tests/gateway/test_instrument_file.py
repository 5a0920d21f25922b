"""Instrument files: the whole format is read, and what is wrong is said with file, line and item."""

import io
from pathlib import Path

import pytest

from chorus.errors import InvalidInstrument
from chorus.gateway.instrument import Band, Condition, Instrument, ItemKind, ScoringRule
from chorus.gateway.instrument_file import MAX_BYTES, load_instrument, read_instrument

GOOD = """\
id: tea
title: Tea
description: How much tea matters.
source: nobody
license: Apache-2.0
instructions: Think of last week.
items:
  - id: "1"
    text: Do you like tea?
    kind: ordinal
    options:
      - {id: a, text: No}
      - {id: b, text: Maybe}
      - {id: c, text: Yes, statement: I like tea.}
    paraphrases: ["Is tea good?"]
    points: [0, 0, 2]
  - id: "2"
    text: How many cups a day?
    kind: count
    maximum: 50
    unit: cup
    asked_if: [{item: "1", options: [b, c]}]
  - id: "3"
    text: With what?
    kind: several
    options: [{id: a, text: Milk}, {id: b, text: Sugar}]
    asked_if: [{item: "2", at_least: 1}]
  - id: "4"
    text: Is coffee better?
    kind: yes_no
    options: [{id: a, text: No}, {id: b, text: Yes}]
    reverse: true
scales:
  - {id: tea, title: Tea, items: ["4"], minimum: 0, maximum: 10, cutoff: 5}
  - id: sum
    title: Sum
    items: ["1", "4"]
    rule: sum
    bands:
      - {title: none, at_least: 0}
      - {title: some, at_least: 1.5}
criteria:
  - {id: C1, title: Enough, scale: sum, at_least: 2}
  - {id: C2, title: Likes it, conditions: [{item: "1", options: [c]}]}
  - id: C3
    title: One of two
    conditions: [{item: "2", at_least: 5}, {item: "3", options: [a]}]
    num_conditions: 1
flags:
  - {id: F, title: Much, advice: Drink less., condition: {item: "2", at_least: 20}}
"""


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_good_file_becomes_an_instrument() -> None:
    tea = read_instrument(GOOD, "tea.yaml")
    likes, cups, extras, coffee = tea.items
    assert (tea.name, tea.instructions) == ("instruments/tea", "Think of last week.")
    assert [item.kind for item in tea.items] == [ItemKind.ORDINAL, ItemKind.COUNT, ItemKind.SEVERAL, ItemKind.YES_NO]
    assert [option.text for option in likes.options] == ["No", "Maybe", "Yes"]
    assert likes.options[0].as_statement == "No"
    assert (likes.points, likes.paraphrases, likes.reverse) == ((0, 0, 2), ("Is tea good?",), False)
    assert (cups.minimum, cups.maximum, cups.asked_if) == (0, 50, (Condition("1", ("b", "c")),))
    assert extras.asked_if == (Condition("2", at_least=1),)
    assert coffee.reverse is True


def test_scales_criteria_and_flags_are_read() -> None:
    tea = read_instrument(GOOD, "tea.yaml")
    mean, total = tea.scales
    assert (mean.rule, mean.minimum, mean.maximum, mean.cutoff) == (ScoringRule.MEAN_RANK, 0, 10, 5)
    assert (total.rule, total.minimum, total.maximum, total.cutoff) == (ScoringRule.SUM, 0, 3, None)
    assert total.bands == (Band("none", 0), Band("some", 1.5))
    enough, likes, one = tea.criteria
    assert (enough.scale, enough.at_least, enough.conditions) == ("sum", 2, ())
    assert (likes.scale, likes.conditions, likes.num_conditions) == ("", (Condition("1", ("c",)),), 0)
    assert (one.conditions, one.num_conditions) == ((Condition("2", at_least=5), Condition("3", ("a",))), 1)
    assert (tea.flags[0].advice, tea.flags[0].condition) == ("Drink less.", Condition("2", at_least=20))


def test_a_sum_may_state_the_range_that_its_points_give() -> None:
    stated = GOOD.replace("rule: sum\n", "rule: sum\n    minimum: 0\n    maximum: 3\n")
    assert read_instrument(stated, "tea.yaml") == read_instrument(GOOD, "tea.yaml")


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        # YAML
        ("license: Apache-2.0", "license: Apache-2.0\nlicence: x", "licence", "licence: not known here"),
        ("title: Tea\n", "title: Tea\ntitle: Tea\n", "title: Tea\ndesc", "title is there twice"),
        ("source: nobody", "source: [nobody", "license", "not YAML"),
        ("source: nobody", "source: &x nobody", "source", "anchors, aliases and tags are not allowed"),
        ("source: nobody", "source: *x", "source", "anchors, aliases and tags are not allowed"),
        ("source: nobody", "source: !!python/name:os.system x", "source", "anchors, aliases and tags are not allowed"),
        ("source: nobody", "source: [[[[[[[[x]]]]]]]]", "source", "nested too deeply"),
        ("source: nobody", 'source: "\\e[31m"', "source", "a control character"),
        ("source: nobody", 'source: "\\ud800"', "source", "a control character"),
        ("source: nobody", "source: nobody\n[a]: b", "[a]", "a key is a plain word"),
        ("source: nobody", "source:", "source", "source: String should have at least 1 character"),
        # items
        ("id: tea\n", "id: ../tea\n", "id: ../tea", "an id has lower-case letters"),
        ('id: "2"', 'id: "1"', '- id: "1"\n    text: How', "'1' is there twice"),
        ("text: How many cups a day?", "words: How many?", "words", "item 2: items.1.words: not known here"),
        ("kind: ordinal", "kind: ordinall", "kind: ordinall", "item 1: items.0.kind: Input should be 'ordinal'"),
        ("{id: b, text: Maybe}", "{id: c, text: Maybe}", "{id: c, text: Maybe", "item 1: items.0.options.1.id: options are lett"),
        ("text: Maybe", "text: no", "{id: b, text: no", "'no' is there twice"),
        ("text: Maybe", "text: Maybe, statement: i like Tea.", "{id: c", "'i like tea.' is there twice"),
        ("{id: a, text: Milk}, {id: b, text: Sugar}", "{id: a, text: Milk}", "options: [{id: a", "two options or more"),
        ("{id: b, text: Yes}]", "{id: b, text: Yes}, {id: c, text: X}]", "options: [{id: a, text: No}", "exactly two for yes_no"),
        ("maximum: 50", "maximum: lots", "maximum: lots", "item 2: items.1.maximum: Input should be a valid number"),
        ("maximum: 50", "maximum: nan", "maximum: nan", "finite"),
        ("maximum: 50", "maximum: 1e300", "maximum: 1e300", "less than or equal to"),
        ("maximum: 50", "minimum: 60\n    maximum: 50", '- id: "2"', "a number needs a plausible range"),
        ("maximum: 50", "maximum: 50.5", '- id: "2"', "a count goes from 0 or more to a whole number"),
        ("maximum: 50", "minimum: -1\n    maximum: 50", '- id: "2"', "a count goes from 0 or more to a whole number"),
        ("unit: cup\n", "options: [{id: a, text: x}]\n", "options: [{id: a, text: x", "a range and no options"),
        ('paraphrases: ["Is', 'unit: g\n    paraphrases: ["Is', "unit: g", "no range and no unit"),
        ('["Is tea good?"]', '["Is tea good?", "is TEA good?"]', "paraphrases", "paraphrases.1: 'is tea good?' is there twice"),
        ('["Is tea good?"]', '["do you like tea?"]', "paraphrases", "paraphrases.0: 'do you like tea?' is there twice"),
        ("reverse: true", "reverse: yes", "reverse: yes", "item 4: items.3.reverse: Input should be a valid boolean"),
        ("maximum: 50", "maximum: 50\n    reverse: true", "reverse: true\n    unit", "only options that are ranked can"),
        ("[0, 0, 2]", "[0, 2]", "points", "3 options have 3 points, not 2"),
        ("[0, 0, 2]", "[0, 3, 2]", "points", "points rise along the options"),
        ("[0, 0, 2]", "[1, 1, 1]", "points", "may stay equal, but not all"),
        ("reverse: true", "reverse: true\n    points: [0, 1]", "points: [0, 1]", "points fall along the options"),
        ("maximum: 50", "maximum: 50\n    points: [1]", "points: [1]", "only options that are ranked have points"),
        # skip rules
        ('asked_if: [{item: "2"', 'asked_if: [{item: "4"', 'asked_if: [{item: "4"', "items.2.asked_if.0.item: no earlier item"),
        ('asked_if: [{item: "2"', 'asked_if: [{item: "3"', 'asked_if: [{item: "3"', "no earlier item has the id '3'"),
        ("options: [b, c]", "options: [b, d]", 'asked_if: [{item: "1"', "asked_if.0.options.1: item 1 has no option 'd'"),
        ("options: [b, c]", "options: [b, b]", 'asked_if: [{item: "1"', "'b' is there twice"),
        ("options: [b, c]", "at_least: 1", 'asked_if: [{item: "1"', "item 1 is answered by options: say which"),
        ('{item: "2", at_least: 1}', '{item: "2", options: [a]}', 'asked_if: [{item: "2"', "item 2 is answered by a number"),
        ('{item: "2", at_least: 1}', '{item: "2"}', 'asked_if: [{item: "2"', "item 2 is answered by a number: say at_least"),
        ('{item: "2", at_least: 1}', '{item: "2", at_least: 0}', 'asked_if: [{item: "2"', "must be above 0 and at most 50"),
        ('{item: "2", at_least: 1}', '{item: "2", at_least: 51}', 'asked_if: [{item: "2"', "must be above 0 and at most 50"),
        # scales
        ('items: ["4"]', 'items: ["2"]', "- {id: tea", "scale tea: scales.0.items.0: no ordinal or yes_no item has the id '2'"),
        ('items: ["4"]', 'items: ["9"]', "- {id: tea", "no ordinal or yes_no item has the id '9'"),
        ('items: ["4"]', 'items: ["4", "4"]', "- {id: tea", "'4' is there twice"),
        ('items: ["4"]', 'items: ["1"]', "- {id: tea", "item 1 has points, which count only where rule is sum"),
        ('items: ["4"]', "items: []", "- {id: tea", "at least 1 item"),
        ("{id: tea, title: Tea, items", "{id: sum, title: Tea, items", "- id: sum\n    title: Sum", "'sum' is there twice"),
        ("minimum: 0, maximum: 10, cutoff", "minimum: 0, cutoff", "- {id: tea", "say minimum and maximum"),
        ("minimum: 0, maximum: 10", "minimum: 10, maximum: 10", "- {id: tea", "minimum must be below maximum"),
        ("cutoff: 5", "cutoff: 0", "- {id: tea", "cutoff: must be above 0 and at most 10"),
        ("cutoff: 5", "cutoff: 11", "- {id: tea", "cutoff: must be above 0 and at most 10"),
        ("rule: sum", "rule: total", "rule: total", "scales.1.rule: Input should be 'mean_rank' or 'sum'"),
        ("rule: sum", "rule: sum\n    maximum: 4", "maximum: 4", "the points give 3, not 4"),
        ("rule: sum", "rule: sum\n    minimum: 1", "minimum: 1", "the points give 0, not 1"),
        ("rule: sum", "rule: sum\n    cutoff: 4", "cutoff: 4", "must be above 0 and at most 3"),
        ("{title: none, at_least: 0}", "{title: none, at_least: 1}", "- {title: none", "the first band begins at the minimum, 0"),
        ("at_least: 1.5", "at_least: 0", "- {title: some", "bands ascend, up to the maximum, 3"),
        ("at_least: 1.5", "at_least: 4", "- {title: some", "bands ascend, up to the maximum, 3"),
        ("title: some", "title: none", "- {title: none, at_least: 1.5", "'none' is there twice"),
        # criteria and flags
        ("scale: sum, at_least: 2", "scale: rum, at_least: 2", "- {id: C1", "criterion C1: criteria.0.scale: no scale has the"),
        ("scale: sum, at_least: 2", "scale: sum", "- {id: C1", "a criterion on a scale needs at_least"),
        ("scale: sum, at_least: 2", "at_least: 2", "- {id: C1", "about one scale, or about conditions"),
        ("scale: sum, at_least: 2", "scale: sum, at_least: 7", "- {id: C1", "must be above 0 and at most 3"),
        ("scale: sum, at_least: 2", "scale: sum, at_least: 2, num_conditions: 1", "- {id: C1", "belongs to a criterion with"),
        ("title: Likes it, ", "title: Likes it, scale: sum, ", "- {id: C2", "about one scale, or about conditions"),
        ("title: Likes it, ", "title: Likes it, at_least: 1, ", "- {id: C2", "belongs to a criterion on a scale"),
        ("options: [c]", "options: [z]", "- {id: C2", "criteria.1.conditions.0.options.0: item 1 has no option 'z'"),
        ("options: [c]", "options: []", "- {id: C2", "item 1 is answered by options: say which"),
        ('item: "1", options: [c]', 'item: "7", options: [c]', "- {id: C2", "no item has the id '7'"),
        ("num_conditions: 1", "num_conditions: 3", "num_conditions: 3", "there are 2 conditions"),
        ("num_conditions: 1", "num_conditions: -1", "num_conditions: -1", "greater than or equal to 0"),
        ("id: C2", "id: C1", "- {id: C1, title: Likes", "'C1' is there twice"),
        ('{item: "2", at_least: 20}', '{item: "8", at_least: 20}', "- {id: F", "flag F: flags.0.condition.item: no item has"),
        (", advice: Drink less.", "", "- {id: F", "flag F: flags.0.advice: Field required"),
        ("{item: \"2\", at_least: 20}", "{}", "- {id: F", "flags.0.condition.item: Field required"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_by_line_and_item(old: str, new: str, at: str, says: str) -> None:
    assert old in GOOD
    bad = GOOD.replace(old, new, 1)
    with pytest.raises(InvalidInstrument) as refused:
        read_instrument(bad, "tea.yaml")
    assert refused.value.message.startswith(f"tea.yaml:{line_of(bad, at)}: "), refused.value.message
    assert says in refused.value.message


BOMB = "a: &a [x, x]\n" + "".join(
    f"{two}: &{two} [*{one}, *{one}]\n" for one, two in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        *("", "# nothing", "just words", "[1, 2]", "\x00", "a: b\n---\na: b", "%YAML 9.9\n---\na: b"),
        *("x" * 1_000_001, BOMB, "[" * 100_000, "- " * 50_000, "{a: " * 900, "? " * 5_000),
    ],
)
def test_what_is_no_questionnaire_is_refused(text: str) -> None:
    with pytest.raises(InvalidInstrument, match=r"tea\.yaml:\d+: "):
        read_instrument(text, "tea.yaml")


def test_bytes_are_read_as_far_as_they_may_be_an_instrument() -> None:
    with pytest.raises(InvalidInstrument, match=r"tea\.yaml:1: larger"):
        load_instrument(io.BytesIO("€".encode() * (MAX_BYTES // 2)), "tea.yaml")
    with pytest.raises(InvalidInstrument, match=r"tea\.yaml:3: not text in UTF-8"):
        load_instrument(io.BytesIO(b"id: tea\ntitle: Tea\nsource: \xff\n"), "tea.yaml")
    assert load_instrument(io.BytesIO(b"\xef\xbb\xbf" + GOOD.encode()), "tea.yaml").title == "Tea"


def test_the_bundled_instruments_have_the_published_shape(wcs: Instrument, swed: Instrument) -> None:
    assert [len(item.options) for item in wcs.items] == [5, 5, 7, 4, 5]
    assert swed.items[4:9] == wcs.items
    assert (swed.scales, swed.criteria[:3]) == (wcs.scales, wcs.criteria)
    assert [item.id for item in swed.items] == [*"123456789", "10", "11a", "11b", "11c", "11d", "12"]
    assert len(swed.item("1").options) == 3


def test_no_file_here_is_left_unread() -> None:
    bundle = Path(__file__).parents[2] / "services/chorus/gateway/instruments"
    names = {read_instrument(path.read_text(), path.name).name.partition("/")[2] for path in bundle.glob("*.yaml")}
    assert names == {path.stem for path in bundle.glob("*.yaml")}
