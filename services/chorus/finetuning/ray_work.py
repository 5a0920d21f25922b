"""What runs do, named without importing what they do it with: torch is loaded in Ray's processes only."""

from collections.abc import Callable

from chorus.finetuning.engine import BuildPlan, ExaminationPlan, PerplexityPlan, TrainingPlan
from chorus.finetuning.ray_places import Places
from chorus.finetuning.ray_run import Event

Report = Callable[[Event], None]


def train(_report: Report, args: tuple[TrainingPlan, Places]) -> None:
    """Train adapters by Ray Train."""
    from chorus.finetuning.ray_training import fit

    fit(*args)


def build(report: Report, args: tuple[BuildPlan, Places]) -> None:
    """Build a base model, here."""
    from chorus.finetuning.ray_building import build_here

    build_here(report, *args)


def perplexities(report: Report, args: tuple[PerplexityPlan, Places]) -> None:
    """Measure texts, here."""
    from chorus.finetuning.ray_measuring import measure_perplexities

    measure_perplexities(report, *args)


def examine(report: Report, args: tuple[ExaminationPlan, Places]) -> None:
    """Measure an adapter, here."""
    from chorus.finetuning.ray_measuring import examine_adapter

    examine_adapter(report, *args)
