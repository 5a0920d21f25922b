"""Ratings over real gRPC: sheets of a real evaluation, drawn, rated and unblinded."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from chorus.errors import ChorusError, InvalidArgument, InvalidName, NotFound
from chorus.evaluation.client import EvaluationConfig, Rating, RatingConfig, RatingSheet
from chorus.types.split import is_held_out
from evaluation_service import Service, running

CONFIG = EvaluationConfig(topics=("meals", "rest"), posts_per_persona=30, seed=1)


@pytest.fixture
async def service(
    tmp_path: Path, communities: Any, personas: Any, cleaner: Callable[[str], str]
) -> AsyncIterator[Service]:
    async with running(tmp_path, communities, personas, cleaner) as service:
        yield service


@pytest.fixture
async def report(service: Service, names: tuple[str, ...]) -> str:
    job = await service.client.create_evaluation(names, CONFIG)
    return str((await service.jobs.wait(job.name)).result)


def finetuned_side(sheet: RatingSheet) -> dict[str, str]:
    """By item the post that is in its community's own words, as only a finetuned persona always is."""
    sides = {}
    for item in sheet.items:
        word = item.community.removeprefix("communities/")
        sides[item.id] = max("ab", key=lambda side: item.texts["ab".index(side)].count(word))
    return sides


async def test_raters_prefer_the_finetuned_voice_and_agree(service: Service, report: str) -> None:
    sheet = await service.client.create_rating_sheet(report, RatingConfig(num_items=30))
    assert (len(sheet.items), sheet.report, sheet.codebook.id) == (30, report, "authenticity")
    assert "finetuned" not in str(sheet.items)
    sides = finetuned_side(sheet)
    for rater in ("ann", "bob"):
        taken = await service.client.import_ratings(
            sheet.name, rater, [Rating(item, side) for item, side in sides.items()]
        )
        assert (taken.num_rated, taken.num_changed) == (30, 0)
    results = await service.client.get_rating_results(sheet.name)
    assert results.raters == ("ann", "bob")
    assert (results.kappa, results.alpha) == (1, 1)
    finetuned = next(one for one in results.voices if (one.voice, one.community) == ("finetuned", ""))
    assert finetuned.answers[0].share.low > 0.5


async def test_the_same_sheet_is_not_drawn_twice(service: Service, report: str) -> None:
    first = await service.client.create_rating_sheet(report)
    again = await service.client.create_rating_sheet(report)
    other = await service.client.create_rating_sheet(report, RatingConfig(seed=1))
    assert first == again == await service.client.get_rating_sheet(first.name)
    assert other.name != first.name
    assert not {item.id for item in first.items} & {item.id for item in other.items}
    page = await service.client.list_rating_sheets(report)
    assert [sheet.name for sheet in page.items] == [other.name, first.name]
    assert page.items[0].items == ()


async def test_posts_of_people_are_of_held_out_authors(service: Service, report: str, communities: Any) -> None:
    sheet = await service.client.create_rating_sheet(report, RatingConfig("harm", 30, ("human",)))
    held_out = {post.text for posts in communities.posts.values() for post in posts if is_held_out(post.author)}
    assert {item.texts[0] for item in sheet.items} <= held_out


async def test_a_rater_may_go_on_and_change_their_mind(service: Service, report: str) -> None:
    sheet = await service.client.create_rating_sheet(report, RatingConfig("likeness", 12))
    first, second, third = (item.id for item in sheet.items[:3])
    await service.client.import_ratings(sheet.name, "ann", [Rating(first, "1"), Rating(second, "5")])
    taken = await service.client.import_ratings(sheet.name, "ann", [Rating(second, "4"), Rating(third, "3")])
    assert (taken.num_rated, taken.num_changed) == (3, 1)
    results = await service.client.get_rating_results(sheet.name)
    assert (results.num_rated, results.kappa, results.alpha) == (3, None, None)


@pytest.mark.parametrize(
    ("ratings", "says", "field"),
    [
        ([("nobody-001", "a")], "no item of rating-sheets/", "ratings[1].item"),
        ([("first", "b")], "rated twice", "ratings[1].item"),
        ([("second", "c")], "'c' is no answer to .*there are a, b, neither", "ratings[1].answer"),
        ([], "between 1 and 2000", "ratings"),
    ],
)
async def test_wrong_ratings_are_refused_whole(
    service: Service, report: str, ratings: list[tuple[str, str]], says: str, field: str
) -> None:
    sheet = await service.client.create_rating_sheet(report)
    ids = {"first": sheet.items[0].id, "second": sheet.items[1].id}
    sent = [Rating(ids["first"], "a"), *(Rating(ids.get(item, item), answer) for item, answer in ratings)]
    with pytest.raises(InvalidArgument, match=says) as caught:
        await service.client.import_ratings(sheet.name, "ann", sent if ratings else [])
    assert caught.value.field == field
    assert (await service.client.get_rating_results(sheet.name)).num_rated == 0


async def test_what_is_not_there_is_said(service: Service, report: str) -> None:
    create, client = service.client.create_rating_sheet, service.client
    sheet = await create(report)
    wrong: list[tuple[type[ChorusError], Any]] = [
        (NotFound, lambda: create("reports/none")),
        (InvalidName, lambda: create("none")),
        (NotFound, lambda: create(report, RatingConfig("beauty"))),
        (InvalidArgument, lambda: create(report, RatingConfig(voices=("human",)))),
        (NotFound, lambda: client.get_rating_sheet("rating-sheets/none")),
        (InvalidName, lambda: client.get_rating_results("../etc")),
        (InvalidName, lambda: client.list_rating_sheets("none")),
        (InvalidArgument, lambda: client.import_ratings(sheet.name, "../Ann", [Rating(sheet.items[0].id, "a")])),
    ]
    for error, attempt in wrong:
        with pytest.raises(error):
            await attempt()
