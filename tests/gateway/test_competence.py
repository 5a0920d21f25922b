"""The competence check: who knows passes, who guesses, always agrees, or goes by places does not, and it says why."""

from collections.abc import Callable
from typing import Any

import pytest

from chorus.gateway.competence import check_competence, check_sheet, judged
from chorus.gateway.instrument import Instrument
from chorus.gateway.protocol import OptionFormat
from chorus.gateway.screening import Competence
from chorus.serving.client import BASE, ChoiceQuestion

FORMATS = [OptionFormat.LETTERS, OptionFormat.STATEMENTS, OptionFormat.TEXTS]


@pytest.fixture
def voices(wcs: Instrument, synthetic: Callable) -> Any:
    return synthetic(wcs, {BASE: {}})


@pytest.mark.parametrize("option_format", FORMATS)
async def test_who_knows_passes(voices: Any, option_format: OptionFormat) -> None:
    found = await check_competence(voices, BASE, option_format)
    assert found == Competence(True, 1, 1, 1, 1, 0)


@pytest.mark.parametrize("option_format", FORMATS)
async def test_who_guesses_does_not_pass_and_is_told_where(voices: Any, option_format: OptionFormat) -> None:
    voices.knowing = False
    found = await check_competence(voices, BASE, option_format)
    assert not found.passed
    assert (found.knowledge, found.attention, found.negation_consistency) == pytest.approx((1 / 3, 1 / 3, 1 / 2))
    assert [reason.partition(":")[0] for reason in found.reasons] == [
        "general knowledge",
        "attention to what an item says",
        "statements and their negations",
    ]


async def test_who_agrees_to_everything_is_acquiescent(wcs: Instrument, synthetic: Callable) -> None:
    class Agreeable(synthetic):  # type: ignore[misc]
        def _known(self, question: ChoiceQuestion) -> list[float]:
            row = super()._known(question)
            return [1.0, 0.0] if question.prompt.startswith("Do you agree?") else row

    found = await check_competence(Agreeable(wcs, {BASE: {}}), BASE, OptionFormat.STATEMENTS)
    assert (found.acquiescence, found.negation_consistency) == (0.5, 0)
    assert [reason.partition(":")[0] for reason in found.reasons] == ["statements and their negations"]


async def test_who_goes_by_places_is_inconsistent_in_their_order(wcs: Instrument, position_biased: Callable) -> None:
    found = await check_competence(position_biased(wcs, {BASE: {}}), BASE, OptionFormat.STATEMENTS)
    assert found.order_consistency < 0.8
    assert any("order" in reason for reason in found.reasons)


def test_what_is_nearer_to_certainty_than_to_chance_passes() -> None:
    assert judged(Competence(False, 0.67, 0.67, 0.8, 0.75)).passed
    for worse in (
        Competence(False, 0.66, 1, 1, 1),
        Competence(False, 1, 0.66, 1, 1),
        Competence(False, 1, 1, 0.79, 1),
        Competence(False, 1, 1, 1, 0.74),
    ):
        assert len(judged(worse).reasons) == 1


def test_the_sheet_is_sound() -> None:
    sheet = check_sheet()
    for known in sheet.knowledge + sheet.attention:
        assert known.right in [option.id for option in known.options]
        assert len(known.options) == 3
        assert all(option.statement for option in known.options)
    rights = [known.right for known in sheet.knowledge + sheet.attention]
    # Whoever always takes one place is right as rarely as by chance.
    assert max(rights.count(letter) for letter in "abc") <= len(rights) / 2
