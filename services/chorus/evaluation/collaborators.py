"""What evaluation asks of graph, serving and finetuning: their clients, or fakes of them."""

from collections.abc import Sequence
from typing import Protocol

from chorus.evaluation.corpus import Writer
from chorus.evaluation.perplexity import Scorer
from chorus.evaluation.posts import PostSource
from chorus.finetuning.client import Verdict


class Term(Protocol):
    """What is asked of a term."""

    @property
    def text(self) -> str:
        """One word or more."""
        ...


class Community(Protocol):
    """What is asked of a community."""

    @property
    def partition(self) -> str:
        """The run of detection that found it."""
        ...

    @property
    def terms(self) -> Sequence[Term]:
        """What sets it apart, strongest first."""
        ...


class Communities(PostSource, Protocol):
    """Where communities and their posts come from: the graph service, or a fake of it."""

    async def get_community(self, name: str) -> Community:
        """The community of that name."""
        ...


class Persona(Protocol):
    """What is asked of a persona."""

    @property
    def revision(self) -> str:
        """The adapter revision that answers."""
        ...

    @property
    def base_model_digest(self) -> str:
        """Digest of the base model that answers."""
        ...

    @property
    def limits(self) -> str:
        """What its answers can and cannot show."""
        ...


class Personas(Writer, Scorer, Protocol):
    """Who writes the corpora: the serving service, or a fake of it."""

    async def get_persona(self, name: str) -> Persona:
        """The persona of that name; ``NotFound`` if there is none."""
        ...


class Revisions(Protocol):
    """Where verdicts go: the finetuning service, or a fake of it."""

    async def record_verdict(self, name: str, verdict: Verdict) -> object:
        """Keep what was found of a revision."""
        ...
