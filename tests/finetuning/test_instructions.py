import re
from collections import Counter

from chorus.finetuning.instructions import bundled_instructions, instructions_digest


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
