"""Work in processes of its own: its result, its errors, its end."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chorus.errors import EmptyFile, Internal, ResourceExhausted
from chorus.graph.ahead import ahead
from chorus.graph.apart import Apart
from chorus.jobs.job import Progress
from work_apart import add, check, die, double, fail, hold_the_interpreter, linger, refuse


def is_alive(process: int) -> bool:
    """Whether a process runs; one that nobody has waited for does not."""
    try:
        return "(zombie)" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False


async def lingering(path: Path) -> int:
    async with asyncio.timeout(60):
        while not path.exists() or not path.read_text():
            await asyncio.sleep(0.02)
    return int(path.read_text())


async def test_a_result_and_progress_come_back_from_another_process() -> None:
    said: list[str] = []

    async def on_progress(progress: Progress) -> None:
        said.append(progress.message)

    total, process = await Apart().run(on_progress, add, 1, other=2)
    assert (total, said) == (3, ["half", "all"])
    assert process != os.getpid()


async def test_typed_errors_come_back_whole_and_others_without_their_text() -> None:
    with pytest.raises(EmptyFile, match="nothing in it") as caught:
        await Apart().run(None, refuse)
    assert (caught.value.field, caught.value.retry_after) == ("chunk", 3)
    with pytest.raises(Internal) as internal:
        await Apart().run(None, fail)
    assert "secret" not in str(internal.value)


async def test_a_process_that_is_killed_is_an_error_and_not_a_hang() -> None:
    with pytest.raises(Internal, match="killed"):
        await asyncio.wait_for(Apart().run(None, die), 60)


async def test_who_calls_the_work_off_ends_the_process(tmp_path: Path) -> None:
    task = asyncio.create_task(Apart().run(None, linger, str(tmp_path / "pid")))
    process = await lingering(tmp_path / "pid")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not is_alive(process)


async def test_a_service_that_is_killed_leaves_nobody_at_work(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys; from work_apart import linger; from chorus.graph.apart import Apart; "
        "asyncio.run(Apart().run(None, linger, sys.argv[1]))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    service = await asyncio.create_subprocess_exec(sys.executable, "-c", script, str(tmp_path / "pid"), env=environment)
    process = await lingering(tmp_path / "pid")
    service.kill()
    await service.wait()
    async with asyncio.timeout(30):
        while is_alive(process):
            await asyncio.sleep(0.05)


async def test_the_loop_goes_on_while_the_interpreter_is_held() -> None:
    task = asyncio.create_task(Apart().run(None, hold_the_interpreter))
    await asyncio.sleep(0)
    longest, last = 0.0, asyncio.get_running_loop().time()
    while not task.done():
        await asyncio.sleep(0.005)
        now = asyncio.get_running_loop().time()
        longest, last = max(longest, now - last), now
    assert longest < await task / 2


async def test_a_full_queue_says_when_to_come_back(tmp_path: Path) -> None:
    apart = Apart(max_running=1, max_waiting=1)
    first = asyncio.create_task(apart.run(None, linger, str(tmp_path / "pid")))
    await lingering(tmp_path / "pid")
    second = asyncio.create_task(apart.run(None, add, 1, other=1))
    await asyncio.sleep(0.05)
    with pytest.raises(ResourceExhausted) as caught:
        await apart.run(None, add, 1, other=1)
    assert caught.value.retry_after
    first.cancel()
    assert (await second)[0] == 2


def test_a_map_that_works_ahead_keeps_the_order() -> None:
    assert list(ahead(double, range(20))) == [2 * number for number in range(20)]


@pytest.mark.parametrize("take", [next, list])
def test_a_map_that_works_ahead_ends_early(take: Callable[..., object]) -> None:
    results = ahead(check, range(10))
    if take is list:
        with pytest.raises(EmptyFile):
            list(results)
    else:
        assert next(results) == 0
        results.close()  # type: ignore[attr-defined]
