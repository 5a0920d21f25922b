"""The method of an evaluation, step by step: posts, corpora, measures, report.

It runs as a durable job. Each part of a persona's corpus is a step of its own (``scribe.py``), so a job that resumes writes only
what is missing; reading posts and measuring are repeated, and give the same again.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256

import msgspec

from chorus.errors import FailedPrecondition, InvalidArgument, RevisionNotActive
from chorus.evaluation.collaborators import Communities, Community, Personas, Revisions
from chorus.evaluation.corpus import only_base_model, patiently
from chorus.evaluation.evaluation import Evaluation, Speaker, check_request
from chorus.evaluation.findings import People, find
from chorus.evaluation.gate import give_verdicts
from chorus.evaluation.judging import judge
from chorus.evaluation.measure import Measures, Tools, measure
from chorus.evaluation.models import Models
from chorus.evaluation.notes import write_notes
from chorus.evaluation.personas import persona_of, staged_of
from chorus.evaluation.posts import Clean, HumanPosts, OwnPosts
from chorus.evaluation.readings import ReadTexts
from chorus.evaluation.report import EvaluationConfig, FidelityReport, Voice, VoiceScores
from chorus.evaluation.scribe import Order, Scribe
from chorus.evaluation.sifting import Corpora, Sifted, StoredCorpus, sift
from chorus.evaluation.topics import check_topics, topics_of
from chorus.evaluation.verdict import Policy
from chorus.finetuning.client import Verdict as RevisionVerdict
from chorus.jobs import JobContext
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records

KIND = "evaluate"


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluates the voices of communities."""

    communities: Communities
    personas: Personas
    artifacts: Artifacts
    records: Records
    clean: Clean
    """Takes out of a post what the demonstrations leave out."""
    revisions: Revisions
    """Where what is found of a revision is kept."""
    models: Models = field(default_factory=Models)
    policy: Policy = field(default_factory=Policy)

    @property
    def _scribe(self) -> Scribe:
        return Scribe(self.personas, self.artifacts)

    async def check(self, evaluation: Evaluation) -> Evaluation:
        """The evaluation with its topics and speakers filled in; raises a typed error if it cannot be done."""
        checked = check_request(evaluation)
        found = [await self.communities.get_community(name) for name in checked.communities]
        if len({community.partition for community in found}) > 1:
            raise InvalidArgument(
                "the communities are not of one partition; evaluate one at a time", field="communities"
            )
        if checked.config.topics_per_community:
            checked = replace(checked, config=_with_topics(checked.config, found))
        # What measures is looked for before anything is written.
        await asyncio.to_thread(self.models.readers, checked.config)
        await asyncio.to_thread(
            self.models.origin_classifier, checked.config.origin_classifier, "config.origin_classifier"
        )
        await asyncio.to_thread(
            self.models.encoder, checked.config.encoder, ("one two", "two three"), 0, "config.encoder"
        )
        speakers = [
            await self._speaker(voice, community, checked.config)
            for voice in checked.voices
            for community in checked.communities
        ]
        # Those of one kind stay together, so that the engine seldom changes adapters; the base persona speaks for all.
        return replace(checked, speakers=tuple(dict.fromkeys(speakers)))

    async def run(self, context: JobContext, evaluation: Evaluation) -> str:
        """Evaluate, and return the report's name."""
        seed = evaluation.config.seed
        human_posts = HumanPosts(self.communities, self.clean)
        own = [await human_posts.of(name, seed) for name in evaluation.communities]
        corpora = await self._corpora(context, evaluation)
        await context.report(evaluation.num_posts, evaluation.num_posts, "posts", "measuring the corpora")
        config = evaluation.config
        sifted = await asyncio.to_thread(sift, own, corpora, self.clean, config.max_perplexity)
        judged = await self._judged(own, sifted, config)
        measures = await asyncio.to_thread(self._measure, config, own, corpora, sifted, judged)
        report = _report(evaluation, corpora, measures, self.policy)
        await self.records.put(report)
        for verdict in report.verdicts:
            found = RevisionVerdict(report.name, verdict.passed, verdict.reasons, report.create_time)
            await patiently(partial(self.revisions.record_verdict, verdict.revision, found))
        return report.name

    async def _speaker(self, voice: Voice, community: str, config: EvaluationConfig) -> Speaker:
        if config.staged and voice is Voice.FINETUNED:
            # One that has nothing STAGED speaks as it does for everybody.
            with suppress(RevisionNotActive):
                return await self._scribe.speaker(staged_of(community))
        return await self._scribe.speaker(persona_of(voice, community))

    async def _corpora(self, context: JobContext, evaluation: Evaluation) -> Corpora:
        """Every persona's corpus, by voice and community; the communities share the base persona's."""
        config = evaluation.config
        written: dict[str, StoredCorpus] = {}
        for position, speaker in enumerate(evaluation.speakers):
            order = Order(
                speaker,
                config.topics,
                config.posts_per_persona,
                config.seed,
                f"corpus {speaker.persona}",
                num_before=position * config.posts_per_persona,
                num_in_all=evaluation.num_posts,
            )
            written[speaker.persona] = await self._scribe.corpus(context, order)
        return {
            voice: [written[evaluation.persona_of(voice, community)] for community in evaluation.communities]
            for voice in evaluation.voices
        }

    async def _judged(self, own: Sequence[OwnPosts], sifted: Sifted, config: EvaluationConfig) -> list[ReadTexts]:
        """What the base model finds harmful, where that is asked for."""
        if not config.judged_posts:
            return []
        people = {posts.community: posts.all for posts in own}
        return [await judge(self.personas, people, sifted.kept, config.judged_posts, config.seed)]

    def _tools(self, config: EvaluationConfig, own: Sequence[OwnPosts]) -> Tools:
        training = [text for posts in own for text in posts.training]
        return Tools(
            self.models.origin_classifier(config.origin_classifier, "config.origin_classifier"),
            self.models.encoder(config.encoder, training, config.seed, "config.encoder"),
            self.models.readers(config),
        )

    def _measure(
        self,
        config: EvaluationConfig,
        own: Sequence[OwnPosts],
        corpora: Corpora,
        sifted: Sifted,
        judged: Sequence[ReadTexts],
    ) -> Measures:
        measures = measure(own, corpora, sifted, self._tools(config, own), judged, config.seed, config.windows)
        return replace(measures, voices=tuple(self._keep(voice, sifted) for voice in measures.voices))

    def _keep(self, voice: VoiceScores, sifted: Sifted) -> VoiceScores:
        """Store the posts that were measured, for whoever rates or reads them, and note where they lie."""
        corpora = [
            replace(corpus, kept_location=self.artifacts.put_bytes(msgspec.json.encode(kept)))
            for corpus, kept in zip(voice.corpora, sifted.kept[Voice(voice.voice)], strict=True)
        ]
        return replace(voice, corpora=tuple(corpora))


def _with_topics(config: EvaluationConfig, communities: Sequence[Community]) -> EvaluationConfig:
    """The configuration with topics that the communities' own terms give."""
    terms = [[term.text for term in community.terms] for community in communities]
    topics = topics_of(terms, config.topics_per_community)
    if not topics:
        raise FailedPrecondition("the communities have no terms that set them apart; give topics", field="communities")
    check_topics(topics)
    return replace(config, topics=topics)


def _report(evaluation: Evaluation, corpora: Corpora, measures: Measures, policy: Policy) -> FidelityReport:
    people = People(measures.human_memorisation, measures.readings)
    voices = {Voice(voice.voice): voice for voice in measures.voices}
    findings = find(evaluation.communities, voices, people, policy)
    stored = [corpus for of_voice in corpora.values() for corpus in of_voice]
    inputs = msgspec.json.encode((evaluation, [corpus.location for corpus in stored]))
    limits = [speaker.limits for speaker in evaluation.speakers]
    return FidelityReport(
        name=f"reports/{sha256(inputs).hexdigest()[:16]}",
        communities=evaluation.communities,
        config=evaluation.config,
        base_model_digest=only_base_model(corpus.corpus.base_model_digest for corpus in stored),
        human=measures.human,
        human_by_time=measures.human_by_time,
        human_memorisation=measures.human_memorisation,
        readings=measures.readings,
        voices=measures.voices,
        findings=findings,
        windows=measures.windows,
        verdicts=give_verdicts(evaluation.communities, measures.voices, findings, policy),
        policy=policy,
        notes=write_notes(measures, len(evaluation.communities), limits, evaluation.config.windows),
        create_time=datetime.now(UTC),
    )
