"""chorus tokens and chorus audit, on the gateway's own database."""

import asyncio
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from chorus.cli.main import app
from chorus.gateway.audit import AuditEntry, AuditLog
from chorus.storage.chain import Chain


def run(*arguments: str, home: Path) -> Any:
    return CliRunner().invoke(app, [*arguments, "--home", str(home)])


def fill(home: Path, number: int) -> None:
    chain = Chain(f"sqlite:///{home}/gateway.sqlite")
    for place in range(number):
        entry = AuditEntry(datetime.now(UTC), "/s/AskPersona", "OK", "tokens/1", f"Ada {place}", "researcher")
        asyncio.run(AuditLog(chain).record(entry))
    chain.close()


def test_a_token_is_shown_once_listed_and_revoked(tmp_path: Path) -> None:
    made = json.loads(run("tokens", "create", "Ada", "--role", "researcher", "--json", home=tmp_path).stdout)
    assert made["token"].startswith(f"chorus_{made['id']}_")
    listed = run("tokens", "list", "--json", home=tmp_path).stdout
    assert made["token"].rpartition("_")[2] not in listed
    (one,) = json.loads(listed)
    assert (one["id"], one["name"], one["role"], one["state"]) == (made["id"], "Ada", "researcher", "good")
    assert run("tokens", "revoke", made["id"], home=tmp_path).exit_code == 0
    (one,) = json.loads(run("tokens", "list", "--json", home=tmp_path).stdout)
    assert one["state"] == "revoked"
    assert run("tokens", "revoke", made["id"], home=tmp_path).exit_code == 0
    (again,) = json.loads(run("tokens", "list", "--json", home=tmp_path).stdout)
    assert again["revoke_time"] == one["revoke_time"]
    assert run("tokens", "revoke", "000000000000", home=tmp_path).exit_code == 1


def test_a_log_is_listed_and_verified(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    lines = run("audit", "list", "--json", home=tmp_path).stdout.splitlines()
    assert [json.loads(line)["entry"]["caller_name"] for line in lines] == ["Ada 2", "Ada 1", "Ada 0"]
    whole = run("audit", "verify", home=tmp_path)
    head = json.loads(lines[0])["digest"]
    assert whole.exit_code == 0
    assert "3 entries" in whole.stdout
    assert head in whole.stdout
    assert run("audit", "verify", "--expect", head, home=tmp_path).exit_code == 0
    assert run("audit", "verify", "--expect", "f" * 64, home=tmp_path).exit_code == 1


def test_a_changed_entry_is_named(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    with sqlite3.connect(tmp_path / "gateway.sqlite") as database:
        database.execute("UPDATE links SET body = replace(body, 'Ada', 'Eve') WHERE sequence = 2")
    broken = run("audit", "verify", home=tmp_path)
    assert broken.exit_code == 1
    assert "entry 2" in broken.stderr
