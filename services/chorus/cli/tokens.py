"""API tokens, made and revoked on the machine that holds the gateway's database."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.table import Table

from chorus.cli.command import AsJson, execute
from chorus.cli.terminal import cell, out, print_json, put, say
from chorus.gateway.access import Role
from chorus.gateway.settings import GatewaySettings
from chorus.gateway.tokens import Token, Tokens
from chorus.storage.records import Records

T = TypeVar("T")

app = typer.Typer(help="API tokens: who may call the gateway, and as what.", no_args_is_help=True)
Home = Annotated[Path, typer.Option(help="Folder where everything is kept.", envvar="CHORUS_HOME")]
HERE = Path(".chorus")


@app.command(epilog="Example:  chorus tokens create 'Ada Lovelace' --role researcher --expires-days 90")
def create(
    name: Annotated[str, typer.Argument(help="Whose it is.")],
    role: Annotated[
        Role, typer.Option(help="reader: lists and reports; researcher: asks and screens, too; operator: everything.")
    ] = Role.READER,
    expires_days: Annotated[int, typer.Option(min=0, help="Days that it is good for; 0: until it is revoked.")] = 90,
    home: Home = HERE,
    as_json: AsJson = False,
) -> None:
    """Make a token. It is shown once; only a digest of it is kept."""

    async def main() -> None:
        made = await _with(home, lambda tokens: tokens.create(name, role, expires_days))
        if as_json:
            print_json({"id": _id(made.token), "token": made.text, "role": role, "expire_time": made.token.expire_time})
            return
        put(made.text)
        say(f"Give this to {made.token.label}, who sets CHORUS_TOKEN to it; it cannot be shown again.")

    execute(main())


@app.command("list", epilog="Example:  chorus tokens list --json")
def list_command(home: Home = HERE, as_json: AsJson = False) -> None:
    """List the tokens, newest first."""

    async def main() -> None:
        found = (await _with(home, lambda tokens: tokens.list())).items
        if as_json:
            print_json([{**_plain(token), "state": _state(token)} for token in found])
            return
        table = Table("id", "name", "role", "made", "expires", "state", box=None, pad_edge=False)
        for token in found:
            days = [f"{time:%Y-%m-%d}" if time else "never" for time in (token.create_time, token.expire_time)]
            table.add_row(_id(token), cell(token.label), token.role.value, *days, _state(token))
        out.print(table)

    execute(main())


@app.command(epilog="Example:  chorus tokens revoke 0f3a9c12b4de")
def revoke(
    id_: Annotated[str, typer.Argument(metavar="ID", help="As `chorus tokens list` shows it.")], home: Home = HERE
) -> None:
    """Let a token open nothing from now on; a running gateway knows within seconds."""

    async def main() -> None:
        token = await _with(home, lambda tokens: tokens.revoke(id_))
        say(f"the token of {token.label} is revoked")

    execute(main())


async def _with(home: Path, use: Callable[[Tokens], Awaitable[T]]) -> T:
    records = Records(GatewaySettings(home=home).database)
    try:
        return await use(Tokens(records))
    finally:
        records.close()


def _id(token: Token) -> str:
    return token.name.partition("/")[2]


def _plain(token: Token) -> dict[str, object]:
    return {
        "id": _id(token),
        "name": token.label,
        "role": token.role,
        "create_time": token.create_time,
        "expire_time": token.expire_time,
        "revoke_time": token.revoke_time,
    }


def _state(token: Token) -> str:
    if token.revoke_time:
        return "revoked"
    return "expired" if token.expire_time and token.expire_time <= datetime.now(UTC) else "good"
