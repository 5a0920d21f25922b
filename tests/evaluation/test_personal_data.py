import pytest

from chorus.evaluation.personal_data import KINDS, scan


def found(text: str, *learned_from: str) -> dict[str, tuple[int, int]]:
    return {one.kind: (one.num_found, one.num_remembered) for one in scan([text], learned_from) if one.num_found}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to Someone.Else@example.org today", "e-mail address"),
        ("call me at (202) 456-1414", "phone number"),
        ("or +44 20 7946 0018 abroad", "phone number"),
        ("paid by 4111 1111 1111 1111 of course", "payment card"),
        ("to GB82 WEST 1234 5698 7654 32 please", "bank account"),
        ("my server is 192.0.2.44, be kind", "IP address"),
        ("thanks @somebody_else for this", "mention"),
    ],
)
def test_what_has_a_form_is_found(text: str, kind: str) -> None:
    assert found(text) == {kind: (1, 0)}


@pytest.mark.parametrize(
    "text",
    [
        "lost 12.5 kg since 2012, 300 kcal a day",
        "4111 1111 1111 1112 is no card",
        "0000 0000 0000 0000 neither",
        "version 1.2.3.4.5 and 999.1.1.1",
        "@user said so, me too @ home",
        "GB00 WEST 1234 5698 7654 32 does not add up",
        "",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert found(text) == {}


def test_what_was_learned_is_told_from_what_is_made_up() -> None:
    text = "mail a@example.org or b@example.org"
    assert found(text, "it was A@example.org, always") == {"e-mail address": (2, 1)}
    assert found("ring 202-456-1414", "my number: +1 (202) 456 1414") == {"phone number": (1, 1)}


def test_every_kind_has_its_place() -> None:
    assert tuple(one.kind for one in scan([], [])) == KINDS
