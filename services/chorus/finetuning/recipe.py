"""The recipe: what a finetuning leaves open, chosen by the size of the model and the number of demonstrations.

The values for small models were measured on the base model that Chorus builds: it wants rates far above the customary ones, many
small steps while there are few posts, and fewer, larger ones when there are many.
"""

from dataclasses import dataclass, replace

from chorus.finetuning.revision import FinetuningConfig

SMALL_MODEL = 100_000_000
"""Parameters; larger models come pretrained and are to be moved gently."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What suits one number of demonstrations."""

    learning_rate: float
    epochs: int
    batch_tokens: int


def recipe_for(num_demonstrations: int, num_parameters: int) -> Recipe:
    """The recipe for a community and a base model."""
    if num_parameters > SMALL_MODEL:
        return Recipe(2e-4, 3, 4096)
    if num_demonstrations < 1000:
        return Recipe(1e-2, 4, 1024)
    if num_demonstrations < 2000:
        return Recipe(7e-3, 3, 1536)
    return Recipe(5e-3, 2, 2048)


def complete(config: FinetuningConfig, num_demonstrations: int, num_parameters: int) -> FinetuningConfig:
    """The configuration with nothing left open."""
    recipe = recipe_for(num_demonstrations, num_parameters)
    return replace(
        config,
        alpha=config.alpha or 2 * config.rank,
        learning_rate=config.learning_rate or recipe.learning_rate,
        epochs=config.epochs or recipe.epochs,
        batch_tokens=config.batch_tokens or recipe.batch_tokens,
    )
