"""What was done and found, in sentences that a reader can quote: every figure stands with what it has to be held against."""

from collections.abc import Iterator

from chorus.cli.report.fidelity import Fidelity, OriginRow
from chorus.cli.report.screening import ScaleChart, ScoreRow, ScreeningView
from chorus.cli.report.text import count, decimal, listed, magnitude
from chorus.cli.study import Study
from chorus.gateway.client import AnswerMode


def summarise(study: Study, fidelity: Fidelity, screening: ScreeningView) -> str:
    """One paragraph of plain words."""
    return " ".join([*_done(study), *_told_apart(fidelity), *_screened(screening)])


def _done(study: Study) -> Iterator[str]:
    posts, found = study.dataset.summary, len(study.communities)
    if found:
        yield (
            f"From {count(posts.num_posts)} posts and {count(posts.num_reposts)} reposts by {count(posts.num_authors)} people, "
            f"Chorus found {found} {'community' if found == 1 else 'communities'} of people who repost one another."
        )
    if study.revisions:
        size = study.base_model.num_parameters
        kind = f"a language model of {magnitude(size)} parameters" if size else "one language model"
        each = "it" if found == 1 else "each of them"
        yield f"It taught {kind} to write like {each}, and compared what it wrote with what the people write."


def _told_apart(fidelity: Fidelity) -> Iterator[str]:
    rows = {row.kind: row for row in fidelity.origin}
    finetuned, context, human = rows.get("finetuned"), rows.get("context"), rows.get("human")
    if finetuned is None:
        return
    yield (
        f"A classifier that learned from people's posts gives the finetuned voices' posts back to their own communities with a "
        f"macro F1 of {_estimate(finetuned)}, where guessing gives {decimal(fidelity.chance)}"
        + (f" and people's own posts reach {_estimate(human)}." if human else ".")
    )
    if context:
        yield (
            f"The same model, given posts to read instead of being finetuned, reaches {_estimate(context)}: "
            f"{_compared(finetuned, context)}."
        )


def _estimate(row: OriginRow) -> str:
    estimate = row.scores.macro_f1
    return f"{decimal(estimate.value)} ({decimal(estimate.low)} to {decimal(estimate.high)})"


def _compared(finetuned: OriginRow, context: OriginRow) -> str:
    ours, theirs = finetuned.scores.macro_f1, context.scores.macro_f1
    if ours.low > theirs.high:
        return "finetuning did better"
    if theirs.low > ours.high:
        return "finetuning did worse"
    return "the intervals overlap, so neither did clearly better"


def _screened(screening: ScreeningView) -> Iterator[str]:
    for chart in screening.scales:
        for mode, way in ((AnswerMode.SCORED, "by exact probabilities"), (AnswerMode.SAMPLED, "by free answers")):
            rows = [row for row in chart.rows if row.score.mode == mode and row.score.value is not None]
            voices = [row for row in rows if not row.voice.is_control]
            if voices:
                yield _range_of_scores(chart, voices, [row for row in rows if row.voice.is_control], way)
                break
    if screening.scales and not screening.interpretable:
        yield "The base model fails the competence check: these scores say that the path works, and nothing about anyone."


def _range_of_scores(chart: ScaleChart, voices: list[ScoreRow], controls: list[ScoreRow], way: str) -> str:
    ordered = sorted(voices, key=lambda row: row.score.value or 0.0)
    low, high = ordered[0], ordered[-1]
    ends = [
        f"{row.voice.label.text} ({decimal(row.score.value, 1)})" for row in ([low] if low is high else [low, high])
    ]
    sentence = f"On the {chart.scale.title}, {way}, the voices score from {' to '.join(ends)}"
    if low is high:
        sentence = f"On the {chart.scale.title}, {way}, the one voice, {ends[0]}, has a score"
    beside = [f"the base control scores {decimal(row.score.value, 1)}" for row in controls]
    if chart.scale.cutoff is not None:
        beside.append(f"the cut-off is {chart.scale.cutoff:g}")
    return f"{sentence}; {listed(beside)}." if beside else f"{sentence}."
