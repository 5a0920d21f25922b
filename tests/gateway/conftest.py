"""Personas with known answers, on the seam that measurement speaks to."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence

import numpy as np
import pytest

from chorus.errors import NotFound
from chorus.gateway.competence import AGREE, check_sheet
from chorus.gateway.instrument import Instrument, Item
from chorus.gateway.library import bundled
from chorus.gateway.prompts import LETTER_ONLY, NUMBER_ONLY, TEXT_ONLY
from chorus.serving.client import (
    FREE,
    Answer,
    ChoiceQuestion,
    ChoiceScores,
    EngineStatus,
    OptionScore,
    Persona,
    PersonaKind,
    Piece,
    Reply,
    Scores,
    Structure,
    kind_of,
)
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling

Attitude = Mapping[str, Sequence[float]]
"""Probability of every option, by item id; items that are left out are answered uniformly."""


class SyntheticVoices:
    """Personas that answer with known probabilities, whatever the order in which options are listed."""

    def __init__(self, instrument: Instrument, attitudes: Mapping[str, Attitude]) -> None:
        self.attitudes = dict(attitudes)
        self.questions: list[tuple[str, str]] = []
        """Every (persona, prompt) that was asked, in order."""
        self.structures: list[Structure] = []
        self.looked_up: list[str] = []
        self.fail_after: int | None = None
        """Number of questions after which ``error`` is raised."""
        self.error: Exception = RuntimeError("not set")
        self.revision = "r1"
        self.knowing = True
        """Whether the questions of the competence check are answered rightly; else by guessing."""
        self._items = {wording: item for item in instrument.items for wording in item.wordings}

    async def get_engine(self) -> EngineStatus:
        return EngineStatus(ready=True, engine="synthetic")

    async def list_personas(self) -> tuple[Persona, ...]:
        return tuple([await self.get_persona(name) for name in self.attitudes])

    async def get_persona(self, name: str) -> Persona:
        self.looked_up.append(name)
        kind, community = kind_of(name)
        if name not in self.attitudes:
            raise NotFound(f"there is no persona named {name}", field="name")
        revision = self.revision if kind is PersonaKind.FINETUNED else ""
        return Persona(name, kind, community, revision=revision, base_model_digest="b1", limits="A toy.")

    async def score_options(self, persona: str, questions: Sequence[ChoiceQuestion]) -> Scores:
        self._note(persona, questions[0].prompt)
        rows = [self._row(persona, question) for question in questions]
        scores = tuple(ChoiceScores(tuple(OptionScore(float(np.log(p + 1e-300)), 1, p) for p in row)) for row in rows)
        return Scores(scores, self._receipt(persona, Sampling(temperature=0)))

    async def generate(
        self,
        persona: str,
        prompt: str,
        sampling: Sampling,
        topics: Sequence[str] = (),
        structure: Structure = FREE,
    ) -> Reply:
        self.structures.append(structure)
        self._note(persona, prompt)
        return Reply(
            tuple(Answer(text) for text in self._say(persona, prompt, sampling)), self._receipt(persona, sampling)
        )

    async def stream_generate(
        self,
        persona: str,
        prompt: str,
        sampling: Sampling,
        topics: Sequence[str] = (),
        structure: Structure = FREE,
    ) -> AsyncIterator[Piece]:
        self.structures.append(structure)
        text = self._say(persona, prompt, sampling)[0]
        yield Piece(text)
        yield Piece("", Answer(text), self._receipt(persona, sampling))

    def _note(self, persona: str, prompt: str) -> None:
        if self.fail_after is not None and len(self.questions) >= self.fail_after:
            raise self.error
        self.questions.append((persona, prompt))

    def _row(self, persona: str, question: ChoiceQuestion) -> list[float]:
        item = self._item(question.prompt)
        if item is None:
            return self._known(question)
        listed = _listed(question.prompt)
        by_text = dict(zip((o.text for o in item.options), self._attitude(persona, item.id), strict=True))
        by_statement = dict(zip((o.as_statement for o in item.options), self._attitude(persona, item.id), strict=True))
        return [by_text[listed[option]] if option in listed else by_statement[option] for option in question.options]

    def _known(self, question: ChoiceQuestion) -> list[float]:
        """The competence check: all of the right option, or as much of each."""
        listed = _listed(question.prompt)
        right = {option.text for one in RIGHT for option in one} | {option.statement for one in RIGHT for option in one}
        said = [listed.get(option, option) for option in question.options]
        if question.prompt.startswith("Do you agree?"):
            yes = float(not {"not", "cannot"} & set(question.prompt.split()))
            first = said[0] == "Yes" or said[0].startswith(AGREE)
            row = [yes, 1 - yes] if first else [1 - yes, yes]
        else:
            row = [float(text in right) for text in said]
        return row if self.knowing else [1 / len(row)] * len(row)

    def _say(self, persona: str, prompt: str, sampling: Sampling) -> list[str]:
        item = self._item(prompt)
        if item is None or not item.kind.is_choice:
            return ["70"] * sampling.n
        texts = [option.text for option in item.options]
        probabilities = self._attitude(persona, item.id)
        drawn = np.random.default_rng(sampling.seed).choice(len(texts), size=sampling.n, p=probabilities)
        letters = {text: letter for letter, text in _listed(prompt).items()}
        return [letters[texts[index]] for index in drawn]

    def _item(self, prompt: str) -> Item | None:
        """The item that a prompt puts: its wording stands on a line of its own."""
        asked = [line.partition(" Unit:")[0] for line in prompt.splitlines() if line != NUMBER_ONLY]
        return next((self._items[line] for line in asked if line in self._items), None)

    def _attitude(self, persona: str, item: str) -> Sequence[float]:
        count = next(len(one.options) for one in self._items.values() if one.id == item)
        return self.attitudes[persona].get(item, [1 / count] * count)

    def _receipt(self, persona: str, sampling: Sampling) -> Receipt:
        revision = self.revision if kind_of(persona)[0] is PersonaKind.FINETUNED else ""
        return Receipt(persona, revision, "b1", "p", sampling, "synthetic", "replica-0")


class PositionBiasedVoices(SyntheticVoices):
    """Personas that like the first place of every list, whatever stands there."""

    def _row(self, persona: str, question: ChoiceQuestion) -> list[float]:
        weights = [0.5**place for place in range(len(question.options))]
        return [weight / sum(weights) for weight in weights]


RIGHT = [
    [option for option in one.options if option.id == one.right]
    for one in (*check_sheet().knowledge, *check_sheet().attention)
]


def _listed(prompt: str) -> dict[str, str]:
    """The texts of the options by what stands for them: letters, or the texts themselves."""
    lines = prompt.splitlines()
    if LETTER_ONLY in prompt:
        return dict(line.split(") ", 1) for line in lines if line[1:3] == ") ")
    return {line: line for line in lines} if TEXT_ONLY in prompt else {}


@pytest.fixture(scope="session")
def wcs() -> Instrument:
    return bundled().get("instruments/wcs")


@pytest.fixture(scope="session")
def swed() -> Instrument:
    return bundled().get("instruments/swed")


@pytest.fixture
def synthetic() -> Callable[..., SyntheticVoices]:
    return SyntheticVoices


@pytest.fixture
def position_biased() -> Callable[..., SyntheticVoices]:
    return PositionBiasedVoices
