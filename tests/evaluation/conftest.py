"""Communities with planted vocabularies, and personas that speak as they are told to."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest

from chorus.errors import ChorusError, NotFound, RevisionNotActive
from chorus.serving.client import BASE, ChoiceQuestion, ChoiceScores, OptionScore, Scores
from chorus.types.post import Post
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling

SHARED = [f"shared{index}" for index in range(60)]
NAMES = ("communities/apple", "communities/berry", "communities/cedar")


def speak(community: str, seed: int) -> str:
    """A post in the words of a community; in shared words only where there is none of that name."""
    draw = random.Random(f"{community}:{seed}")
    short = community.removeprefix("communities/")
    own = [f"{short}{index}" for index in range(40)] if community in NAMES else SHARED
    return " ".join(draw.choice(own if draw.random() < 0.35 else SHARED) for _ in range(draw.randint(8, 14)))


def clean(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("URL", "")).strip()


@dataclass
class FakeTerm:
    text: str


@dataclass
class FakeCommunity:
    partition: str = "partitions/one"
    terms: tuple[FakeTerm, ...] = ()


@dataclass
class FakeCommunities:
    """The graph service's place: 180 posts by 60 authors in each community."""

    posts: dict[str, list[Post]] = field(
        default_factory=lambda: {
            name: [Post(str(number), f"{name}-{number % 60}", speak(name, number)) for number in range(180)]
            for name in NAMES
        }
    )
    partitions: dict[str, str] = field(default_factory=dict)
    terms: dict[str, tuple[str, ...]] = field(default_factory=dict)

    async def get_community(self, name: str) -> FakeCommunity:
        if name not in self.posts:
            raise NotFound(f"there is no {name}", field="name")
        return FakeCommunity(
            self.partitions.get(name, "partitions/one"), tuple(map(FakeTerm, self.terms.get(name, ())))
        )

    async def stream_posts(self, community: str, limit: int = 0, seed: int = 0) -> AsyncIterator[Post]:
        for post in self.posts[community]:
            yield post


@dataclass
class FakeAnswer:
    text: str


@dataclass
class FakeGeneration:
    answers: tuple[FakeAnswer, ...]
    receipt: Receipt


@dataclass
class FakePersona:
    revision: str
    base_model_digest: str
    limits: str = "a fake says nothing about people"


def faithful(persona: str, seed: int) -> str:
    """Finetuned speaks its community's words, context does for every other seed, base never."""
    short = persona.removeprefix("personas/")
    fluent = not short.endswith(".context") or seed % 2 == 0
    return speak(f"communities/{short.partition('.')[0]}" if fluent else "base", 10_000 + seed)


@dataclass
class FakePersonas:
    """The serving service's place."""

    say: Callable[[str, int], str] = faithful
    failures: list[ChorusError] = field(default_factory=list)
    """Raised by the next calls, one each."""
    revision: Callable[[str, int], str] = lambda persona, _call: (
        "r2" if persona.endswith(".staged") else "" if "." in persona or persona.endswith("base") else "r1"
    )
    staged: tuple[str, ...] = ()
    """Communities, in short, that have a STAGED revision."""
    digest: Callable[[str], str] = lambda _persona: "base-digest"
    prompts: list[tuple[str, str, Sampling]] = field(default_factory=list)
    stuck_at: str = ""
    """This persona never answers; ``stuck`` tells when it was asked."""
    stuck_after: int = 0
    """After so many prompts nobody answers; 0 for never."""
    stuck: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: int = 0
    most_under_way: int = 0
    surprise: Callable[[str], float] = lambda _text: 4.0
    """Mean negative log-probability of a text's tokens."""
    weigh: Callable[[str, str], float] = lambda _prompt, _option: 1.0
    """How likely an option is as an answer to a prompt, beside the others."""
    scored: list[tuple[str, str]] = field(default_factory=list)
    asked_now: str = ""
    """The prompt that is being answered."""

    async def get_persona(self, name: str) -> FakePersona:
        short, _, kind = name.removeprefix("personas/").partition(".")
        if kind == "staged" and short not in self.staged:
            raise RevisionNotActive(f"communities/{short} has no STAGED revision", field="persona")
        if short != "base" and f"communities/{short}" not in NAMES:
            raise NotFound(f"there is no {name}", field="name")
        return FakePersona(self.revision(name, 0), self.digest(name))

    async def generate(
        self, persona: str, prompt: str, sampling: Sampling, topics: tuple[str, ...] = ()
    ) -> FakeGeneration:
        if persona == self.stuck_at or (self.stuck_after and len(self.prompts) >= self.stuck_after):
            self.stuck.set()
            await asyncio.Event().wait()
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        if self.failures:
            raise self.failures.pop()
        self.prompts.append((persona, prompt, sampling))
        self.asked_now = prompt
        receipt = Receipt(
            persona,
            self.revision(persona, len(self.prompts)),
            self.digest(persona),
            "prompt-digest",
            sampling,
            "fake 1",
        )
        answers = tuple(FakeAnswer(self.say(persona, sampling.seed + index)) for index in range(sampling.n))
        return FakeGeneration(answers, receipt)

    async def score_options(self, persona: str, questions: Sequence[ChoiceQuestion]) -> Scores:
        assert persona == BASE
        self.scored += [(question.prompt, option) for question in questions for option in question.options]
        rows = []
        for question in questions:
            counts = [len(option.split()) for option in question.options]
            sums = [-self.surprise(option) * (n + 1) for option, n in zip(question.options, counts, strict=True)]
            weights = [self.weigh(question.prompt, option) for option in question.options]
            shares = [weight / sum(weights) for weight in weights]
            rows.append(ChoiceScores(tuple(map(OptionScore, sums, counts, shares))))
        return Scores(tuple(rows))


@pytest.fixture
def names() -> tuple[str, ...]:
    return NAMES


@pytest.fixture
def voice() -> Callable[[str, int], str]:
    return speak


@pytest.fixture
def cleaner() -> Callable[[str], str]:
    return clean


@pytest.fixture
def communities() -> FakeCommunities:
    return FakeCommunities()


@pytest.fixture
def personas() -> FakePersonas:
    return FakePersonas()
