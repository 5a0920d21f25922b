"""What runs do, named without importing what they do it with: torch is loaded in Ray's processes only."""

from collections.abc import Callable

from chorus.finetuning.engine import BuildPlan, TrainingPlan
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
