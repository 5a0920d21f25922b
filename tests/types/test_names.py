import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.errors import InvalidName
from chorus.types.names import is_id, parse, slug


def test_a_name_gives_its_id() -> None:
    assert parse("communities/keto-macros-3f2a", "communities") == "keto-macros-3f2a"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "communities",
        "communities/",
        "personas/keto",
        "communities/../secrets",
        "communities/a/b",
        "communities/.hidden",
        "communities/a..b",
        "communities/Keto",
        "communities/a\n",
        "communities/" + "a" * 129,
    ],
)
def test_anything_else_is_refused(name: str) -> None:
    with pytest.raises(InvalidName) as caught:
        parse(name, "communities", field="community")
    assert caught.value.field == "community"


@given(st.text())
def test_a_slug_is_an_id_or_empty(text: str) -> None:
    made = slug(text)
    assert made == "" or is_id(made)


@given(st.text())
def test_no_id_leaves_its_folder(text: str) -> None:
    if is_id(text):
        assert "/" not in text
        assert ".." not in text
        assert not text.startswith(".")
