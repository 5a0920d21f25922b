import asyncio
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from chorus.errors import InvalidArgument, InvalidName, NotFound
from chorus.finetuning.annotations import Annotations, kappa
from chorus.finetuning.demonstration_set import AnnotatorMarks, DemonstrationSet
from chorus.finetuning.demonstrations import Demonstration, Demonstrations
from chorus.finetuning.sheet import pair_id
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records

NAME = "demonstration-sets/0123456789abcdef"
PAIRS = tuple(Demonstration("Write.", f"post number {number}", str(number), "author") for number in range(150))
IDS = [pair_id(pair) for pair in PAIRS]


@pytest.fixture
async def annotations(tmp_path: Path) -> Iterator[Annotations]:
    records, artifacts = Records(f"sqlite:///{tmp_path}/finetuning.sqlite"), Artifacts(str(tmp_path / "artifacts"))
    kept = (Demonstration("Write.", "by somebody held out", "v", "author"),)
    location = artifacts.put_bytes(Demonstrations(PAIRS, kept, kept).dump())
    await records.put(DemonstrationSet(NAME, "communities/bakers", location))
    yield Annotations(records, artifacts)
    records.close()


def sheet(marks: dict[int, str]) -> bytes:
    return "\n".join(["id,fits", *(f"{IDS[place]},{mark}" for place, mark in marks.items())]).encode()


def ids(content: bytes) -> list[str]:
    return [row["id"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))]


async def test_a_sheet_has_a_hundred_pairs_of_the_training_drawn_by_seed(annotations: Annotations) -> None:
    drawn = ids(await annotations.sheet(NAME))
    assert len(set(drawn)) == 100
    assert set(drawn) < set(IDS)
    assert drawn == ids(await annotations.sheet(NAME)) != ids(await annotations.sheet(NAME, seed=1))
    assert ids(await annotations.sheet(NAME, 7)) == drawn[:7]
    assert set(ids(await annotations.sheet(NAME, 10_000))) == set(IDS)


@pytest.mark.parametrize("number", [-1, 10_001])
async def test_a_sheet_has_a_sensible_size(annotations: Annotations, number: int) -> None:
    with pytest.raises(InvalidArgument, match="0 means 100") as caught:
        await annotations.sheet(NAME, number)
    assert caught.value.field == "num_pairs"


async def test_marks_are_counted_with_their_wilson_interval(annotations: Annotations) -> None:
    found = await annotations.take(NAME, "ann", sheet({n: "yes" if n < 15 else "no" for n in range(148)} | {149: ""}))
    (marks,) = found.marks
    assert (marks.annotator, marks.num_marked, marks.num_accepted) == ("ann", 148, 15)
    # Newcombe 1998, table I, method 3.
    assert (marks.low, marks.high) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert found.kappa is None
    assert await annotations.records.get(DemonstrationSet, NAME) == found


async def test_agreement_is_of_the_first_two_on_pairs_that_both_marked(annotations: Annotations) -> None:
    await annotations.take(NAME, "ann", sheet({0: "yes", 1: "yes", 2: "no", 3: "no", 4: "yes"}))
    found = await annotations.take(NAME, "Bo_2", sheet({0: "1", 1: "0", 2: "0", 3: "0", 9: "1"}))
    # They agree on 3 of 4; by chance they would on 2/4 · 1/4 + 2/4 · 3/4 = 1/2.
    assert found.kappa == pytest.approx(0.5)
    third = await annotations.take(NAME, "cy", sheet({0: "no", 1: "no", 2: "yes", 3: "yes"}))
    assert third.kappa == found.kappa
    assert [each.annotator for each in third.marks] == ["ann", "Bo_2", "cy"]


async def test_a_second_sheet_replaces_the_first(annotations: Annotations) -> None:
    await annotations.take(NAME, "ann", sheet({0: "yes", 1: "no"}))
    await annotations.take(NAME, "bo", sheet({0: "yes", 1: "no"}))
    found = await annotations.take(NAME, "ann", sheet({0: "no", 1: "yes", 2: "yes"}))
    assert [(each.annotator, each.num_marked, each.num_accepted) for each in found.marks] == [
        ("ann", 3, 2),
        ("bo", 2, 1),
    ]
    assert found.kappa == pytest.approx(-1.0)


async def test_sheets_that_come_at_once_are_all_kept(annotations: Annotations) -> None:
    await asyncio.gather(*(annotations.take(NAME, f"a{n}", sheet({0: "yes", 1: "no"})) for n in range(8)))
    found = await annotations.records.get(DemonstrationSet, NAME)
    assert {each.annotator for each in found.marks} == {f"a{n}" for n in range(8)}
    assert found.kappa == pytest.approx(1.0)


@pytest.mark.parametrize("annotator", ["", "a" * 41, "../ann", "ann b", "änn", "ann\n"])
async def test_an_annotator_signs_plainly(annotations: Annotations, annotator: str) -> None:
    with pytest.raises(InvalidArgument, match="letters, digits") as caught:
        await annotations.take(NAME, annotator, sheet({0: "yes"}))
    assert caught.value.field == "annotator"


async def test_a_sheet_that_is_refused_changes_nothing(annotations: Annotations) -> None:
    await annotations.take(NAME, "ann", sheet({0: "yes"}))
    with pytest.raises(InvalidArgument, match="row 3"):
        await annotations.take(NAME, "ann", sheet({0: "no", 1: "perhaps"}))
    held_out = pair_id(Demonstration("Write.", "by somebody held out", "v", "author"))
    with pytest.raises(InvalidArgument, match="row 2: its id"):
        await annotations.take(NAME, "bo", f"id,fits\n{held_out},yes".encode())
    found = await annotations.records.get(DemonstrationSet, NAME)
    assert found.marks[0].num_accepted == 1
    assert isinstance(found.marks[0], AnnotatorMarks)
    assert len(found.marks) == 1


async def test_only_demonstration_sets_are_annotated(annotations: Annotations) -> None:
    with pytest.raises(NotFound):
        await annotations.sheet("demonstration-sets/ffffffffffffffff")
    with pytest.raises(InvalidName):
        await annotations.take("revisions/x", "ann", b"")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"a": True}, {"b": True}),
        ({"a": True, "b": True}, {"a": True, "b": True}),
    ],
)
def test_there_is_no_agreement_where_chance_explains_all(one: dict[str, bool], other: dict[str, bool]) -> None:
    assert kappa(one, other) is None


def test_annotators_who_say_one_thing_each_agree_by_chance() -> None:
    assert kappa({"a": True, "b": True}, {"a": False, "b": False}) == 0
