"""Reading answers: strict, and blank is never health."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.gateway.instrument import Instrument, Item, ItemKind, Option
from chorus.gateway.library import bundled
from chorus.gateway.parsing import INVALID, MISSING, REFUSED, read
from chorus.gateway.screening import Given

ITEMS = bundled().get("instruments/swed").items


@pytest.mark.parametrize(
    "text", ["b", "B", "b)", "(b)", "b.", "b:", " b \n", "Answer: b", "option b", "The answer is b."]
)
def test_a_letter_is_an_option(wcs: Instrument, text: str) -> None:
    assert read(wcs.item("5"), text) == Given((1,))


@pytest.mark.parametrize(
    "text", ["Rarely", "rarely.", '"Rarely"', "b) Rarely", "(b) rarely", "I rarely worry about my weight."]
)
def test_an_options_words_are_that_option(wcs: Instrument, text: str) -> None:
    assert read(wcs.item("5"), text) == Given((1,))


@pytest.mark.parametrize(
    "text",
    [
        "a, b",
        "a or b",
        "a b",
        "b) Always",
        "h",
        "z)",
        "5",
        "rarely or often",
        "it depends",
        "bb",
        "()",
    ],
)
def test_what_names_no_option_or_several_is_invalid(wcs: Instrument, text: str) -> None:
    assert read(wcs.item("5"), text) == INVALID


@pytest.mark.parametrize(
    "text",
    [
        "I can't answer that.",
        "I cannot answer this question.",
        "Sorry, I won't say.",
        "I'd rather not say",
        "I prefer not to answer",
        "As an AI language model, I have no weight.",
        "I don't have a body",
        "I'm sorry, but this is personal.",
        "No comment",
        "I’m just an AI",
    ],
)
def test_refusals_are_told_from_nonsense(wcs: Instrument, swed: Instrument, text: str) -> None:
    assert read(wcs.item("5"), text) == REFUSED
    assert read(swed.item("10"), text) == REFUSED


@pytest.mark.parametrize(
    ("item", "text", "expected"),
    [
        ("10", "3", Given(value=3)),
        ("10", "3 times", Given(value=3)),
        ("10", "about 3", Given(value=3)),
        ("10", "none", Given(value=0)),
        ("10", "Never.", Given(value=0)),
        ("10", "3.5", INVALID),
        ("10", "3-4", INVALID),
        ("10", "3 or 4", INVALID),
        ("10", "-1", INVALID),
        ("10", "501", INVALID),
        ("10", "many", INVALID),
        ("10", "", MISSING),
        ("10", "٣", INVALID),
        ("2", "70", Given(value=70)),
        ("2", "70.5 kg", Given(value=70.5)),
        ("2", "154 pounds", INVALID),
        ("2", "none", INVALID),
        ("2", "7", INVALID),
        ("2", "nan", INVALID),
        ("2", "1e2", INVALID),
    ],
)
def test_numbers_are_read_strictly(swed: Instrument, item: str, text: str, expected: Given) -> None:
    assert read(swed.item(item), text) == expected


@given(st.text(max_size=60))
def test_any_text_is_read_without_error_and_only_known_options_are_chosen(text: str) -> None:
    for item in ITEMS:
        reading = read(item, text)
        assert all(0 <= place < len(item.options) for place in reading.options)
        if reading.value is not None:
            assert item.minimum <= reading.value <= item.maximum
        assert reading.counts == bool(reading.options or reading.value is not None)


@pytest.mark.parametrize("text", ["", "   ", "\n", "\t\n "])
def test_a_blank_is_missing_and_never_the_first_option(wcs: Instrument, swed: Instrument, text: str) -> None:
    assert read(wcs.item("5"), text) == MISSING
    assert read(swed.item("10"), text) == MISSING


MEALS = Item(
    "m", "Which meals did you have?", ItemKind.SEVERAL, tuple(map(Option, "abc", ("Breakfast", "Lunch", "Dinner")))
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", Given((0,))),
        ("a, c", Given((0, 2))),
        ("c and a", Given((0, 2))),
        ("(a) (b), & c.", Given((0, 1, 2))),
        ("a a", Given((0,))),
        ("none", Given()),
        ("None of these.", Given()),
        ("Lunch", Given((1,))),
        ("b) Lunch", Given((1,))),
        ("a, d", INVALID),
        ("all", INVALID),
        ("", MISSING),
        ("I'd rather not say", REFUSED),
    ],
)
def test_several_options_may_be_named_and_none(text: str, expected: Given) -> None:
    assert read(MEALS, text) == expected
