"""Training, arranged for the eye: the base model's curve and, on one common scale, every adapter's."""

from dataclasses import dataclass

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
    validation_loss: float | None
    """The last one measured."""

    @property
    def gain(self) -> float | None:
        """By how many nats per token the adapter beats the base model on people it never saw."""
        if self.validation_loss is None or not self.revision.base_validation_loss:
            return None
        return self.revision.base_validation_loss - self.validation_loss


@dataclass(frozen=True, slots=True)
class Training:
    """All of it."""

    base: Curve | None
    adapters: tuple[AdapterTraining, ...]


def arrange(study: Study, labels: Labels) -> Training:
    """The training curves of a study."""
    base = study.base_model.history
    every_loss = [
        loss for revision in study.revisions for loss in losses(revision.history, revision.base_validation_loss or None)
    ]
    common = axis_over(every_loss)

    def adapter(revision: Revision) -> AdapterTraining:
        measured = [point.validation_loss for point in revision.history if point.validation_loss is not None]
        return AdapterTraining(
            community=labels.community(revision.community),
            revision=revision,
            curve=draw(revision.history, common, revision.base_validation_loss or None) if revision.history else None,
            validation_loss=measured[-1] if measured else None,
        )

    return Training(
        base=draw(base, axis_over(losses(base))) if base else None,
        adapters=tuple(adapter(revision) for revision in study.revisions),
    )
