"""Loading models of Hugging Face's safely, and running them over many texts."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chorus.errors import InvalidArgument

BATCH = 32


def load(place: str, name: str, field: str, tokenizer: Any, model: Any, wanted: str) -> tuple[Any, Any]:
    """A tokenizer and a model from a folder or a hub, by their Auto classes; ``InvalidArgument`` where there is none.

    Weights are safetensors, and no code that comes with a model is run.
    """
    try:
        return (
            tokenizer.from_pretrained(place, trust_remote_code=False),
            model.from_pretrained(place, trust_remote_code=False, use_safetensors=True),
        )
    except (OSError, ValueError, KeyError, ImportError) as error:
        why = str(error).partition("\n")[0].replace(place, name)[:200]
        raise InvalidArgument(
            f"{name!r} is not {wanted} that can be loaded ({why}); name one on a hub that this machine reaches, or have the "
            "operator put its folder under CHORUS_EVALUATION_MODELS",
            field=field,
        ) from None


def in_batches(
    texts: Sequence[str], run: Callable[[Sequence[str]], NDArray[np.float64]], width: int
) -> NDArray[np.float64]:
    """What ``run`` makes of texts, texts of like length together, which need little padding. Shape: (texts, width)."""
    found = np.zeros((len(texts), width))
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        found[places] = run([texts[place] for place in places])
    return found
