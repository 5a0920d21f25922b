"""What annotators say of demonstrations: sheets of pairs go out, marks come back.

The share of pairs accepted has a 95 % Wilson interval; how far two annotators agree beyond chance is Cohen's kappa,
(p - e) / (1 - e) for the share p of pairs on which they agree and the share e on which they would by chance.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256

from chorus.errors import InvalidArgument
from chorus.finetuning.demonstration_set import AnnotatorMarks, DemonstrationSet
from chorus.finetuning.demonstration_sets import DemonstrationSets
from chorus.finetuning.sheet import pair_id, read_sheet, write_sheet
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records

NUM_PAIRS = 100
"""Pairs of a sheet, unless somebody says otherwise."""
MAX_PAIRS = 10_000
_ANNOTATOR = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class MarkedSheet:
    """One annotator's marks of a demonstration set."""

    name: str = ""
    """``<demonstration set>/marks/<annotator>``."""
    marks: Mapping[str, bool] = field(default_factory=dict)
    """Whether a pair fits, by its id in the sheet."""
    create_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Annotations:
    """Gives sheets out and takes marks in."""

    records: Records
    artifacts: Artifacts
    _taking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def sheet(self, name: str, num_pairs: int = 0, seed: int = 0) -> bytes:
        """A sheet of pairs of a demonstration set, drawn by seed: 100 unless told otherwise, all where there are fewer."""
        if not 0 <= num_pairs <= MAX_PAIRS:
            raise InvalidArgument(f"a sheet has at most {MAX_PAIRS:,} pairs; 0 means {NUM_PAIRS}", field="num_pairs")
        demonstrations = await self._sets.load(await self._sets.get(name))
        drawn = sorted(
            demonstrations.training, key=lambda pair: sha256(f"sheet:{seed}:{pair_id(pair)}".encode()).digest()
        )
        return write_sheet(drawn[: num_pairs or NUM_PAIRS])

    async def take(self, name: str, annotator: str, sheet: bytes) -> DemonstrationSet:
        """Take a sheet back; returns the set with its marks. A second sheet of the same annotator replaces the first.

        ``InvalidArgument`` with the row where it is no sheet of this set.
        """
        if _ANNOTATOR.fullmatch(annotator) is None:
            raise InvalidArgument(
                "an annotator signs with at most 40 letters, digits, '-' and '_'; choose such a name", field="annotator"
            )
        demonstrations = await self._sets.load(await self._sets.get(name))
        ids = {pair_id(pair) for pair in demonstrations.training}
        marks = await asyncio.to_thread(read_sheet, sheet, ids)
        taken = MarkedSheet(_marked(name, annotator), marks, datetime.now(UTC))
        summary = await asyncio.to_thread(_summary, annotator, marks)
        async with self._taking:
            return await self._keep(name, taken, summary)

    @property
    def _sets(self) -> DemonstrationSets:
        return DemonstrationSets(self.records, self.artifacts)

    async def _keep(self, name: str, taken: MarkedSheet, summary: AnnotatorMarks) -> DemonstrationSet:
        await self.records.put(taken, parent=name)
        found = await self._sets.get(name)
        by_annotator = {each.annotator: each for each in found.marks}
        by_annotator[summary.annotator] = summary
        marks = tuple(by_annotator.values())
        agreement = await self._agreement(name, [each.annotator for each in marks[:2]])
        return await self.records.update(
            DemonstrationSet, name, lambda kept: replace(kept, marks=marks, kappa=agreement)
        )

    async def _agreement(self, name: str, annotators: Sequence[str]) -> float | None:
        """Kappa of two annotators; None of one."""
        sheets = [await self.records.get(MarkedSheet, _marked(name, annotator)) for annotator in annotators]
        if len(sheets) < 2:
            return None
        return await asyncio.to_thread(kappa, sheets[0].marks, sheets[1].marks)


def kappa(one: Mapping[str, bool], other: Mapping[str, bool]) -> float | None:
    """Cohen's kappa on what both marked; None without such, or where chance agrees fully."""
    from sklearn.metrics import cohen_kappa_score

    common = sorted(one.keys() & other.keys())
    marks = [one[each] for each in common], [other[each] for each in common]
    if len({*marks[0], *marks[1]}) < 2:
        return None
    return float(cohen_kappa_score(*marks))


def _summary(annotator: str, marks: Mapping[str, bool]) -> AnnotatorMarks:
    from scipy.stats import binomtest

    accepted = sum(marks.values())
    interval = binomtest(accepted, len(marks)).proportion_ci(confidence_level=0.95, method="wilson")
    return AnnotatorMarks(annotator, len(marks), accepted, float(interval.low), float(interval.high))


def _marked(name: str, annotator: str) -> str:
    return f"{name}/marks/{annotator}"
