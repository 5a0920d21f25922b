"""The rating desk: makes sheets of an evaluation's posts, takes ratings, and says what they come to.

Whose posts a sheet holds is in the record beside it and leaves the service as results only.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256

import msgspec

from chorus.errors import InvalidArgument
from chorus.evaluation.blinding import HUMAN, MAX_ITEMS, blind, check_config
from chorus.evaluation.codebook import find_codebook
from chorus.evaluation.posts import HumanPosts
from chorus.evaluation.rating import Imported, Rating, RatingConfig, RatingResults, RatingSheet
from chorus.evaluation.rating_results import rating_results
from chorus.evaluation.report import FidelityReport
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records
from chorus.types.names import is_id, parse
from chorus.types.page import Page

SHEETS = "rating-sheets"


@dataclass(frozen=True, slots=True)
class BlindSheet:
    """A sheet and what it hides, as the record that is kept."""

    name: str
    sheet: RatingSheet
    voices: dict[str, tuple[str, ...]]
    """Of each item, the voice of each of its texts."""
    create_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class RatersAnswers:
    """What one rater said of one sheet, as the record that is kept."""

    name: str
    rater: str
    answers: dict[str, str] = field(default_factory=dict)
    """By item."""
    create_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class RatingDesk:
    """Where sheets are made and ratings come in."""

    human_posts: HumanPosts
    artifacts: Artifacts
    records: Records

    async def create(self, report_name: str, config: RatingConfig) -> RatingSheet:
        """The sheet of a report and a configuration, made now unless it is there already."""
        parse(report_name, "reports", "report")
        codebook = find_codebook(config.codebook)
        check_config(config, codebook)
        report = await self.records.get(FidelityReport, report_name)
        id_ = sha256(msgspec.json.encode((report_name, config, codebook))).hexdigest()[:16]
        posts = {
            (voice, community): await self._posts(report, voice, community)
            for voice in config.voices
            for community in report.communities
        }
        blinded = blind(posts, report.communities, codebook, config, prefix=id_[:6])
        now = datetime.now(UTC)
        sheet = RatingSheet(f"{SHEETS}/{id_}", report_name, config, codebook, blinded.items, now)
        made = BlindSheet(sheet.name, sheet, dict(blinded.voices), now)

        def keep(found: tuple[BlindSheet, ...]) -> Sequence[BlindSheet]:
            return () if any(one.name == made.name for one in found) else (made,)

        await self.records.change(BlindSheet, report_name, keep)
        return (await self._blind(sheet.name)).sheet

    async def get(self, name: str) -> RatingSheet:
        """The sheet of that name."""
        return (await self._blind(name)).sheet

    async def list(self, report: str, page_size: int, page_token: str) -> Page[RatingSheet]:
        """Sheets of one report, or of all, newest first and without their items."""
        if report:
            parse(report, "reports", "report")
        page = await self.records.list(BlindSheet, parent=report, page_size=page_size, page_token=page_token)
        return Page(tuple(replace(one.sheet, items=()) for one in page.items), page.next_page_token)

    async def take(self, name: str, rater: str, ratings: Sequence[Rating]) -> Imported:
        """Take all ratings of one rater, or with ``InvalidArgument`` none."""
        if not is_id(rater):
            raise InvalidArgument(
                f"{rater[:60]!r} cannot be what a rater is called here; use lower-case letters, digits, dots and hyphens",
                field="rater",
            )
        sheet = (await self._blind(name)).sheet
        said = check_ratings(ratings, sheet)
        changed = 0

        def merge(found: tuple[RatersAnswers, ...]) -> Sequence[RatersAnswers]:
            nonlocal changed
            own = f"ratings/{parse(name, SHEETS)}.{rater}"
            before = next((one for one in found if one.name == own), RatersAnswers(own, rater))
            changed = sum(before.answers.get(item, answer) != answer for item, answer in said.items())
            return (
                replace(before, answers=before.answers | said, create_time=before.create_time or datetime.now(UTC)),
            )

        (after,) = await self.records.change(RatersAnswers, name, merge)
        return Imported(len(after.answers), changed)

    async def results(self, name: str) -> RatingResults:
        """What all raters said so far."""
        kept = await self._blind(name)
        answers = await self.records.change(RatersAnswers, name, lambda found: found)
        ratings = {one.rater: one.answers for one in answers}
        return await asyncio.to_thread(rating_results, kept.sheet, kept.voices, ratings)

    async def _blind(self, name: str) -> BlindSheet:
        parse(name, SHEETS)
        return await self.records.get(BlindSheet, name)

    async def _posts(self, report: FidelityReport, voice: str, community: str) -> Sequence[str]:
        if voice == HUMAN:
            return (await self.human_posts.of(community, report.config.seed)).held_out
        (scores,) = [one for one in report.voices if one.voice == voice]
        (corpus,) = [one for one in scores.corpora if one.community == community]
        kept: Sequence[str] = msgspec.json.decode(
            await asyncio.to_thread(self.artifacts.read_bytes, corpus.kept_location), type=tuple[str, ...]
        )
        return kept


def check_ratings(ratings: Sequence[Rating], sheet: RatingSheet) -> dict[str, str]:
    """The answers by item; ``InvalidArgument``, naming the first that is wrong, unless all are of this sheet."""
    if not ratings or len(ratings) > MAX_ITEMS:
        raise InvalidArgument(f"{len(ratings)} ratings; send between 1 and {MAX_ITEMS}", field="ratings")
    items, answers = {item.id for item in sheet.items}, sheet.codebook.answer_ids
    said: dict[str, str] = {}
    for place, rating in enumerate(ratings):
        at = f"ratings[{place}]"
        if rating.item not in items:
            raise InvalidArgument(
                f"{rating.item[:60]!r} is no item of {sheet.name}; are these ratings of another sheet?",
                field=f"{at}.item",
            )
        if rating.item in said:
            raise InvalidArgument(f"{rating.item} is rated twice; say one thing", field=f"{at}.item")
        if rating.answer not in answers:
            raise InvalidArgument(
                f"{rating.answer[:60]!r} is no answer to {rating.item}; there are {', '.join(answers)}",
                field=f"{at}.answer",
            )
        said[rating.item] = rating.answer
    return said
