"""What the commands print of a finished training."""

from dataclasses import dataclass, field

from chorus.cli.finetune.people import Titles
from chorus.cli.finetune.print_matrix import print_matrix
from chorus.cli.report.gains import difference, signed
from chorus.cli.report.text import count, counted, decimal, plain
from chorus.cli.session import short
from chorus.cli.terminal import put, put_text
from chorus.finetuning.client import FinetuningReport, Revision, RevisionState

NAME_WIDTH = 30
LOSSES = (
    "Losses are in nats per token, on posts by authors whom the adapter was not trained on; gain is the base's loss less the "
    "adapter's. Steps: of the weights that were kept, and done."
)


@dataclass(frozen=True, slots=True)
class Trained:
    """A run with its revisions as they are now."""

    report: FinetuningReport = field(default_factory=FinetuningReport)
    revisions: tuple[Revision, ...] = ()


def print_trained(trained: Trained, titles: Titles) -> None:
    """Every adapter of a run, whether it learned its own community, and what to do next."""
    report = trained.report
    put(f"{report.name}: {counted(len(trained.revisions), 'adapter')} on {report.base_model}", "bold")
    put()
    put(f"{'':4}{'community':<{NAME_WIDTH}} learned      steps    loss    base    gain  tokens/s", "bold")
    for place, revision in enumerate(trained.revisions, start=1):
        _print_row(place, revision, titles)
    put_text(LOSSES, style="dim")
    put()
    print_matrix(report, titles)
    put()
    put(f"Next: chorus finetune show {short(trained.revisions[0].name)}")
    staged = [each for each in trained.revisions if each.state is RevisionState.STAGED]
    if staged:
        put(f"      chorus finetune promote {short(staged[0].name)}    (it does not speak yet)", "dim")


def _print_row(place: int, revision: Revision, titles: Titles) -> None:
    metrics = revision.metrics
    title = (titles.get(revision.community) or short(revision.community)).replace("\n", " ")[:NAME_WIDTH]
    gain = difference(metrics.base_validation_loss, metrics.validation_loss)
    cells = (
        f"{place:>3} {title:<{NAME_WIDTH}}",
        f"{count(revision.num_demonstrations):>7}",
        f"{f'{count(metrics.best_step)}/{count(metrics.num_steps)}':>10}",
        f"{decimal(metrics.validation_loss, 3):>7}",
        f"{decimal(metrics.base_validation_loss, 3):>7}",
        f"{signed(gain):>7}",
        f"{revision.tokens_per_second:>9,.0f}",
    )
    put(" ".join(cells))
    put(f"    {plain(revision.state)}  {revision.name}", "dim")
