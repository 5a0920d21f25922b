import re
from random import Random

import pytest

from chorus.sample import PLANTED
from chorus.sample.attitude import load_attitudes
from chorus.sample.voice import load_voice

_NAMES = [planted.name for planted in PLANTED]


@pytest.mark.parametrize("name", [*_NAMES, "noise"])
def test_every_symbol_resolves(name: str) -> None:
    voice = load_voice(name)
    symbols = {
        symbol
        for alternatives in (*voice.rules.values(), voice.frames)
        for text in alternatives
        for symbol in re.findall(r"\{(\w+)\}", text)
    }
    assert symbols - {"attitude"} <= set(voice.rules)
    assert all("{" not in voice.write(Random(seed)) for seed in range(200))


@pytest.mark.parametrize("name", _NAMES)
def test_a_frame_holds_the_statement(name: str) -> None:
    voice = load_voice(name)
    for seed in range(50):
        assert "I often sing." in voice.confess("I often sing", Random(seed))


def test_voices_share_few_words() -> None:
    vocabularies = {
        name: {
            word
            for seed in range(300)
            for word in re.findall(r"[a-z]{4,}", load_voice(name).write(Random(seed)).lower())
        }
        for name in _NAMES
    }
    for name, words in vocabularies.items():
        others = set().union(*(v for n, v in vocabularies.items() if n != name))
        assert len(words - others) > 0.6 * len(words), name


@pytest.mark.parametrize("attitude", load_attitudes(), ids=lambda attitude: str(attitude.id))
def test_more_concern_is_a_later_statement(attitude) -> None:  # type: ignore[no-untyped-def]
    ranks = []
    for concern in (0.0, 0.5, 1.0):
        said = attitude.state(concern, Random(0))
        ranks.append(
            next(i for i, s in enumerate(attitude.statements) for b in attitude.body if s.format(body=b) == said)
        )
    assert ranks[0] == 0
    assert ranks == sorted(set(ranks))
    assert ranks[-1] == len(attitude.statements) - 1


def test_no_voice_names_a_number_to_aim_for() -> None:
    for name in _NAMES:
        for seed in range(500):
            text = re.sub(r"https://\S+", "", load_voice(name).write(Random(seed)))
            assert not re.search(r"\d", text)
            assert not re.search(r"\b(kg|pounds|lbs|calorie|kcal|bmi|purge|laxative)", text.lower())
