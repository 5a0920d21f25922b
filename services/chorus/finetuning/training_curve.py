"""The curve of one training, and what a run says of itself while it goes on."""

from dataclasses import dataclass, field

from chorus.finetuning.base_model import TrainingPoint
from chorus.finetuning.engine import AdapterPlan, TrainingProgress


@dataclass(slots=True)
class Curve:
    """How a training has gone so far. Kept in its checkpoints."""

    points: list[TrainingPoint] = field(default_factory=list)
    """Readings, in order of step."""
    step: int = 0
    """Optimiser steps done."""
    best_step: int = 0
    """Of the best weights; 0 before the first validation."""
    best_loss: float | None = None
    """Validation loss of the best weights, nats per token; None before the first validation."""
    num_worse: int = 0
    """Validations since the best."""
    seconds: float = 0.0
    """Spent in steps, validation aside, over all attempts."""
    tokens: float = 0.0
    """Trained on, padding aside."""

    @property
    def tokens_per_second(self) -> float:
        """Rate of training, validation aside."""
        return self.tokens / self.seconds if self.seconds else 0.0

    def judge(self, loss: float) -> bool:
        """Take note of a validation; whether it is the best so far."""
        if self.best_loss is not None and loss >= self.best_loss:
            self.num_worse += 1
            return False
        self.best_loss, self.best_step, self.num_worse = loss, self.step, 0
        return True

    def is_over(self, patience: int) -> bool:
        """Whether as many validations in a row brought nothing better."""
        return self.num_worse >= patience


@dataclass(slots=True)
class Course:
    """How far a run of several trainings is."""

    total: int
    """Optimiser steps of all of them, if nothing stops one early."""
    passed: int = 0
    """Of those that are behind."""

    def progress(self, adapter: AdapterPlan, curve: Curve, num_steps: int) -> TrainingProgress:
        """One line on the adapter in training, which may take ``num_steps``.

        >>> curve = Curve([TrainingPoint(10, 3.25, 3.5)], step=10, seconds=20.0, tokens=10_000)
        >>> Course(100).progress(AdapterPlan(community="communities/bakers"), curve, 40).message
        'bakers: step 10 of 40, loss 3.25, validation 3.50, 500 tokens/s, 3 min left'
        """
        parts = [f"{adapter.community.removeprefix('communities/')}: step {curve.step} of {num_steps}"]
        if curve.points:
            parts.append(f"loss {curve.points[-1].loss:.2f}")
        validated = [point.validation_loss for point in curve.points if point.validation_loss is not None]
        if validated:
            parts.append(f"validation {validated[-1]:.2f}")
        done = self.passed + curve.step
        if curve.seconds:
            left = (self.total - done) * curve.seconds / curve.step
            parts += [f"{curve.tokens_per_second:,.0f} tokens/s", f"{_in_words(left)} left"]
        return TrainingProgress(done, self.total, ", ".join(parts))


def _in_words(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
