"""What a user sees of a job while it waits, works and has ended."""

from io import StringIO

import pytest
from rich.console import Console

from chorus.cli import progress
from chorus.cli.progress import Steps
from chorus.jobs.client import Job, JobState, Progress


def test_a_job_that_waits_says_so() -> None:
    seen = StringIO()
    steps = Steps(Console(file=seen, width=120, force_terminal=True))
    with steps.shown(), steps.step("base"):
        steps.follow(Job("jobs/finetuning.b-0", "build-base", JobState.QUEUED))
    assert "waits for its turn" in seen.getvalue()


def test_a_job_at_work_says_what_it_does() -> None:
    seen = StringIO()
    steps = Steps(Console(file=seen))
    with steps.shown(), steps.step("base"):
        steps.follow(Job("jobs/finetuning.b-0", "build-base", JobState.QUEUED))
        steps.follow(Job("jobs/finetuning.b-0", "build-base", JobState.RUNNING, Progress(1, 9, "steps", "loss 3.00")))
    assert seen.getvalue() == "base …\nbase: loss 3.00 (0 s)\n"


def test_long_work_is_heard_of_now_and_then_where_lines_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = StringIO()
    steps = Steps(Console(file=seen))
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0)
    with steps.shown(), steps.step("finetune"):
        steps.update(0, 0, "loading")
        steps.update(1_500, 4_000, "loss 3.00")
        steps.update(0, 0, "")
        monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 60)
        steps.update(1_600, 4_000, "loss 2.90")
    assert seen.getvalue().splitlines() == [
        "finetune …",
        "  loading",
        "  loss 3.00, 1,500 of 4,000",
        "finetune: loss 2.90 (0 s)",
    ]
