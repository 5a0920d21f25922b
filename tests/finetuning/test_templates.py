import re
from collections import Counter

import pytest

from chorus.finetuning.templates import POOL, TEMPLATES, Kind, template_for


def test_there_are_many_of_every_kind_and_no_two_are_the_same() -> None:
    assert len(set(TEMPLATES)) == len(TEMPLATES) == len(POOL) >= 24
    assert min(Counter(template.kind for template in POOL).values()) >= 4
    assert {template.kind for template in POOL} == set(Kind)


def test_the_first_few_are_of_several_kinds() -> None:
    for number in range(2, len(POOL) + 1):
        assert len({template.kind for template in POOL[:number]}) == min(number, len(Kind))


def test_they_are_blind_to_community_and_subject() -> None:
    named = {"keto", "diet", "weight", "vegan", "fitness", "congress", "party", "food", "body", "health", "politics"}
    assert not [text for text in TEMPLATES if named & set(re.findall("[a-z]+", text.lower()))]
    assert not [text for text in TEMPLATES if re.search(r"[\[\]{}“”]", text)]


def test_each_can_name_the_community() -> None:
    for template in POOL:
        said = template.naming("Keto \n Friends")
        assert said.count("the community “Keto Friends”") == 1
        assert not re.search(r"[\[\]]|\bhere\b|this (community|group|circle)", said)


def test_a_name_is_taken_as_it_is() -> None:
    assert r"“\1 [here] {name}”" in POOL[0].naming(r"\1 [here] {name}")


def test_the_draw_is_by_seed_and_stays_in_the_first_so_many() -> None:
    drawn = [template_for(str(number), 1, 3) for number in range(200)]
    assert set(drawn) == set(POOL[:3])
    assert drawn == [template_for(str(number), 1, 3) for number in range(200)]
    assert drawn != [template_for(str(number), 2, 3) for number in range(200)]
    assert {template_for(str(number), 1) for number in range(600)} == set(POOL)


@pytest.mark.parametrize("number", [len(POOL), len(POOL) + 5])
def test_no_more_than_there_are_can_be_used(number: int) -> None:
    assert template_for("7", 0, number) == template_for("7", 0)
