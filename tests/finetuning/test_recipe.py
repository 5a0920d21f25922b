import pytest

from chorus.errors import InvalidArgument
from chorus.finetuning.recipe import complete, recipe_for
from chorus.finetuning.revision import FinetuningConfig


def test_nothing_is_left_open() -> None:
    config = complete(FinetuningConfig(), 500, 2_600_000)
    assert (config.rank, config.alpha, config.learning_rate, config.epochs, config.batch_tokens) == (
        16,
        32,
        1e-2,
        4,
        1024,
    )


def test_what_was_chosen_is_kept() -> None:
    chosen = FinetuningConfig(rank=8, alpha=8, learning_rate=1e-4, epochs=7, batch_tokens=99, seed=4)
    assert complete(chosen, 500, 2_600_000) == chosen


def test_large_models_are_moved_gently_and_many_posts_seldom() -> None:
    assert recipe_for(500, 8_000_000_000).learning_rate == 2e-4
    assert recipe_for(3000, 2_600_000).learning_rate < recipe_for(500, 2_600_000).learning_rate
    assert recipe_for(3000, 2_600_000).epochs < recipe_for(500, 2_600_000).epochs


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rank", 0),
        ("rank", 17),
        ("alpha", -1),
        ("learning_rate", float("nan")),
        ("epochs", 101),
        ("patience", -5),
        ("seed", -1),
    ],
)
def test_values_out_of_range_are_refused_by_name(field: str, value: float) -> None:
    with pytest.raises(InvalidArgument) as refused:
        FinetuningConfig(**{field: value}).check(max_rank=16)
    assert refused.value.field == f"config.{field}"
    FinetuningConfig().check(max_rank=16)
