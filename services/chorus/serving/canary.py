"""The effect canary: whether an adapter does in the engine what it did when it was trained.

A revision records how probable some tokens are after fixed prompts, with the adapter and without it. The engine is asked the same
of the adapter it has just loaded, and of its base model. With

    e = mean |log p_adapter - log p_base|        recorded: the adapter's effect
    a = mean |log q_adapter - log p_adapter|     the engine's answers with the adapter, against the record
    b = mean |log q_base    - log p_base|        the engine's answers without it, against the record

both a and b have to stay within a quarter of e. An adapter that took no effect has a = e, and another adapter about that or more;
so right and wrong lie far apart, in single precision (a near 0.001 nats) as in bfloat16 (a few hundredths).
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from chorus.errors import AdapterNotInEffect
from chorus.serving.engine import Engine, LoadedAdapter, Tokenizer

if TYPE_CHECKING:
    from chorus.finetuning.client import PromptFingerprint, Revision, TokenProbability

SHARE = 0.25
"""Of its effect that an adapter may be off by."""
FLOOR = 0.05
"""Nats that any may be off by, for the effect of a hardly trained adapter is no larger than what two kernels differ by."""


@dataclass(frozen=True, slots=True)
class Canary:
    """Asks the engine what a revision's fingerprint records."""

    engine: Engine
    tokenizer: Tokenizer

    async def check(self, revision: "Revision", adapter: LoadedAdapter) -> None:
        """Raise ``AdapterNotInEffect`` where the engine's answers are not those of the training; without a record, pass."""
        prompts = revision.fingerprint.prompts
        if not prompts:
            return
        with_adapter, without = await asyncio.gather(self._ask(prompts, adapter), self._ask(prompts, None))
        recorded, recorded_base = _flat(each.adapter for each in prompts), _flat(each.base for each in prompts)
        effect = _distance(recorded, recorded_base)
        allowed = max(FLOOR, SHARE * effect)
        for whose, off in (
            ("with the adapter", _distance(with_adapter, recorded)),
            ("of the base model alone", _distance(without, recorded_base)),
        ):
            # Written so that a distance that is no number fails too.
            if not off <= allowed:
                raise AdapterNotInEffect(
                    f"{revision.name} does not do here what it did when it was trained: answers {whose} are off by {off:.3f} "
                    f"nats a token where its effect is {effect:.3f} and {allowed:.3f} are allowed; train it again"
                )

    async def _ask(self, prompts: "Sequence[PromptFingerprint]", adapter: LoadedAdapter | None) -> list[float]:
        """The engine's log-probabilities of all recorded tokens, in order."""
        answers = await asyncio.gather(
            *(
                self.engine.next_log_probabilities(
                    self.tokenizer.rendered(prompt.prompt), [each.token for each in prompt.adapter], adapter
                )
                for prompt in prompts
            )
        )
        return [value for answer in answers for value in answer]


def _flat(recorded: "Iterable[Sequence[TokenProbability]]") -> list[float]:
    return [each.log_probability for tokens in recorded for each in tokens]


def _distance(one: Sequence[float], other: Sequence[float]) -> float:
    """Mean absolute difference."""
    return fmean(abs(a - b) for a, b in zip(one, other, strict=True))
