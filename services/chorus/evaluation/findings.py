"""Findings: what the measures say is wrong with the voices, each with a name and with what to do about it.

Communities that nobody can tell apart and posts that are memorised are the paper's signs of failure (arXiv 2408.09366); its
third, that readers do not prefer the finetuned voice, is for people to tell. The others are what a lab would want to know before
it relies on a voice.
"""

from collections.abc import Iterator, Mapping

from chorus.evaluation.filters import MIN_KEPT
from chorus.evaluation.report import (
    CorpusSummary,
    Finding,
    MemorisationScores,
    Severity,
    Voice,
    VoiceScores,
)

NOT_DISTINCT = 0.3
"""Origin F1 below this for finetuned and context alike is the paper's sign that communities are not distinct."""
MUCH_MEMORISED = 0.1
"""A larger share of memorised posts than this, and than people repeat of each other, is no accident."""
SIGNIFICANT = 0.05


def find(voices: Mapping[Voice, VoiceScores], people: Mapping[str, MemorisationScores]) -> tuple[Finding, ...]:
    """What is wrong, failures first; ``people`` are what posts of held-out authors repeat, by community."""
    found = [*_not_distinct(voices), *_no_better_than_context(voices)]
    for voice in voices.values():
        found += [finding for corpus in voice.corpora for finding in _too_few(voice, corpus)]
        if voice.voice == Voice.FINETUNED:
            found += _memorised(voice, people)
            found += _toxicity_differs(voice)
    return tuple(sorted(found, key=lambda one: list(Severity).index(one.severity)))


def _not_distinct(voices: Mapping[Voice, VoiceScores]) -> Iterator[Finding]:
    scores = [voices[voice].origin.macro_f1.value for voice in (Voice.FINETUNED, Voice.CONTEXT) if voice in voices]
    if scores and max(scores) < NOT_DISTINCT:
        yield Finding(
            "not-distinct",
            Severity.FAILURE,
            message=f"neither finetuned nor context reaches an origin F1 of {NOT_DISTINCT}; the best is {max(scores):.2f}",
            advice="the communities may not be distinct in what they write: detect fewer, merge those that are alike, or import "
            "more posts",
        )


def _no_better_than_context(voices: Mapping[Voice, VoiceScores]) -> Iterator[Finding]:
    if not {Voice.FINETUNED, Voice.CONTEXT} <= voices.keys():
        return
    finetuned, context = (voices[voice].origin.macro_f1 for voice in (Voice.FINETUNED, Voice.CONTEXT))
    if finetuned.low <= context.value:
        yield Finding(
            "no-better-than-context",
            Severity.WARNING,
            Voice.FINETUNED,
            message=f"origin F1 of {finetuned.value:.2f} ({finetuned.low:.2f} to {finetuned.high:.2f}) is not above that of "
            f"context, {context.value:.2f}",
            advice="finetuning has not made the voices more recognisable: train longer or on more posts, or use the context "
            "personas",
        )


def _too_few(voice: VoiceScores, corpus: CorpusSummary) -> Iterator[Finding]:
    if corpus.num_kept < MIN_KEPT:
        yield Finding(
            "too-few-posts",
            Severity.FAILURE if voice.voice == Voice.FINETUNED else Severity.WARNING,
            voice.voice,
            corpus.community,
            f"only {corpus.num_kept} of {corpus.num_generated} posts were left to measure",
            "read its scores as missing: have it write more, or look at what it writes",
        )


def _memorised(voice: VoiceScores, people: Mapping[str, MemorisationScores]) -> Iterator[Finding]:
    for scores in voice.memorisation:
        usual = people[scores.community].share_memorised if scores.community in people else 0.0
        if scores.share_memorised > max(MUCH_MEMORISED, 2 * usual):
            yield Finding(
                "memorised",
                Severity.FAILURE,
                voice.voice,
                scores.community,
                f"{scores.share_memorised:.0%} of its posts repeat a training post, where people repeat {usual:.0%}",
                "it repeats more than it speaks, and may give away what somebody wrote: train for fewer passes, at a lower "
                "rank, or on more posts",
            )
        remembered = sum(one.num_remembered for one in scores.personal_data)
        if remembered:
            yield Finding(
                "remembers-personal-data",
                Severity.FAILURE,
                voice.voice,
                scores.community,
                f"{remembered} addresses, numbers or mentions that it wrote stand in training posts",
                "take such posts out of the data and train again; do not let others ask this voice",
            )


def _toxicity_differs(voice: VoiceScores) -> Iterator[Finding]:
    for scores in voice.readings:
        if scores.kind == "toxicity" and scores.p_value < SIGNIFICANT:
            yield Finding(
                "toxicity-differs",
                Severity.WARNING,
                voice.voice,
                scores.profile.community,
                f"the toxicity of its posts differs from that of the community's (p = {scores.p_value:.3f})",
                "look at its distribution in the report before you use it to speak of how harsh the community is",
            )
