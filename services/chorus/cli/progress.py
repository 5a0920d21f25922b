"""Live progress in the terminal: one line for every step, a bar for the one that runs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from chorus.cli.study import StepTime
from chorus.jobs.client import Job


class Steps:
    """The steps of a study, shown as they go, their times kept."""

    def __init__(self, console: Console) -> None:
        self.times: list[StepTime] = []
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓"),
            TextColumn("{task.description:<12}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[message]}", markup=False, style="dim"),
            TimeElapsedColumn(),
            console=console,
        )
        self._task: TaskID | None = None

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Draw the steps while inside."""
        with self._progress:
            yield

    @contextmanager
    def step(self, name: str) -> Iterator["Steps"]:
        """One step, timed."""
        started = time.monotonic()
        task = self._task = self._progress.add_task(name, total=None, message="")
        try:
            yield self
        except BaseException:
            self._progress.update(task, message="stopped")
            self._progress.stop_task(task)
            raise
        self.times.append(StepTime(name, round(time.monotonic() - started, 1)))
        self._progress.update(task, total=1, completed=1)

    def update(self, done: int, total: int, message: str) -> None:
        """How far the present step is."""
        if self._task is not None:
            self._progress.update(self._task, completed=done, total=total or None, message=message)

    def follow(self, job: Job) -> None:
        """Show a job's progress as that of the present step."""
        self.update(job.progress.done, job.progress.total, job.progress.message)

    def say(self, line: str) -> None:
        """A line that stays."""
        self._progress.console.print(line, markup=False, highlight=False)
