"""Live progress: in a terminal a line with a bar for every step, elsewhere plain lines as a step begins, goes on and ends."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from chorus.cli.study import StepTime
from chorus.jobs.client import Job, JobState

SECONDS_BETWEEN_LINES = 30.0
"""Outside a terminal, where every line stays."""


class Steps:
    """The steps of a study, shown as they go, their times kept."""

    def __init__(self, console: Console) -> None:
        self.times: list[StepTime] = []
        self._console = console
        self._message = ""
        self._said = 0.0
        self._task: TaskID | None = None
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓"),
            TextColumn("{task.description:<11}"),
            BarColumn(bar_width=20),
            TimeElapsedColumn(),
            TextColumn("{task.fields[message]}", markup=False, style="dim"),
            console=console,
            disable=not console.is_terminal,
        )

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Draw the steps while inside."""
        with self._progress:
            yield

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step, timed."""
        started = self._said = time.monotonic()
        self._message = ""
        task = self._task = self._progress.add_task(name, total=None, message="")
        if not self._console.is_terminal:
            self.say(f"{name} …")
        try:
            yield
        finally:
            self._progress.stop_task(task)
        seconds = round(time.monotonic() - started, 1)
        self.times.append(StepTime(name, seconds))
        self._progress.update(task, total=1, completed=1)
        if not self._console.is_terminal:
            self.say(f"{name}: {self._message} ({seconds:.0f} s)")

    def update(self, done: int, total: int, message: str) -> None:
        """How far the present step is; ``total`` 0 while unknown."""
        self._message = message
        if self._task is not None:
            self._progress.update(self._task, completed=done, total=total or None, message=message)
        now = time.monotonic()
        if not self._console.is_terminal and message and now - self._said >= SECONDS_BETWEEN_LINES:
            self._said = now
            self.say(f"  {message}, {done:,} of {total:,}" if total else f"  {message}")

    def follow(self, job: Job) -> None:
        """Show a job's progress as that of the present step."""
        waits = job.state is JobState.QUEUED
        self.update(job.progress.done, job.progress.total, "waits for its turn" if waits else job.progress.message)

    def say(self, line: str) -> None:
        """A line that stays."""
        self._progress.console.print(line, markup=False, highlight=False, soft_wrap=True)
