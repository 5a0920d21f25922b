"""How every command runs: the options that most have, one-line errors, exit statuses, and what Ctrl-C does."""

import asyncio
import logging
import signal
from collections.abc import Coroutine
from typing import Annotated, Any

import typer
from rich.text import Text

from chorus.cli.terminal import aside, readable, say
from chorus.errors import Cancelled, ChorusError, InvalidArgument, Unreachable

Gateway = Annotated[str, typer.Option(help="Address of a running gateway.", envvar="CHORUS_GATEWAY_ADDRESS")]
Purpose = Annotated[
    str,
    typer.Option(
        help="What you ask for; sensitive personas want to know. It goes into the audit log.", envvar="CHORUS_PURPOSE"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]
ON_ITS_OWN = "interrupted; the work goes on without you: run the command again to see how it ends"
"""What Ctrl-C says where a job does the work."""


def execute(main: Coroutine[Any, Any, None], if_interrupted: str = "interrupted") -> None:
    """Run a command to its end; errors become one line and an exit status: 2 for wrong input, 130 for Ctrl-C, else 1."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    try:
        asyncio.run(_interruptible(main))
    except (KeyboardInterrupt, asyncio.CancelledError, Cancelled):
        say(if_interrupted)
        raise typer.Exit(130) from None
    except ChorusError as error:
        line = Text.assemble((error.reason, "red"), ": ", readable(error.message))
        aside.print(line, soft_wrap=not aside.is_terminal)
        if isinstance(error, Unreachable):
            say("Is Chorus running? Start it with `chorus up`, and see `chorus status`.")
        raise typer.Exit(2 if isinstance(error, InvalidArgument) else 1) from None


async def _interruptible(main: Coroutine[Any, Any, None]) -> None:
    # SIGTERM, and a terminal that closes, end a command as gently as Ctrl-C does.
    task = asyncio.ensure_future(main)
    for number in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    await task
