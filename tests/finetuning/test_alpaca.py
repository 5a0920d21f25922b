import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.errors import InvalidInstructions
from chorus.finetuning.alpaca import parse_instructions
from chorus.finetuning.instructions import Instruction

GOOD = {"instruction": "Say hello.", "output": "Hello!"}


def lines(*entries: object) -> bytes:
    return "\n".join(json.dumps(entry) for entry in entries).encode()


def test_a_list_and_lines_of_the_same_entries_are_the_same() -> None:
    entries = [GOOD, {"instruction": "Translate.", "input": "Guten Tag", "output": "Good day", "text": "ignored"}]
    expected = (Instruction("Say hello.", "Hello!"), Instruction("Translate.\n\nGuten Tag", "Good day"))
    assert parse_instructions(json.dumps(entries, indent=1).encode()) == expected
    assert parse_instructions(b"\n" + lines(*entries) + b"\r\n\n") == expected
    assert parse_instructions("\ufeff".encode() + lines(*entries)) == expected


@pytest.mark.parametrize("given_input", ["", "  ", None])
def test_an_empty_input_adds_nothing(given_input: str | None) -> None:
    assert parse_instructions(lines({**GOOD, "input": given_input})) == (Instruction("Say hello.", "Hello!"),)


def test_a_line_ends_at_a_line_feed_only() -> None:
    text = json.dumps({"instruction": "Say\u2028it.", "output": "It.\x85"}, ensure_ascii=False)
    assert parse_instructions(text.encode()) == (Instruction("Say\u2028it.", "It."),)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", r"no entry"),
        (b" \n\n", r"no entry"),
        (b"[]", r"no entry"),
        (lines(GOOD) + b"\nhello", r"line 2: not JSON; .*one JSON object a line"),
        (b"instruction,output\na,b", r"line 1: not JSON"),
        (b'[\n{"instruction": "a", "output": "b"},\n{]', r"line 3: not a JSON list"),
        (b'[{"instruction": "a",\n "output": "b"}', r"line 2: not a JSON list"),
        (lines(GOOD) + b'\n{"instruction": "\xff", "output": "b"}', r"line 2: not UTF-8; save"),
        (lines(GOOD, ["a", "b"]), r"line 2: Expected `object`, got `array`"),
        (lines(GOOD, {"instruction": "a"}), r"line 2: Object missing required field `output`.*should be like"),
        (json.dumps([GOOD, {"instruction": 7, "output": "b"}]).encode(), r"entry 2: Expected `str`, got `int`"),
        (json.dumps([GOOD, GOOD, {"instruction": " ", "output": "b"}]).encode(), r"entry 3: instruction is empty"),
        (lines({"instruction": "a", "output": "\n"}), r"line 1: output is empty; fill it in"),
        (b'{"instruction": "\\ud800", "output": "b"}', r"line 1: not JSON"),
        (b"[" * 100_000, r"line 1: not a JSON list"),
        (b'{"a":' * 100_000, r"line 1: not JSON"),
    ],
)
def test_what_is_no_such_file_is_refused_with_the_place(data: bytes, said: str) -> None:
    with pytest.raises(InvalidInstructions, match=said):
        parse_instructions(data)


@given(st.binary(max_size=60) | st.text('[]{}",:ainstructionoutput \n', max_size=60).map(str.encode))
def test_any_bytes_are_pairs_or_a_typed_error(data: bytes) -> None:
    try:
        pairs = parse_instructions(data)
    except InvalidInstructions:
        return
    assert all(pair.instruction and pair.response for pair in pairs)
