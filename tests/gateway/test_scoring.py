"""Scoring: the published numbers, and what must hold for every answer sheet of every bundled instrument."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer_sheets import chosen, scored
from chorus.gateway.criteria import is_met, votes
from chorus.gateway.instrument import Instrument, Item, ItemKind, Option, Scale, ScoringRule
from chorus.gateway.library import bundled
from chorus.gateway.protocol import AnswerMode
from chorus.gateway.scoring import (
    answers,
    band,
    contributions,
    distribution,
    majority,
    missing,
    of_all,
    points,
    ranks,
    score,
)
from chorus.gateway.screening import Given, ItemResult, Uncounted
from chorus.gateway.tally import tally

SCORED, SAMPLED = AnswerMode.SCORED, AnswerMode.SAMPLED
LIBRARY = bundled()
INSTRUMENTS = LIBRARY.list()
WCS = LIBRARY.get("instruments/wcs")

PUBLISHED = [
    ("Pro-ED", "bcccc", 45.0, True),
    ("Keto & Diet", "ccaca", 33.3, True),
    ("Weight-Loss Drugs", "bbaba", 16.7, False),
    ("Body Image", "babba", 15.0, False),
    ("Healthy Lifestyle", "aaaca", 13.3, True),
    ("Anti-ED", "acbaa", 13.3, False),
]
Sheet = dict[str, int]
"""Places of the answers to all ranked items."""


def value(instrument: Instrument, scale: Scale, sheet: Sheet) -> float:
    letters = {id_: instrument.item(id_).options[place].id for id_, place in sheet.items()}
    found = score(scale, instrument, answers(instrument, chosen(instrument, letters), SCORED))
    assert found is not None
    return found


def ranked(instrument: Instrument) -> list[Item]:
    return [item for item in instrument.items if item.kind.is_ranked]


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Instrument, Sheet]:
    instrument = draw(st.sampled_from(INSTRUMENTS))
    return instrument, {item.id: draw(st.integers(0, len(item.options) - 1)) for item in ranked(instrument)}


@st.composite
def distributions(draw: st.DrawFn) -> tuple[Instrument, dict[str, list[float]]]:
    instrument = draw(st.sampled_from(INSTRUMENTS))
    counts = {
        item.id: draw(st.lists(st.integers(0, 9), min_size=len(item.options), max_size=len(item.options)).filter(any))
        for item in instrument.items
        if item.kind.is_choice
    }
    return instrument, {id_: [count / sum(row) for count in row] for id_, row in counts.items()}


@pytest.mark.parametrize("name", ["instruments/wcs", "instruments/swed"])
@pytest.mark.parametrize(("community", "letters", "published", "c2"), PUBLISHED)
def test_published_answers_give_the_published_scores(
    name: str, community: str, letters: str, published: float, c2: bool
) -> None:
    instrument = LIBRARY.get(name)
    sheet = chosen(instrument, dict(zip("56789", letters, strict=True)))
    found = score(instrument.scales[0], instrument, answers(instrument, sheet, SCORED))
    assert found is not None
    assert round(found, 1) == published
    given_votes = votes(instrument, sheet, SCORED)
    assert is_met(instrument.criteria[1], instrument, given_votes) is c2
    assert is_met(instrument.criteria[0], instrument, given_votes) is False


@pytest.mark.parametrize(
    ("name", "scale", "letters", "expected", "title"),
    [
        ("scoff", "scoff", "abbba", 3, "possible eating disorder"),
        ("scoff", "scoff", "abaaa", 1, "below the cut-off"),
        ("ede-qs", "edeqs", "d" * 12, 36, "probable eating disorder"),
        ("ede-qs", "edeqs", "b" * 12, 12, "below the cut-off"),
        ("eat-26", "eat26", "f" * 25 + "a", 78, "high concern"),
        ("eat-26", "eat26", "a" * 25 + "f", 0, "below the cut-off"),
        ("eat-26", "eat26", "a" * 26, 3, "below the cut-off"),
        ("eat-26", "eat26", "c" * 26, 1, "below the cut-off"),
        ("eat-26", "eat26", "d" * 20 + "a" * 5 + "f", 20, "high concern"),
        ("eat-26", "dieting", "f" * 25 + "a", 39, ""),
        ("eat-26", "bulimia", "f" * 25 + "a", 18, ""),
        ("eat-26", "oral", "f" * 25 + "a", 21, ""),
        ("phq-9", "phq9", "d" * 9, 27, "severe"),
        ("phq-9", "phq9", "a" * 9, 0, "minimal"),
        ("phq-9", "phq9", "c" * 5 + "a" * 4, 10, "moderate"),
        ("phq-9", "phq9", "c" * 7 + "ba", 15, "moderately severe"),
        ("phq-9", "phq9", "d" * 6 + "ba" + "a", 19, "moderately severe"),
        ("phq-9", "phq9", "b" * 5 + "a" * 4, 5, "mild"),
        ("gad-7", "gad7", "d" * 7, 21, "severe"),
        ("gad-7", "gad7", "d" * 3 + "a" * 4, 9, "mild"),
        ("gad-7", "gad7", "c" * 5 + "a" * 2, 10, "moderate"),
    ],
)
def test_known_answer_sheets_give_the_published_sums(
    name: str, scale: str, letters: str, expected: float, title: str
) -> None:
    instrument = LIBRARY.get(f"instruments/{name}")
    of = next(one for one in instrument.scales if one.id == scale)
    ids = [item.id for item in instrument.items]
    sheet = chosen(instrument, dict(zip(ids, letters, strict=True)))
    found = score(of, instrument, answers(instrument, sheet, SCORED))
    assert found == expected
    assert band(of, expected) == title


def test_the_cut_offs_and_the_subscales_are_the_published_ones() -> None:
    cutoffs = {one.name.partition("/")[2]: one.scales[0].cutoff for one in INSTRUMENTS}
    assert cutoffs == {"wcs": 47, "swed": 47, "scoff": 2, "ede-qs": 15, "eat-26": 20, "phq-9": 10, "gad-7": 10}
    total, *parts = LIBRARY.get("instruments/eat-26").scales
    assert sorted(id_ for part in parts for id_ in part.items) == sorted(total.items)
    assert [len(part.items) for part in parts] == [13, 6, 7]


@given(sheets())
def test_a_higher_answer_gives_a_higher_score_and_of_a_reverse_coded_item_a_lower(
    case: tuple[Instrument, Sheet],
) -> None:
    instrument, sheet = case
    for scale in instrument.scales:
        before = value(instrument, scale, sheet)
        assert scale.minimum - 1e-9 <= before <= scale.maximum + 1e-9
        for id_ in scale.items:
            item, place = instrument.item(id_), sheet[id_]
            if place == len(item.options) - 1:
                continue
            change = value(instrument, scale, {**sheet, id_: place + 1}) - before
            assert change <= 1e-9 if item.reverse else change >= -1e-9
            if not item.points:
                assert abs(change) > 1e-9


@given(sheets(), st.randoms())
def test_options_may_be_lettered_and_worded_otherwise(case: tuple[Instrument, Sheet], random: Random) -> None:
    instrument, sheet = case
    renamed = replace(
        instrument,
        items=tuple(
            replace(
                item,
                options=tuple(Option(one, f"{one}!") for one in random.sample("qrstuvwxyz", len(item.options))),
            )
            for item in instrument.items
        ),
    )
    for scale in instrument.scales:
        assert value(renamed, scale, sheet) == value(instrument, scale, sheet)


@given(distributions(), st.data())
def test_missing_answers_never_lower_risk(case: tuple[Instrument, dict[str, list[float]]], data: st.DataObject) -> None:
    instrument, shares = case
    gone = data.draw(st.sets(st.sampled_from(sorted(shares))))
    full = scored(instrument, shares)
    partial = scored(instrument, {id_: row for id_, row in shares.items() if id_ not in gone})
    by_all, by_some = votes(instrument, full, SCORED), votes(instrument, partial, SCORED)
    for rule in instrument.criteria:
        before, after = is_met(rule, instrument, by_all), is_met(rule, instrument, by_some)
        assert after in (before, None)
    for scale in instrument.scales:
        left = answers(instrument, partial, SCORED)
        if set(scale.items) & gone:
            assert score(scale, instrument, left) is None
            assert set(missing(scale, left)) == set(scale.items) & gone
        else:
            assert score(scale, instrument, left) == score(scale, instrument, answers(instrument, full, SCORED))


@given(distributions())
def test_a_distribution_scores_as_the_mean_of_its_answers(case: tuple[Instrument, dict[str, list[float]]]) -> None:
    instrument, shares = case
    for scale in instrument.scales:
        expected = sum(
            share * added
            for id_ in scale.items
            for share, added in zip(shares[id_], contributions(scale, instrument.item(id_)), strict=True)
        )
        found = score(scale, instrument, answers(instrument, scored(instrument, shares), SCORED))
        assert found == pytest.approx(expected)
        assert scale.minimum - 1e-9 <= expected <= scale.maximum + 1e-9


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.name)
def test_the_ends_of_a_scale_are_reached_and_bands_cover_it(instrument: Instrument) -> None:
    for scale in instrument.scales:
        lowest, highest = (
            sum(pick(contributions(scale, instrument.item(id_))) for id_ in scale.items) for pick in (min, max)
        )
        assert (lowest, highest) == pytest.approx((scale.minimum, scale.maximum))
        titles = [band(scale, scale.minimum + (scale.maximum - scale.minimum) * part / 200) for part in range(201)]
        assert list(dict.fromkeys(titles)) == ([one.title for one in scale.bands] or [""])


def test_reverse_coded_options_are_ranked_and_counted_from_the_other_end() -> None:
    item = Item("1", "?", ItemKind.ORDINAL, tuple(Option(letter) for letter in "abc"), reverse=True)
    assert ranks(item) == (1.0, 0.5, 0.0)
    assert points(item) == (2.0, 1.0, 0.0)
    assert points(replace(item, points=(5, 1, 1))) == (5, 1, 1)


def test_a_score_just_below_a_band_is_not_in_it() -> None:
    scale = LIBRARY.get("instruments/phq-9").scales[0]
    assert (band(scale, 9.999), band(scale, 10 - 1e-12), band(scale, 10)) == ("mild", "moderate", "moderate")


def test_a_tie_of_ranked_options_goes_to_the_higher_and_of_unranked_to_none() -> None:
    assert majority(ItemKind.ORDINAL, (0.4, 0.2, 0.4)) == (0.0, 0.0, 1.0)
    assert majority(ItemKind.YES_NO, (0.5, 0.5)) is None


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (ItemResult("5", sampled=(0, 0, 0, 0, 0), num_invalid=20), None),
        (ItemResult("5", sampled=(0, 0, 0, 0, 0)), None),
        (ItemResult("5", sampled=(9, 0, 0, 0, 0), num_refused=6, num_invalid=5), None),
        (ItemResult("5", sampled=(9, 0, 0, 0, 0), num_missing=10), None),
        (ItemResult("5", sampled=(0, 10, 0, 0, 0), num_refused=5, num_invalid=5), (0, 1, 0, 0, 0)),
        (ItemResult("5", sampled=(0, 10, 0, 0, 0), num_skipped=40), (0, 1, 0, 0, 0)),
        (ItemResult("2", values=(60.0,)), None),
    ],
)
def test_an_item_mostly_refused_unreadable_or_blank_is_missing(
    result: ItemResult, expected: tuple[float, ...] | None
) -> None:
    assert distribution(result, SAMPLED) == expected


def test_skipped_respondents_count_with_the_option_that_adds_least() -> None:
    item = WCS.item("8")
    skipped, refused = [Given(uncounted=Uncounted.SKIPPED)] * 6, [Given(uncounted=Uncounted.REFUSED)] * 2
    result = tally(item, [*skipped, *refused, Given((3,)), Given((3,))])
    # Those who refused were asked: they are taken to have answered like the two others who were.
    assert of_all(item, result, SAMPLED) == pytest.approx((0.6, 0, 0, 0.4))
    assert of_all(replace(item, reverse=True), result, SAMPLED) == pytest.approx((0, 0, 0, 1))
    assert of_all(item, replace(result, scored=(0.0, 0.0, 0.5, 0.5), applies=0.2), SCORED) == (
        pytest.approx((0.8, 0, 0.1, 0.1))
    )
    assert of_all(item, tally(item, skipped), SAMPLED) == (1, 0, 0, 0)
    assert of_all(item, tally(item, [*skipped, *refused]), SAMPLED) is None


def test_a_scale_of_another_range_is_stretched_to_it() -> None:
    sheet = answers(WCS, chosen(WCS, {"5": "c"}), SCORED)
    assert score(Scale("s", "S", ("5",), minimum=10, maximum=20), WCS, sheet) == 15
    assert score(Scale("s", "S", ("5",), ScoringRule.SUM, 0, 4), WCS, sheet) == 2
