from chorus.types.split import is_held_out


def test_about_a_fifth_of_authors_is_held_out() -> None:
    held = sum(is_held_out(f"{number:016x}") for number in range(10_000))
    assert 1_850 < held < 2_150


def test_the_line_never_moves() -> None:
    # Pinned: a change of the split would let the evaluation see authors that older adapters were trained on.
    held = [number for number in range(16) if is_held_out(f"author-{number}")]
    assert held == EXPECTED


EXPECTED = [3, 9, 12]
