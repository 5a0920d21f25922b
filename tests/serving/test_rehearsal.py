"""Forms that end or stall the process that tries them, and those that do not."""

import asyncio
import json
from collections.abc import AsyncIterator
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace

import pytest
import pytest_asyncio
from tests.serving.conftest import build_tokenizer

from chorus.errors import InvalidArgument
from chorus.serving import rehearsal as rehearsing
from chorus.serving.answer import FREE, Structure
from chorus.serving.rehearsal import Rehearsal

pytestmark = pytest.mark.asyncio(loop_scope="module")

MANY = 1_000_000_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rehearsal]:
    path: Path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    build_tokenizer().backend_tokenizer.save(str(path))
    rehearsal = Rehearsal(path)
    yield rehearsal
    await rehearsal.close()


def schema(**keys: object) -> Structure:
    return Structure(json_schema=json.dumps(keys))


@pytest.mark.parametrize(
    "structure",
    [
        FREE,
        Structure(("never", 'at "times"', "back\\slash", "two\nlines", "жук")),
        Structure(regex=r"\d{1,3} kg"),
        Structure(regex=r"(a|b)*c{2,40}"),
        schema(type="object", properties={"age": {"type": "integer"}}, required=["age"]),
        schema(type="array", items={"type": "string", "maxLength": 40}, maxItems=5),
        schema(anyOf=[{"$ref": "#"}, {"type": "null"}]),
    ],
)
async def test_forms_that_can_be_kept_to_pass(rehearsal: Rehearsal, structure: Structure) -> None:
    await rehearsal.check(structure)


@pytest.mark.parametrize(
    ("structure", "why"),
    [
        (schema(type="array", items={"type": "integer"}, minItems=MANY), "memory"),
        (schema(type="array", items={"type": "integer"}, maxItems=MANY), "memory"),
        (Structure(regex="a{1000000000}"), "too"),
        (Structure(regex="((a{100}){100}){100}"), "too"),
        (Structure(regex="(?=a)b"), "look"),
        (Structure(regex=r"(a)\1"), "backreference"),
        (Structure(regex="a{,5}"), "repetition"),
        (Structure(regex=r"[^\x00-\x{10FFFF}]"), "no text"),
        (schema(**{"$ref": "#"}), "no text"),
        (schema(**{"$ref": "http://127.0.0.1:9/x"}), "not present"),
        (schema(enum=[]), "anyOf is empty"),
        (schema(type="integer", minimum=-(10**400)), "out of range"),
        (schema(**{"not": {"type": "string"}}), "Unimplemented"),
    ],
)
async def test_forms_that_cannot_be_kept_to_are_refused(rehearsal: Rehearsal, structure: Structure, why: str) -> None:
    with pytest.raises(InvalidArgument, match=why) as refused:
        await rehearsal.check(structure)
    assert refused.value.field == "structure"


async def test_a_form_that_was_refused_is_not_tried_again(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path / "tokenizer.json")
    deadly = schema(type="array", items={"type": "null"}, minItems=MANY)
    with pytest.raises(InvalidArgument, match="memory"):
        await rehearsal.check(deadly)
    await rehearsal.close()
    with pytest.raises(InvalidArgument, match="memory"):
        await rehearsal.check(deadly)


class Busy:
    """A pool on a machine that is busy at first."""

    def __init__(self) -> None:
        self.answers = iter((TimeoutError(), ""))

    def schedule(self, *_: object, **__: object) -> Future[str]:
        done: Future[str] = Future()
        answer = next(self.answers)
        if isinstance(answer, Exception):
            done.set_exception(answer)
        else:
            done.set_result(answer)
        return done


async def test_a_form_that_wanted_time_is_tried_again(rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "_pool", Busy())
    form = Structure(regex="[0-9]{1,3} (kg|stone)")
    with pytest.raises(InvalidArgument, match="10 seconds"):
        await rehearsal.check(form)
    await rehearsal.check(form)


class Stuck:
    """A matcher that allows no token and does not say so."""

    def compute_bitmask(self) -> bytes:
        return bytes(1)

    def is_stopped(self) -> bool:
        return False


async def test_a_form_that_allows_no_token_is_a_dead_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsing, "_tokenizer", SimpleNamespace(vocab_size=8))
    assert "no text" in rehearsing._write(Stuck())


async def test_who_stops_waiting_harms_nobody_else(rehearsal: Rehearsal) -> None:
    form = Structure(regex="[a-z]{1,30}!")
    impatient, patient = (asyncio.create_task(rehearsal.check(form)) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    await patient
    await rehearsal.check(Structure(regex="[a-z]{1,30}!!"))


async def test_without_a_tokenizer_forms_are_compiled(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path / "tokenizer.json")
    await rehearsal.check(Structure(regex="a+"))
    with pytest.raises(InvalidArgument, match="memory"):
        await rehearsal.check(schema(type="array", items={"type": "null"}, minItems=MANY))
    await rehearsal.close()
    await rehearsal.close()
