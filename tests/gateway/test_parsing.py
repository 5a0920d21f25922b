"""Reading answers: strict, and blank is never health."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.gateway.instrument import Instrument
from chorus.gateway.library import bundled
from chorus.gateway.parsing import Chosen, Reading, Stated, Unread, read

ITEMS = bundled().get("instruments/swed").items


@pytest.mark.parametrize(
    "text", ["b", "B", "b)", "(b)", "b.", "b:", " b \n", "Answer: b", "option b", "The answer is b."]
)
def test_a_letter_is_an_option(wcs: Instrument, text: str) -> None:
    assert read(wcs.item("5"), text) == Chosen(1)


@pytest.mark.parametrize(
    "text", ["Rarely", "rarely.", '"Rarely"', "b) Rarely", "(b) rarely", "I rarely worry about my weight."]
)
def test_an_options_words_are_that_option(wcs: Instrument, text: str) -> None:
    assert read(wcs.item("5"), text) == Chosen(1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\n",
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
    assert read(wcs.item("5"), text) is Unread.INVALID


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
    assert read(wcs.item("5"), text) is Unread.REFUSED
    assert read(swed.item("10"), text) is Unread.REFUSED


@pytest.mark.parametrize(
    ("item", "text", "expected"),
    [
        ("10", "3", Stated(3)),
        ("10", "3 times", Stated(3)),
        ("10", "about 3", Stated(3)),
        ("10", "none", Stated(0)),
        ("10", "Never.", Stated(0)),
        ("10", "3.5", Unread.INVALID),
        ("10", "3-4", Unread.INVALID),
        ("10", "3 or 4", Unread.INVALID),
        ("10", "-1", Unread.INVALID),
        ("10", "501", Unread.INVALID),
        ("10", "many", Unread.INVALID),
        ("10", "", Unread.INVALID),
        ("10", "٣", Unread.INVALID),
        ("2", "70", Stated(70)),
        ("2", "70.5 kg", Stated(70.5)),
        ("2", "154 pounds", Unread.INVALID),
        ("2", "none", Unread.INVALID),
        ("2", "7", Unread.INVALID),
        ("2", "nan", Unread.INVALID),
        ("2", "1e2", Unread.INVALID),
    ],
)
def test_numbers_are_read_strictly(swed: Instrument, item: str, text: str, expected: Reading) -> None:
    assert read(swed.item(item), text) == expected


@given(st.text(max_size=60))
def test_any_text_is_read_without_error_and_only_known_options_are_chosen(text: str) -> None:
    for item in ITEMS:
        reading = read(item, text)
        if isinstance(reading, Chosen):
            assert 0 <= reading.index < len(item.options)
        elif isinstance(reading, Stated):
            assert item.minimum <= reading.value <= item.maximum
