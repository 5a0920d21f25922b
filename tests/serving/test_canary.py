from pathlib import Path

import pytest

from chorus.errors import AdapterNotInEffect
from chorus.finetuning.client import Fingerprint, PromptFingerprint, TokenProbability
from chorus.serving.canary import Canary
from chorus.serving.engine import LoadedAdapter

ADAPTER = {7: -0.5, 8: -1.5, 9: -4.0}
BASE = {7: -3.0, 8: -0.5, 9: -2.0}
"""The effect is 1.83 nats a token."""


def recorded(adapter: dict[int, float], base: dict[int, float]) -> Fingerprint:
    def probabilities(found: dict[int, float]) -> tuple[TokenProbability, ...]:
        return tuple(TokenProbability(token, value) for token, value in found.items())

    return Fingerprint((PromptFingerprint("say something", probabilities(adapter), probabilities(base)),))


async def check(fakes, fingerprint: Fingerprint, adapter: dict[int, float], base: dict[int, float]) -> None:
    """Try an adapter in an engine that answers like this."""
    revision = fakes.revision("a", fingerprint=fingerprint)
    engine = fakes.Engine()
    engine.next = {(revision.name, token): value for token, value in adapter.items()}
    engine.next |= {("", token): value for token, value in base.items()}
    await Canary(engine, fakes.Tokenizer()).check(revision, LoadedAdapter(revision.name, 1, Path()))


async def test_what_does_as_recorded_passes(fakes) -> None:
    await check(fakes, recorded(ADAPTER, BASE), ADAPTER, BASE)
    await check(fakes, recorded(ADAPTER, BASE), {token: value + 0.05 for token, value in ADAPTER.items()}, BASE)


@pytest.mark.parametrize(
    ("adapter", "base", "whose"),
    [
        (BASE, BASE, "with the adapter"),
        ({7: -2.0, 8: -4.0, 9: -0.7}, BASE, "with the adapter"),
        (ADAPTER, {7: -1.0, 8: -2.0, 9: -3.0}, "of the base model alone"),
        (ADAPTER, ADAPTER, "of the base model alone"),
        ({**ADAPTER, 9: float("nan")}, BASE, "with the adapter"),
    ],
    ids=["no effect", "another adapter", "another base", "its voice everywhere", "no number"],
)
async def test_what_does_otherwise_is_told(
    fakes, adapter: dict[int, float], base: dict[int, float], whose: str
) -> None:
    with pytest.raises(AdapterNotInEffect, match=f"answers {whose} are off by .* effect is 1.833"):
        await check(fakes, recorded(ADAPTER, BASE), adapter, base)


async def test_an_adapter_that_never_had_an_effect_is_held_to_that(fakes) -> None:
    silent = recorded(BASE, BASE)
    await check(fakes, silent, BASE, BASE)
    with pytest.raises(AdapterNotInEffect):
        await check(fakes, silent, {token: value + 0.1 for token, value in BASE.items()}, BASE)


async def test_prompts_are_asked_as_they_were_recorded(fakes) -> None:
    engine, tokenizer = fakes.Engine(), fakes.Tokenizer()
    revision = fakes.revision("a", fingerprint=recorded(ADAPTER, BASE))
    with pytest.raises(AdapterNotInEffect):
        await Canary(engine, tokenizer).check(revision, LoadedAdapter(revision.name, 1, Path()))
    assert {tokens for tokens, _ in engine.asked} == {tokenizer.rendered("say something")}


async def test_without_a_record_nothing_is_asked(fakes) -> None:
    engine, revision = fakes.Engine(), fakes.revision("a", fingerprint=Fingerprint())
    await Canary(engine, fakes.Tokenizer()).check(revision, LoadedAdapter(revision.name, 1, Path()))
    assert engine.asked == []
