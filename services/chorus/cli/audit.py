"""The audit log, read and verified on the machine that holds the gateway's database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from chorus.cli.command import AsJson, execute
from chorus.cli.terminal import print_json, put, say
from chorus.errors import DataLoss
from chorus.gateway.audit import AuditEntry, AuditLog
from chorus.gateway.settings import GatewaySettings
from chorus.storage.chain import Chain, Link

app = typer.Typer(help="The audit log: who asked whom for what.", no_args_is_help=True)
Home = Annotated[Path, typer.Option(help="Folder where everything is kept.", envvar="CHORUS_HOME")]
HERE = Path(".chorus")


@app.command("list", epilog="Example:  chorus audit list --number 20")
def list_command(
    number: Annotated[int, typer.Option("-n", "--number", min=1, max=10_000, help="Entries shown.")] = 50,
    before: Annotated[int, typer.Option(min=0, help="Those before this one; 0: the newest.")] = 0,
    home: Home = HERE,
    as_json: AsJson = False,
) -> None:
    """List the entries, newest first."""

    async def main() -> None:
        with _log(home) as log:
            entries = await log.newest(number, before)
        for link, entry in entries:
            if as_json:
                print_json({"sequence": link.sequence, "digest": link.digest, "entry": entry})
            else:
                put(_line(link, entry))

    execute(main())


@app.command(epilog="Example:  chorus audit verify --expect 3f0a…")
def verify(
    expect: Annotated[
        str, typer.Option(help="Digest that was noted before: it must be in the log still, or its end was cut off.")
    ] = "",
    home: Home = HERE,
    as_json: AsJson = False,
) -> None:
    """Walk the whole log: nothing in it was changed, moved or taken out. Note the digest it ends with."""

    async def main() -> None:
        with _log(home) as log:
            found = log.verify(expect)
        if as_json:
            print_json(found)
        if found.broken is not None:
            raise DataLoss(
                f"entry {found.broken} is not what was written there; the {found.num_links} before it are whole"
            )
        if expect and not found.holds_expected:
            raise DataLoss(f"no entry has the digest {expect[:64]}: the log was cut off, or is another one")
        if not as_json:
            put(f"{found.num_links:,} entries are whole; the last has the digest")
            put(found.head)
            say("Keep it elsewhere: `chorus audit verify --expect` finds out by it whether the end was cut off.")

    execute(main())


@contextmanager
def _log(home: Path) -> Iterator[AuditLog]:
    chain = Chain(GatewaySettings(home=home).database)
    try:
        yield AuditLog(chain)
    finally:
        chain.close()


def _line(link: Link, entry: AuditEntry) -> str:
    whom = ", ".join((*entry.personas, *entry.resources))
    parts = (
        f"{link.sequence:>6}",
        f"{entry.time:%Y-%m-%d %H:%M:%S}",
        f"{entry.caller_name or entry.caller or 'nobody known'} ({entry.role or 'no role'})",
        entry.method.rpartition("/")[2],
        entry.code,
        whom,
        entry.job,
        f"for: {entry.purpose}" if entry.purpose else "",
    )
    return "  ".join(part for part in parts if part)
