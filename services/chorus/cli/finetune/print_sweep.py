"""What the commands print of a sweep."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from statistics import fmean

from chorus.cli.report.gains import difference, signed
from chorus.cli.report.text import count, counted, decimal, number, percent
from chorus.cli.terminal import put, put_text
from chorus.finetuning.client import FinetuningSweep, Trial

HINT = (
    "Look at followed and at general loss: the ratio from which they hold to the base's is as much general instruction as an "
    "adapter needs, and what it costs in gain is its price. Templates help if more of them raise followed or gain."
)
MEANS = (
    "Means over the communities. Loss: on authors not trained on, in nats per token; gain: the base's less it. General: loss on "
    "general instructions not trained on. Followed: of those, the share answered word for word. "
    "Learned and general pairs are sums."
)


def print_sweep(sweep: FinetuningSweep) -> None:
    """A row for each combination."""
    put(f"{sweep.name} of {counted(len(sweep.communities), 'community', 'communities')} on {sweep.base_model}", "bold")
    put()
    put("ratio  templates    loss    gain  general (base)  followed (base)  learned  general pairs", "bold")
    for trials in _combinations(sweep.trials):
        _print_row(trials)
    put()
    put_text(MEANS, style="dim")
    put_text(HINT)


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of what was measured; None where nothing was.

    >>> mean([1.0, None, 3.0]), mean([None])
    (2.0, None)
    """
    measured = [value for value in values if value is not None]
    return fmean(measured) if measured else None


def _combinations(trials: Iterable[Trial]) -> Iterator[Sequence[Trial]]:
    for _, group in groupby(trials, key=lambda trial: (trial.general_ratio, trial.num_templates)):
        yield tuple(group)


def _print_row(trials: Sequence[Trial]) -> None:
    measured = [trial.metrics for trial in trials]
    gain = mean(difference(each.base_validation_loss, each.validation_loss) for each in measured)
    general, base_general = (
        mean(each.general_loss for each in measured),
        mean(each.base_general_loss for each in measured),
    )
    followed, base_followed = mean(each.followed for each in measured), mean(each.base_followed for each in measured)
    first = trials[0]
    cells = (
        f"{number(first.general_ratio):>5}",
        f"{count(first.num_templates) if first.num_templates else 'all':>9}",
        f"{decimal(mean(each.validation_loss for each in measured), 3):>6}",
        f"{signed(gain):>6}",
        f"{f'{decimal(general, 3)} ({decimal(base_general, 3)})':>14}",
        f"{f'{percent(followed)} ({percent(base_followed)})':>15}",
        f"{count(sum(trial.num_demonstrations for trial in trials)):>7}",
        f"{count(sum(trial.num_general for trial in trials)):>13}",
    )
    put("  ".join(cells))
