import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from chorus.errors import InvalidInstructions, InvalidName, NotFound
from chorus.finetuning import instruction_sets
from chorus.finetuning.instruction_set import BUNDLED
from chorus.finetuning.instruction_sets import InstructionSets
from chorus.finetuning.instructions import Instruction, bundled_instructions, instructions_digest
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records

ENTRIES = [{"instruction": f"Say {number}.", "output": f"{number}!"} for number in range(5)]
PAIRS = {Instruction(f"Say {number}.", f"{number}!") for number in range(5)}


@pytest.fixture
def sets(tmp_path: Path) -> Iterator[InstructionSets]:
    records = Records(f"sqlite:///{tmp_path}/finetuning.sqlite")
    yield InstructionSets(records, Artifacts(str(tmp_path / "artifacts")))
    records.close()


async def chunks(data: bytes, size: int = 7) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def test_a_file_is_kept_and_its_pairs_are_found_again(sets: InstructionSets) -> None:
    taken = await sets.take(chunks(json.dumps(ENTRIES).encode()), "alpaca.json")
    assert (taken.num_pairs, taken.file_name, taken.name) == (5, "alpaca.json", f"instruction-sets/{taken.digest[:16]}")
    assert taken.location == f"artifact:{taken.digest}"
    assert await sets.get(taken.name) == taken
    assert set(await sets.pairs(taken.name)) == PAIRS


async def test_the_same_pairs_are_the_same_set(sets: InstructionSets) -> None:
    taken = await sets.take(chunks(json.dumps(ENTRIES).encode()), "alpaca.json")
    lines = "\n".join(json.dumps(entry) for entry in [*ENTRIES[::-1], ENTRIES[2]])
    assert await sets.take(chunks(lines.encode()), "alpaca.jsonl") == taken
    other = await sets.take(chunks(json.dumps(ENTRIES[1:]).encode()), "alpaca.json")
    assert other.name != taken.name
    assert (await sets.list()).items == (other, taken)


async def test_pages_of_a_list(sets: InstructionSets) -> None:
    first, second = [await sets.take(chunks(json.dumps(ENTRIES[n:]).encode()), "a.json") for n in (0, 1)]
    page = await sets.list(page_size=1)
    assert page.items == (second,)
    assert (await sets.list(1, page.next_page_token)).items == (first,)


@pytest.mark.parametrize("name", ["", BUNDLED])
async def test_the_bundled_set_is_always_there(sets: InstructionSets, name: str) -> None:
    found = await sets.get(name)
    assert (found.name, found.digest, found.num_pairs) == (BUNDLED, instructions_digest(), len(bundled_instructions()))
    assert await sets.pairs(name) == bundled_instructions()
    assert (await sets.list()).items == ()


async def test_what_is_not_there_is_not_found(sets: InstructionSets) -> None:
    with pytest.raises(NotFound):
        await sets.pairs("instruction-sets/0123456789abcdef")
    with pytest.raises(InvalidName):
        await sets.get("instruction-sets/../bundled")


async def test_a_file_that_is_something_else_leaves_nothing(sets: InstructionSets) -> None:
    with pytest.raises(InvalidInstructions, match="line 1: not JSON"):
        await sets.take(chunks(b"not JSON"), "a.json")
    assert (await sets.list()).items == ()


async def test_too_large_a_file_is_refused_before_it_is_whole(sets: InstructionSets) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield bytes(2**26)

    with pytest.raises(InvalidInstructions, match="larger than 256 MiB; bring a part"):
        await sets.take(endless(), "a.json")
    assert sent == instruction_sets.MAX_BYTES // 2**26 + 1


async def test_a_hostile_file_name_is_made_plain(sets: InstructionSets) -> None:
    name = "../..\\evil\x1b[31m\u202e" + "x" * 300
    taken = await sets.take(chunks(json.dumps(ENTRIES).encode()), name)
    assert taken.file_name == ("evil[31m" + "x" * 300)[:200]
