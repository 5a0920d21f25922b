from chorus.evaluation.words import References, words


def test_words_are_runs_of_letters_and_digits_in_lower_case() -> None:
    assert words("Rest, then WALK_2 miles… naïvely!") == ["rest", "then", "walk", "2", "miles", "naïvely"]


def test_the_same_word_is_the_same_character_everywhere() -> None:
    references = References(["rest then walk", "walk then rest"])
    first, second = references.encoded
    assert len(first) == 3
    assert first[::-1] == second
    assert references.encode("WALK") == second[0]


def test_a_word_that_no_reference_has_is_like_none_of_theirs() -> None:
    references = References(["rest then walk", "…"])
    unknown = references.encode("run swim")
    assert len(unknown) == 2
    assert not set(unknown) & set("".join(references.encoded))
    assert references.encoded[1] == ""


def test_more_words_than_there_are_in_any_language_stay_apart() -> None:
    # Past 55,295 the characters run through those that stand for halves of others.
    references = References([" ".join(f"w{number}" for number in range(60_000))])
    assert len(set(references.encoded[0])) == 60_000
