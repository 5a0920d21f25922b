"""Work for processes apart: functions of a module that another process can import."""

import os
import signal
import sys
import time
from pathlib import Path

from chorus.errors import EmptyFile
from chorus.graph.apart import Report
from chorus.jobs.job import Progress


def add(report: Report, one: int, *, other: int) -> tuple[int, int]:
    report(Progress(1, 2, "steps", "half"))
    report(Progress(2, 2, "steps", "all"))
    return one + other, os.getpid()


def refuse(_report: Report) -> None:
    raise EmptyFile("nothing in it", field="chunk", retry_after=3)


def fail(_report: Report) -> None:
    raise ZeroDivisionError("secret")


def die(_report: Report) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def linger(_report: Report, path: str) -> None:
    Path(path).write_text(str(os.getpid()))
    time.sleep(600)


def hold_the_interpreter(_report: Report) -> float:
    """No other thread of the process runs meanwhile; the result is for how many seconds."""
    sys.set_int_max_str_digits(0)
    begun = time.perf_counter()
    str(2**1_200_000)
    return time.perf_counter() - begun


def double(number: int) -> int:
    return 2 * number


def check(number: int) -> int:
    if number == 3:
        raise EmptyFile("three")
    return number
