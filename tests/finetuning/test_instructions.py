import re
from collections import Counter

from chorus.finetuning.instructions import (
    HELD_OUT_SHARE,
    MAX_HELD_OUT,
    Instruction,
    bundled_instructions,
    drawn_instructions,
    held_out_instructions,
    instructions_digest,
    is_held_out,
)


def test_there_are_many_and_each_is_short() -> None:
    pairs = bundled_instructions()
    assert len(pairs) > 800
    assert len(set(pairs)) == len(pairs)
    assert all(0 < len(p.instruction) < 400 and 0 < len(p.response) < 200 for p in pairs)
    assert len(instructions_digest()) == 64


def test_nothing_is_about_weight_or_dieting() -> None:
    words = {
        word for p in bundled_instructions() for word in re.findall(r"[a-z]+", f"{p.instruction} {p.response}".lower())
    }
    assert not words & {"weight", "diet", "fat", "thin", "calories", "shape", "slim", "body image"}


def test_no_letter_and_no_answer_is_favoured() -> None:
    asks_letter = re.compile(r"letter of an option|with a letter|the letter\.")
    letters = Counter(p.response for p in bundled_instructions() if asks_letter.search(p.instruction))
    assert sum(letters.values()) > 30
    assert max(letters[x] for x in "abcd") - min(letters[x] for x in "abcd") <= 4
    said = Counter(p.response for p in bundled_instructions() if re.search("yes or no", p.instruction, re.IGNORECASE))
    assert abs(said["Yes"] - said["No"]) <= 1


def test_no_frequency_is_favoured() -> None:
    words = ("never", "rarely", "sometimes", "often", "always")
    counts = Counter(word for p in bundled_instructions() for word in words if re.search(rf"\bI {word}\b", p.response))
    assert set(counts) == set(words)
    assert max(counts.values()) - min(counts.values()) <= 1


def test_a_fifth_is_held_out_by_what_is_asked() -> None:
    pairs = bundled_instructions()
    share = sum(map(is_held_out, pairs)) / len(pairs)
    assert abs(share - HELD_OUT_SHARE) < 0.05
    assert all(is_held_out(pair) == is_held_out(Instruction(pair.instruction, "another answer")) for pair in pairs)


def test_what_is_measured_on_is_never_drawn_to_be_learned() -> None:
    pairs = bundled_instructions()
    measured, drawn = held_out_instructions(), drawn_instructions(pairs, len(pairs), seed=0)
    assert len(set(measured)) == MAX_HELD_OUT
    assert measured == held_out_instructions(pairs[::-1])
    assert {pair.instruction for pair in drawn}.isdisjoint(pair.instruction for pair in pairs if is_held_out(pair))
    assert len(drawn) + sum(map(is_held_out, pairs)) == len(pairs)


def test_pairs_are_drawn_by_seed_whatever_their_order() -> None:
    pairs = bundled_instructions()
    drawn = drawn_instructions(pairs, 30, seed=1)
    assert len(set(drawn)) == 30
    assert drawn == drawn_instructions(pairs[::-1], 30, seed=1)
    assert drawn != drawn_instructions(pairs, 30, seed=2)
