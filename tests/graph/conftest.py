"""Collections with planted communities, and the service over real gRPC."""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

import grpc
import polars as pl
import pytest
from pydantic import SecretStr

from chorus.errors import PromptTooLong
from chorus.graph.build import build
from chorus.graph.client import GraphClient
from chorus.graph.dataset import ImportConfig, ImportSummary
from chorus.graph.importing import import_file
from chorus.graph.pseudonym import pseudonym
from chorus.graph.settings import GraphSettings
from chorus.graph.tables import Tables
from chorus.jobs.client import JobsClient
from chorus.rpc.channel import connect
from chorus.serving.client import Answer, ChoiceQuestion, ChoiceScores, OptionScore, Reply, Scores
from chorus.types.sampling import Sampling

KEY = b"a key for tests only"
WORDS = (("soup", "lentils", "broth"), ("barbell", "squats", "gym"), ("trail", "hiking", "boots"))


@dataclass(frozen=True)
class Collection:
    """Lines of a file, and who was planted where."""

    lines: tuple[dict[str, Any], ...]
    planted: dict[str, int]
    """Community by pseudonym."""

    @property
    def data(self) -> bytes:
        return "".join(json.dumps(line) + "\n" for line in self.lines).encode()


def plant(
    num_authors: int = 30, posts: int = 2, reposts: int = 8, cross_talk: float = 0.05, seed: int = 0
) -> Collection:
    """Three communities that repost mostly among themselves; one post has no time, some authors only repost."""
    random = Random(seed)
    author = [[f"{community}-{number}" for number in range(num_authors)] for community in range(len(WORDS))]
    lines: list[dict[str, Any]] = []
    for community, words in enumerate(WORDS):
        for name in author[community]:
            for _ in range(posts):
                text = f"The {random.choice(words)} today with {random.choice(words)}, thanks @friend see https://a.example/{name}"
                time = 1_460_000_000 + random.randrange(10**6)
                lines.append({"id": len(lines), "author": name, "text": text, "created_at": time, "lang": "en"})
            for _ in range(reposts):
                other = random.randrange(len(WORDS)) if random.random() < cross_talk else community
                lines.append({"id": len(lines), "author": name, "repost_of": {"author": random.choice(author[other])}})
    del lines[0]["created_at"]
    random.shuffle(lines)
    planted = {pseudonym(KEY, name): community for community, names in enumerate(author) for name in names}
    return Collection(tuple(lines), planted)


@pytest.fixture(scope="session")
def make_collection() -> Callable[..., Collection]:
    return plant


@pytest.fixture(scope="session")
def collection() -> Collection:
    return plant()


@dataclass(frozen=True)
class Taken:
    """An import and its tables."""

    tables: Tables
    rejected: pl.DataFrame
    summary: ImportSummary


@dataclass
class Service:
    """A running graph service, its channel and its home."""

    channel: grpc.aio.Channel
    home: Path

    @property
    def graph(self) -> GraphClient:
        return GraphClient(self.channel)

    @property
    def jobs(self) -> JobsClient:
        return JobsClient(self.channel)


@dataclass
class FakeVoices:
    """A base model that can read or cannot, and says the same of everything."""

    can_read: bool = True
    max_lines: int = 1_000
    asked: list[str] = field(default_factory=list)

    async def score_options(self, persona: str, questions: Sequence[ChoiceQuestion]) -> Scores:
        return Scores(tuple(self._score(number, question) for number, question in enumerate(questions)))

    async def generate(self, persona: str, prompt: str, sampling: Sampling) -> Reply:
        if prompt.count("\n") > self.max_lines:
            raise PromptTooLong("too long")
        self.asked.append(prompt)
        return Reply((Answer("They talk of soup\nand are at ease. More words."),))

    def _score(self, number: int, question: ChoiceQuestion) -> ChoiceScores:
        right = number % 4 if self.can_read else 0
        return ChoiceScores(tuple(OptionScore(probability=float(n == right)) for n, _ in enumerate(question.options)))


@pytest.fixture
def voices() -> FakeVoices:
    return FakeVoices()


@pytest.fixture
async def service(tmp_path: Path, voices: FakeVoices) -> AsyncIterator[Service]:
    roots = tmp_path / "open"
    roots.mkdir()
    settings = GraphSettings(
        port=0, home=tmp_path, pseudonym_key=SecretStr(KEY.decode()), import_roots=(str(roots),), min_persona_authors=25
    )
    graph = build(settings, voices)
    async with AsyncExitStack() as stack:
        stack.callback(graph.records.close)
        await graph.jobs.start()
        stack.push_async_callback(graph.jobs.stop)
        await graph.server.start()
        stack.push_async_callback(graph.server.stop)
        yield Service(await stack.enter_async_context(connect(f"127.0.0.1:{graph.server.port}")), tmp_path)


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Taken]:
    """Imports bytes in this process and reads the tables back."""

    def take(data: bytes | Iterable[bytes], config: ImportConfig | None = None, key: bytes = KEY) -> Taken:
        folder = Path(mkdtemp(dir=tmp_path))
        path = folder / "sent"
        path.write_bytes(data if isinstance(data, bytes) else b"\n".join(data))
        found = import_file(lambda _: None, path, folder, key, config or ImportConfig())
        posts, reposts, shares, rejected = map(
            pl.read_parquet, (found.posts, found.reposts, found.shares, found.rejected)
        )
        return Taken(Tables(posts, reposts, shares), rejected, found.summary)

    return take
