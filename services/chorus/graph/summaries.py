"""One sentence on each community, by the base model that is served, where that model can read.

Whether it can is tested first: it is shown a few posts and must find their subject among four. A model that cannot, such as
the small one that Chorus builds, would write sentences that look like findings and are none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from chorus.errors import ModelNotCapable, PromptTooLong
from chorus.graph.communities import Communities
from chorus.graph.community import ProfilePost
from chorus.graph.record import CommunityRecord
from chorus.jobs import JobContext
from chorus.serving.client import BASE, ChoiceQuestion, Reply, Scores
from chorus.types.sampling import Sampling

KIND = "summarise"
MAX_WORDS = 30
"""Of each post quoted to the model."""
MAX_SUMMARY_LENGTH = 300
MAX_TOKENS = 80

_SUBJECTS = (
    "baking bread",
    "repairing bicycles",
    "keeping bees",
    "learning to swim",
    "growing tomatoes",
    "playing chess",
)
_SIGNS = (
    ("my dough rose all night and the crust came out crisp", "which flour do you take for a sourdough loaf"),
    ("the chain slipped again so I changed the rear wheel", "new brake pads, and the gears shift like butter"),
    ("the hive is loud today, the queen must be laying", "two full frames of honey from the upper box"),
    ("first lap of front crawl without a break", "my kick is weak, any drills for the shallow end of the pool"),
    ("the seedlings are out of the greenhouse at last", "blossom end rot on half of the vines, too little water"),
    ("lost my queen on move twelve and resigned", "an endgame with rook and two pawns, white to mate in four"),
)


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What a summarise job is given."""

    partition: str = ""


class Voices(Protocol):
    """Who is asked; ``chorus.serving.client.ServingClient`` is one."""

    async def generate(self, persona: str, prompt: str, sampling: Sampling) -> Reply:
        """``sampling.n`` answers."""
        ...

    async def score_options(self, persona: str, questions: Sequence[ChoiceQuestion]) -> Scores:
        """The distribution over every question's options, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Summaries:
    """Runs summarise jobs."""

    communities: Communities
    voices: Voices

    async def check(self, request: SummaryRequest) -> SummaryRequest:
        """The request, if it can be tried; raises what is wrong with it."""
        await self.communities.detections.record(request.partition, field="partition")
        return request

    async def run(self, context: JobContext, request: SummaryRequest) -> str:
        """Summarise every community of a partition that has no summary yet; returns the partition's name."""
        known = await self.communities.detections.communities(request.partition)
        waiting = [record for record in known if not record.is_hidden and not record.community.summary]
        await context.report(0, len(waiting), "communities", "testing whether the base model can read")
        if waiting:
            await require_capable(self.voices)
        for done, record in enumerate(waiting, start=1):
            sentence = await summarize(self.voices, [*record.representative, *record.diverse])
            await self._keep(record, sentence)
            await context.report(done, len(waiting), "communities", record.community.display_name)
        return request.partition

    async def _keep(self, record: CommunityRecord, sentence: str) -> None:
        def with_summary(known: CommunityRecord) -> CommunityRecord:
            return replace(known, community=replace(known.community, summary=sentence))

        await self.communities.detections.records.update(CommunityRecord, record.name, with_summary)


async def require_capable(voices: Voices) -> None:
    """``ModelNotCapable`` if the base model does not know what a few plain posts are about."""
    questions = [
        ChoiceQuestion(
            _ask(signs, "What are these posts about? Answer with one of: " + "; ".join(choice) + "."), choice
        )
        for number, signs in enumerate(_SIGNS)
        for choice in [_choice(number)]
    ]
    scores = await voices.score_options(BASE, questions)
    for number, (question, found) in enumerate(zip(questions, scores.scores, strict=True)):
        likelihoods = [option.probability for option in found.options]
        if question.options[likelihoods.index(max(likelihoods))] != _SUBJECTS[number]:
            raise ModelNotCapable(
                "the base model that is served cannot tell what plain posts are about, so its summaries would mean nothing; "
                "serve a larger one (CHORUS_BASE_MODEL), or read the terms and posts of the profiles"
            )


async def summarize(voices: Voices, posts: Sequence[ProfilePost]) -> str:
    """One sentence on posts; fewer of them are shown to a model whose context is short."""
    texts = list(dict.fromkeys(" ".join(post.text.split()[:MAX_WORDS]) for post in posts))
    order = (
        "These are posts by members of one online community. In one sentence of at most 25 words, say what this community talks "
        "about and in what spirit. Name no person."
    )
    while True:
        try:
            reply = await voices.generate(BASE, _ask(texts, order), Sampling(temperature=0.0, max_tokens=MAX_TOKENS))
            return _first_sentence(reply.answers[0].text)
        except PromptTooLong:
            if len(texts) < 2:
                raise
            texts = texts[: len(texts) // 2]


def _choice(number: int) -> tuple[str, ...]:
    """The right subject among three others, at another place in every question."""
    others = [_SUBJECTS[(number + step) % len(_SUBJECTS)] for step in (1, 2, 4)]
    place = number % 4
    return (*others[:place], _SUBJECTS[number], *others[place:])


def _ask(texts: Sequence[str], order: str) -> str:
    return "\n".join(f"- {text}" for text in texts) + "\n\n" + order


def _first_sentence(text: str) -> str:
    """The first sentence of an answer, on one line."""
    line = " ".join(text.split())
    match = re.match(r".+?[.!?](?=\s|$)", line)
    return (match.group() if match else line)[:MAX_SUMMARY_LENGTH]
