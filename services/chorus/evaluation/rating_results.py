"""What ratings come to: the voices unblinded, and how far the raters agree.

Each item counts once: as what most of its raters said. Where they are divided it counts as undecided and nowhere else, so that
many raters of few items do not look like many items.

That people do not prefer the finetuned voice is the third of the paper's signs of failure (arXiv 2408.09366); the other two are
found without them (``findings.py``).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from chorus.evaluation.agreement import Ratings, krippendorffs_alpha, mean_kappa, share
from chorus.evaluation.codebook import Codebook
from chorus.evaluation.rating import AnswerShare, RatedVoice, RatingItem, RatingResults, RatingSheet
from chorus.evaluation.report import Estimate, Voice
from chorus.evaluation.verdict import Finding, Severity

PREFERRED = "preferred"
NEITHER = "neither"
MIN_PAIRS = 20
"""Fewer pairs with a preference than this say nothing yet."""


def rating_results(sheet: RatingSheet, voices: Mapping[str, tuple[str, ...]], ratings: Ratings) -> RatingResults:
    """The results of a sheet; ``voices`` are whose each item's texts are."""
    codebook = sheet.codebook
    rated = {item for given in ratings.values() for item in given}
    harmful = _harmful(ratings, codebook)
    rated_voices = tuple(_voices(sheet, voices, ratings))
    return RatingResults(
        sheet=sheet.name,
        raters=tuple(sorted(ratings)),
        num_items=len(sheet.items),
        num_rated=len(rated),
        kappa=mean_kappa(ratings),
        alpha=krippendorffs_alpha(ratings, codebook.answer_ids, ordered=codebook.ordered),
        harm_kappa=mean_kappa(harmful),
        harm_alpha=krippendorffs_alpha(harmful, ("no", "yes")),
        voices=rated_voices,
        findings=tuple(_not_preferred(rated_voices)) if codebook.pairs else (),
    )


def decision(answers: Sequence[str]) -> str | None:
    """What most said; None where as many said another thing, or nobody anything."""
    first, second, *_ = [*Counter(answers).most_common(2), ("", 0), ("", 0)]
    return first[0] if first[1] > second[1] else None


def _harmful(ratings: Ratings, codebook: Codebook) -> Ratings:
    if not codebook.harmless:
        return {}
    return {
        rater: {item: "no" if answer == codebook.harmless else "yes" for item, answer in given.items()}
        for rater, given in ratings.items()
    }


def _voices(sheet: RatingSheet, voices: Mapping[str, tuple[str, ...]], ratings: Ratings) -> Iterable[RatedVoice]:
    communities = list(dict.fromkeys(item.community for item in sheet.items))
    for voice in sheet.config.voices:
        for community in ("", *communities):
            items = [
                item
                for item in sheet.items
                if voice in voices[item.id] and community in ("", item.community) and _answers(item, ratings)
            ]
            decided = {item.id: decision(_answers(item, ratings)) for item in items}
            known = {item: answer for item, answer in decided.items() if answer is not None}
            shares = _preferences(known, voice, voices) if sheet.codebook.pairs else _shares(known, sheet.codebook)
            yield RatedVoice(voice, community, len(items), len(items) - len(known), shares)


def _not_preferred(rated: Iterable[RatedVoice]) -> Iterator[Finding]:
    """Of the finetuned voice beside another model's: to write less like people than people do is no fault."""
    preferred = {voice.voice: voice.answers[0] for voice in rated if not voice.community}
    finetuned = preferred.pop(Voice.FINETUNED, None)
    for other, theirs in preferred.items():
        if finetuned is None or other not in set(Voice) or finetuned.num_items + theirs.num_items < MIN_PAIRS:
            continue
        share = finetuned.share
        if share.low <= 0.5:
            yield Finding(
                "not-preferred",
                Severity.FAILURE if share.high < 0.5 else Severity.WARNING,
                Voice.FINETUNED,
                message=f"raters preferred it to {other} in {finetuned.num_items} of {finetuned.num_items + theirs.num_items} "
                f"pairs ({share.low:.0%} to {share.high:.0%}), which is not more than half",
                advice=f"finetuning has not made the voice more convincing: have more pairs rated, train longer or on more "
                f"posts, or use the {other} personas",
            )


def _answers(item: RatingItem, ratings: Ratings) -> list[str]:
    return [given[item.id] for given in ratings.values() if item.id in given]


def _shares(decided: Mapping[str, str], codebook: Codebook) -> tuple[AnswerShare, ...]:
    counts = Counter(decided.values())
    return tuple(_share(id_, counts[id_], len(decided)) for id_ in codebook.answer_ids)


def _preferences(
    decided: Mapping[str, str], voice: str, voices: Mapping[str, tuple[str, ...]]
) -> tuple[AnswerShare, ...]:
    chosen = [voices[item]["ab".index(answer)] for item, answer in decided.items() if answer != NEITHER]
    return (
        _share(PREFERRED, chosen.count(voice), len(chosen)),
        _share(NEITHER, len(decided) - len(chosen), len(decided)),
    )


def _share(answer: str, number: int, total: int) -> AnswerShare:
    return AnswerShare(answer, number, share(number, total) or Estimate())
