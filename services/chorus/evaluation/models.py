"""Models that measure: classifiers and encoders by name, those that come with Chorus and any of Hugging Face's.

A name from outside is a name on a hub and never a path: of a folder of the operator's it finds what lies there under that name,
so a machine without a hub can use what was fetched elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from chorus.errors import InvalidArgument
from chorus.evaluation.classifiers.classifier import TextClassifier
from chorus.evaluation.classifiers.linear import LinearTextClassifier
from chorus.evaluation.encoder import Encoder, LatentSemanticEncoder
from chorus.evaluation.measure import MakeClassifier
from chorus.evaluation.origin import EncoderClassifier, LinearClassifier

BUNDLED = ("emotion", "toxicity")
LATENT_SEMANTIC = "latent-semantic"
LINEAR = "linear"
_NAME = re.compile(r"[A-Za-z0-9][\w-]*(?:\.[\w-]+)*(?:/[A-Za-z0-9][\w-]*(?:\.[\w-]+)*)?")
_MAX_NAME = 200


class ReaderChoice(Protocol):
    """The part of a configuration that names what reads."""

    @property
    def emotion_classifier(self) -> str:
        """What reads emotions."""
        ...

    @property
    def toxicity_classifier(self) -> str:
        """What reads toxicity."""
        ...


@dataclass(frozen=True, slots=True)
class Models:
    """Finds models by name."""

    folder: Path | None = None
    """Of the operator's: ``<folder>/<name>`` is looked for before any hub."""

    def classifier(self, name: str, field: str = "") -> TextClassifier:
        """The classifier of that name; ``InvalidArgument`` where there is none, or what is there is none."""
        if name in BUNDLED:
            return _bundled(name)
        # Loading transformers takes seconds that only who asks for it should wait.
        from chorus.evaluation.classifiers.transformer import TransformerTextClassifier

        return TransformerTextClassifier.load(self._place(name, field), name, field)

    def readers(self, choice: ReaderChoice) -> dict[str, TextClassifier]:
        """What reads emotion and toxicity; ``InvalidArgument`` for a name of none."""
        return {
            "emotion": self.classifier(choice.emotion_classifier, "config.emotion_classifier"),
            "toxicity": self.classifier(choice.toxicity_classifier, "config.toxicity_classifier"),
        }

    def encoder(self, name: str, posts: Sequence[str], seed: int, field: str = "") -> Encoder:
        """The encoder of that name; the one that needs no hub learns from ``posts``."""
        if name == LATENT_SEMANTIC:
            return LatentSemanticEncoder(posts, seed)
        from chorus.evaluation.sentence_encoder import SentenceEncoder

        return SentenceEncoder.load(self._place(name, field), name, field)

    def origin_classifier(self, name: str, field: str = "") -> MakeClassifier:
        """What learns to tell communities apart: the linear one, or one on the vectors of an encoder of that name."""
        if name == LINEAR:
            return LinearClassifier
        from chorus.evaluation.sentence_encoder import SentenceEncoder

        return partial(EncoderClassifier, SentenceEncoder.load(self._place(name, field), name, field))

    def _place(self, name: str, field: str) -> str:
        if len(name) > _MAX_NAME or not _NAME.fullmatch(name):
            raise InvalidArgument(f"{name[:100]!r} is no name of a model, like 'owner/name'", field=field)
        if self.folder and (own := self.folder / name).is_dir():
            return str(own)
        return name


@cache
def _bundled(name: str) -> LinearTextClassifier:
    return LinearTextClassifier.load(Path(str(files("chorus.evaluation.classifiers").joinpath(f"{name}.safetensors"))))
