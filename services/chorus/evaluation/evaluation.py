"""An evaluation as it is asked for, and what can be told of it before anything is done."""

from dataclasses import dataclass, field, replace
from math import inf

from chorus.errors import InvalidArgument
from chorus.evaluation.personas import persona_of, staged_of
from chorus.evaluation.report import EvaluationConfig, Voice
from chorus.evaluation.topics import MAX_TOPICS, bundled_topics, check_topics
from chorus.evaluation.windows import MAX_WINDOWS
from chorus.types.names import parse

MAX_POSTS_PER_PERSONA = 30_000
MAX_SEED = 2**62


@dataclass(frozen=True, slots=True)
class Speaker:
    """A persona and what answers for it."""

    persona: str = ""
    revision: str = ""
    """Its adapter revision; empty for context and base."""
    base_model_digest: str = ""
    limits: str = ""
    """What its answers can and cannot show."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is asked for: the parameters of the job."""

    communities: tuple[str, ...] = ()
    """Two or more of one partition."""
    config: EvaluationConfig = field(default_factory=EvaluationConfig)
    speakers: tuple[Speaker, ...] = ()
    """Who writes, as it stood when the evaluation was asked for; each persona once. Part of what names the job, so that a new
    revision is evaluated anew."""

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Those that are measured, in the order of a report."""
        return tuple(Voice(voice) for voice in self.config.voices)

    def persona_of(self, voice: Voice, community: str) -> str:
        """Who speaks with a voice for a community: the one to be decided on, where that is asked for and there is one."""
        staged = staged_of(community)
        is_candidate = voice is Voice.FINETUNED and any(speaker.persona == staged for speaker in self.speakers)
        return staged if is_candidate else persona_of(voice, community)

    @property
    def num_posts(self) -> int:
        """Posts written in all."""
        return len(self.speakers) * self.config.posts_per_persona


def check_request(evaluation: Evaluation) -> Evaluation:
    """What can be told from the request alone; fills in the bundled topics."""
    names, config = evaluation.communities, evaluation.config
    for name in names:
        parse(name, "communities", "communities")
    if len(set(names)) < 2 or len(set(names)) < len(names):
        raise InvalidArgument(
            f"{len(names)} communities with {len(set(names))} different names; evaluation compares two or more, each named once",
            field="communities",
        )
    if not 0 <= config.topics_per_community <= MAX_TOPICS:
        raise InvalidArgument(
            f"topics_per_community = {config.topics_per_community}; it lies between 0 and {MAX_TOPICS}",
            field="config.topics_per_community",
        )
    if config.topics and config.topics_per_community:
        raise InvalidArgument("topics are given and are to be taken from terms; do one of both", field="config.topics")
    topics = config.topics or (() if config.topics_per_community else bundled_topics())
    check_topics(topics)
    if not 1 <= config.posts_per_persona <= MAX_POSTS_PER_PERSONA:
        raise InvalidArgument(
            f"posts_per_persona = {config.posts_per_persona}; it lies between 1 and {MAX_POSTS_PER_PERSONA}",
            field="config.posts_per_persona",
        )
    for place, voice in enumerate(config.voices):
        if voice not in set(Voice):
            raise InvalidArgument(
                f"{voice[:60]!r} is no voice; there are {', '.join(Voice)}", field=f"config.voices[{place}]"
            )
    if not 0 <= config.judged_posts <= MAX_POSTS_PER_PERSONA:
        raise InvalidArgument(
            f"judged_posts = {config.judged_posts}; it lies between 0 and {MAX_POSTS_PER_PERSONA}",
            field="config.judged_posts",
        )
    if config.windows and not 2 <= config.windows <= MAX_WINDOWS:
        raise InvalidArgument(
            f"windows = {config.windows}; there are 2 to {MAX_WINDOWS}, or 0 for none", field="config.windows"
        )
    if not 1 < config.max_perplexity < inf:
        raise InvalidArgument(
            f"max_perplexity = {config.max_perplexity}; it lies above 1, where nothing surprises",
            field="config.max_perplexity",
        )
    if not 0 <= config.seed <= MAX_SEED:
        raise InvalidArgument(f"seed = {config.seed}; it lies between 0 and 2^62", field="config.seed")
    wanted = tuple(voice for voice in Voice if not config.voices or voice in config.voices)
    return replace(evaluation, config=replace(config, topics=topics, voices=wanted))
