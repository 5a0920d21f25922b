"""The scribe: has personas write corpora, part by part, each part a durable step of a job.

What is written belongs to the revision and base model that a job began with; where either is replaced meanwhile, the job fails.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from chorus.errors import NotFound, RevisionChanged
from chorus.evaluation.collaborators import Personas
from chorus.evaluation.corpus import Batch, Corpus, patiently, plan, write
from chorus.evaluation.evaluation import Speaker
from chorus.evaluation.perplexity import with_perplexity
from chorus.evaluation.sifting import StoredCorpus
from chorus.jobs import JobContext
from chorus.storage.artifacts import Artifacts


@dataclass(frozen=True, slots=True)
class Order:
    """A corpus that is wanted."""

    speaker: Speaker
    topics: tuple[str, ...]
    num_posts: int
    seed: int
    step: str
    """By what its parts are known within the job."""
    num_before: int = 0
    """Posts that the job has written before it."""
    num_in_all: int = 0
    """Posts that the job is to write in all."""
    surprise: bool = True
    """Whether the posts' perplexity is wanted."""


@dataclass(frozen=True, slots=True)
class Scribe:
    """Has personas write."""

    personas: Personas
    artifacts: Artifacts

    async def speaker(self, name: str) -> Speaker:
        """A persona and what answers for it now; ``NotFound`` if there is none."""
        try:
            persona = await patiently(partial(self.personas.get_persona, name))
        except NotFound:
            raise NotFound(f"there is no {name}; finetune its community first", field="communities") from None
        return Speaker(name, persona.revision, persona.base_model_digest, persona.limits)

    async def corpus(self, context: JobContext, order: Order) -> StoredCorpus:
        """The corpus, as it lies in the artifact store; parts that were written before are not written again."""
        done, lines = order.num_before, b""
        for number, part in enumerate(plan(order.topics, order.num_posts)):
            location = await context.step(f"{order.step} {number}", self._write, context, order, part, done)
            lines += await asyncio.to_thread(self.artifacts.read_bytes, location)
            done += sum(batch.size for batch in part)
        location = await asyncio.to_thread(self.artifacts.put_bytes, lines)
        return StoredCorpus(Corpus.from_lines(order.speaker.persona, lines), location)

    async def _write(self, context: JobContext, order: Order, part: Sequence[Batch], done: int) -> str:
        """Have one part written, and return where it lies."""
        speaker, persona = order.speaker, order.speaker.persona

        async def progress(written: int) -> None:
            await context.report(done + written, order.num_in_all, "posts", f"{persona} is writing")

        corpus = Corpus(persona, await write(self.personas, persona, part, order.seed, progress))
        if order.surprise:
            corpus = await with_perplexity(self.personas, corpus)
        # Asked here, so that posts by another revision or base model never become a finished step.
        if (corpus.revision, corpus.base_model_digest) != (speaker.revision, speaker.base_model_digest):
            raise RevisionChanged(f"{persona} has another revision or base model than when this began; evaluate again")
        return await asyncio.to_thread(self.artifacts.put_bytes, corpus.to_lines())
