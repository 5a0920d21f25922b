"""Training, arranged for the eye: the base model's curve and, on one common scale, every adapter's."""

from dataclasses import dataclass

from chorus.cli.report import gains
from chorus.cli.report.curves import Curve, draw, losses
from chorus.cli.report.dots import axis_over
from chorus.cli.report.labels import Label, Labels
from chorus.cli.study import Study
from chorus.finetuning.client import Revision


@dataclass(frozen=True, slots=True)
class AdapterTraining:
    """How one community's adapter learned."""

    community: Label
    revision: Revision
    curve: Curve | None

    @property
    def gain(self) -> float | None:
        """By how many nats per token the adapter beats the base model on people it never saw."""
        return gains.difference(self.revision.metrics.base_validation_loss, self.revision.metrics.validation_loss)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """How well every adapter predicts one community."""

    community: Label
    row: gains.GainRow

    @property
    def lead(self) -> str:
        """By how much the own adapter is ahead, with its interval."""
        return gains.in_interval(self.row.lead)


@dataclass(frozen=True, slots=True)
class Training:
    """All of it."""

    base: Curve | None
    adapters: tuple[AdapterTraining, ...]
    matrix: tuple[MatrixRow, ...]
    columns: tuple[Label, ...]
    """Whose adapter each column of the matrix is."""
    verdict: str
    """Whether adapters learned their own community."""

    @property
    def has_leads(self) -> bool:
        """Whether it is known how sure the matrix is."""
        return any(each.row.lead for each in self.matrix)


def arrange(study: Study, labels: Labels) -> Training:
    """The training curves of a study."""
    base = study.base_model.history
    common = axis_over([loss for each in study.revisions for loss in losses(each.history, _base_loss(each))])

    def adapter(revision: Revision) -> AdapterTraining:
        history, best = revision.history, revision.metrics.best_step
        return AdapterTraining(
            community=labels.community(revision.community),
            revision=revision,
            curve=draw(history, common, _base_loss(revision), best) if history else None,
        )

    return Training(
        base=draw(base, axis_over(losses(base))) if base else None,
        adapters=tuple(adapter(revision) for revision in study.revisions),
        matrix=tuple(MatrixRow(labels.community(row.community), row) for row in gains.gains(study.finetuning)),
        columns=tuple(labels.community(name) for name in study.finetuning.communities),
        verdict=gains.in_words(study.finetuning),
    )


def _base_loss(revision: Revision) -> float | None:
    return revision.metrics.base_validation_loss
