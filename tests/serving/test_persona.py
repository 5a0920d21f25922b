import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.errors import InvalidName
from chorus.serving.persona import BASE, PersonaKind, kind_of, name_of

IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda id_: len(id_) < 100 and id_ != "base")


@given(IDS, st.sampled_from([PersonaKind.FINETUNED, PersonaKind.CONTEXT]))
def test_a_name_tells_kind_and_community(id_: str, kind: PersonaKind) -> None:
    assert kind_of(name_of(kind, f"communities/{id_}")) == (kind, f"communities/{id_}")


def test_the_base_persona_has_no_community() -> None:
    assert kind_of(BASE) == (PersonaKind.BASE, "")
    assert name_of(PersonaKind.BASE, "") == BASE


@pytest.mark.parametrize(
    "name", ["", "base", "personas/", "personas/../x", "personas/A", "communities/x", "personas/a/b"]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidName) as caught:
        kind_of(name)
    assert caught.value.field == "persona"
