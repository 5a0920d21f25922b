import numpy as np

from chorus.evaluation.memorisation import Learned, memorisation_scores

POSTS = ["one two three four five six seven eight nine ten", "write to kept@example.org"]


def test_what_is_repeated_is_counted_and_the_rest_is_not() -> None:
    learned = Learned("communities/counters", POSTS)
    texts = ["one two three four five six seven eight nine ten", "nine ten and more", "nothing of it"]
    scores = memorisation_scores(learned, texts, learned.similarity(texts))
    assert scores.community == "communities/counters"
    assert scores.num_posts == sum(scores.rouge_l) == 3
    assert len(scores.rouge_l) == 20
    assert (scores.rouge_l[-1], scores.rouge_l[0]) == (1, 1)
    assert scores.share_memorised == 1 / 3
    assert scores.longest_copied == 10
    assert scores.mean_copied == 4
    assert scores.personal_data == ()


def test_what_was_written_is_scanned_as_it_was_written() -> None:
    learned = Learned("communities/counters", POSTS)
    scores = memorisation_scores(
        learned, ["x"], np.zeros(1), ["mail kept@example.org", "@somebody and new@example.org"]
    )
    found = {one.kind: (one.num_found, one.num_remembered) for one in scores.personal_data}
    assert found["e-mail address"] == (2, 1)
    assert found["mention"] == (1, 0)


def test_where_nothing_was_written_there_is_nothing_to_say() -> None:
    scores = memorisation_scores(Learned("communities/counters", POSTS), [], np.zeros(0), [])
    assert (scores.num_posts, scores.share_memorised, scores.longest_copied) == (0, 0, 0)
