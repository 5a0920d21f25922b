"""Drifting: evaluations of the same communities put in order of time, measure by measure.

What is held against each other has to be measured alike, and says so where it was not. Fréchet distances depend on how many posts
were compared; they are taken as multiples of their floor, which depends on it too, and said to change only between equally many.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime

from chorus.errors import InvalidArgument
from chorus.evaluation.agreement import share
from chorus.evaluation.drift import Drift, Moment, Point, Series
from chorus.evaluation.report import Estimate, FidelityReport, MemorisationScores, VoiceScores

MAX_REPORTS = 50
PEOPLE = ""
DISTANCE = "distance"
_MEASURED_BY = (
    "topics",
    "posts_per_persona",
    "encoder",
    "origin_classifier",
    "emotion_classifier",
    "toxicity_classifier",
    "max_perplexity",
)

Key = tuple[str, str, str]
"""Measure, voice, community."""


def check_reports(names: Sequence[str]) -> None:
    """Raise ``InvalidArgument`` unless there are two or more names, each once, and not too many."""
    if len(set(names)) < 2 or len(set(names)) < len(names) or len(names) > MAX_REPORTS:
        raise InvalidArgument(
            f"{len(names)} reports with {len(set(names))} different names; name 2 to {MAX_REPORTS}, each once",
            field="reports",
        )


def compare(reports: Sequence[FidelityReport]) -> Drift:
    """Reports in any order, as one line for each measure; ``InvalidArgument`` where they are of different communities."""
    ordered = sorted(reports, key=lambda report: (report.create_time or datetime.min.replace(tzinfo=UTC), report.name))
    first = ordered[0]
    for report in ordered[1:]:
        if set(report.communities) != set(first.communities):
            raise InvalidArgument(f"{first.name} and {report.name} are of different communities", field="reports")
    measured = [dict(_measures(report)) for report in ordered]
    sizes = {report.config.posts_per_persona for report in ordered}
    keys = dict.fromkeys(key for found in measured for key in found)
    return Drift(
        communities=first.communities,
        moments=tuple(Moment(report.name, report.create_time, _revisions(report)) for report in ordered),
        series=tuple(_series(key, measured, sizes) for key in keys),
        notes=tuple(_notes(ordered)),
    )


def _series(key: Key, measured: Sequence[Mapping[Key, Estimate]], sizes: Set[int]) -> Series:
    estimates = [found.get(key) for found in measured]
    there = [estimate for estimate in estimates if estimate]
    first, last = there[0], there[-1]
    can_tell = all(one.low < one.high for one in (first, last)) and (key[0] != DISTANCE or len(sizes) == 1)
    changed = can_tell and (first.high < last.low or last.high < first.low)
    return Series(*key, tuple(map(Point, estimates)), changed)


def _measures(report: FidelityReport) -> Iterator[tuple[Key, Estimate]]:
    yield ("origin-f1", PEOPLE, ""), report.human.macro_f1
    for voice in report.voices:
        yield ("origin-f1", voice.voice, ""), voice.origin.macro_f1
    for kind, origin in ((PEOPLE, report.human), *((voice.voice, voice.origin) for voice in report.voices)):
        if origin.bundle_macro_f1 is not None:
            yield ("origin-f1-in-tens", kind, ""), _exactly(origin.bundle_macro_f1)
    for community, f1 in zip(report.communities, report.human.f1, strict=False):
        yield ("origin-f1", PEOPLE, community), _exactly(f1)
    for voice in report.voices:
        yield from _of_voice(voice, report.communities)
    yield from _memorised(PEOPLE, report.human_memorisation)
    for reading in report.readings:
        if reading.kind == "toxicity" and len(reading.labels) == 1:
            for profile in reading.human:
                yield ("toxicity", PEOPLE, profile.community), _exactly(profile.shares[0])


def _of_voice(voice: VoiceScores, communities: Sequence[str]) -> Iterator[tuple[Key, Estimate]]:
    for community, f1 in zip(communities, voice.origin.f1, strict=False):
        yield ("origin-f1", voice.voice, community), _exactly(f1)
    for scores in voice.semantics:
        if (floor := scores.floor.value) > 0:
            found = scores.frechet
            yield (
                (DISTANCE, voice.voice, scores.community),
                Estimate(found.value / floor, found.low / floor, found.high / floor),
            )
    yield from _memorised(voice.voice, voice.memorisation)
    for read in voice.readings:
        yield (f"{read.kind}-likeness", voice.voice, read.profile.community), _exactly(read.similarity)
        if read.kind == "toxicity" and len(read.profile.shares) == 1:
            yield ("toxicity", voice.voice, read.profile.community), _exactly(read.profile.shares[0])


def _memorised(voice: str, memorisation: Sequence[MemorisationScores]) -> Iterator[tuple[Key, Estimate]]:
    for scores in memorisation:
        if found := share(round(scores.share_memorised * scores.num_posts), scores.num_posts):
            yield ("memorised", voice, scores.community), found


def _exactly(value: float) -> Estimate:
    return Estimate(value, value, value)


def _revisions(report: FidelityReport) -> tuple[str, ...]:
    found = [corpus for voice in report.voices for corpus in voice.corpora if corpus.revision]
    return tuple(corpus.revision for corpus in sorted(found, key=lambda one: report.communities.index(one.community)))


def _notes(reports: Sequence[FidelityReport]) -> Iterator[str]:
    for name in _MEASURED_BY:
        given = dict.fromkeys(getattr(report.config, name) for report in reports)
        if len(given) > 1:
            what = f" ({', '.join(str(value) for value in given)})" if name != "topics" else ""
            yield f"Not measured alike: {name}{what}. What differs between these evaluations may come from that."
    if len({report.base_model_digest for report in reports}) > 1:
        yield "The base models differ."
    yield "A change is one between the first and the last evaluation whose 95% intervals do not overlap."
    yield "A distance is the Fréchet distance as a multiple of its floor: 1 is as near as people's posts are to each other."
