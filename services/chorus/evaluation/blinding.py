"""Blinding: draws posts by several voices and shuffles them, so that nothing but the text tells a rater whose they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from chorus.errors import FailedPrecondition, InvalidArgument
from chorus.evaluation.codebook import Codebook
from chorus.evaluation.rating import RatingConfig, RatingItem
from chorus.evaluation.report import Voice

HUMAN = "human"
"""Posts of held-out authors, as a voice."""
MAX_ITEMS = 2000
MAX_SEED = 2**62

Posts = Mapping[tuple[str, str], Sequence[str]]
"""Texts by voice and community."""


@dataclass(frozen=True, slots=True)
class Blinded:
    """Items as raters see them, and whose they are."""

    items: tuple[RatingItem, ...]
    voices: Mapping[str, tuple[str, ...]]
    """Of each item, the voice of each of its texts."""


def check_config(config: RatingConfig, codebook: Codebook) -> None:
    """Raise ``InvalidArgument`` for what no sheet can be made of."""
    known = (HUMAN, *(voice.value for voice in Voice))
    for place, voice in enumerate(config.voices):
        if voice not in known:
            raise InvalidArgument(
                f"{voice[:60]!r} is no voice; there are {', '.join(known)}", field=f"config.voices[{place}]"
            )
    if len(set(config.voices)) < len(config.voices):
        raise InvalidArgument("a voice is named twice; name each once", field="config.voices")
    if codebook.pairs and len(config.voices) != 2:
        raise InvalidArgument(
            f"{codebook.id} sets posts of two voices side by side; name two, not {len(config.voices)}",
            field="config.voices",
        )
    if not config.voices:
        raise InvalidArgument("name at least one voice", field="config.voices")
    if not 1 <= config.num_items <= MAX_ITEMS:
        raise InvalidArgument(
            f"num_items = {config.num_items}; it lies between 1 and {MAX_ITEMS}", field="config.num_items"
        )
    if not 0 <= config.seed <= MAX_SEED:
        raise InvalidArgument(f"seed = {config.seed}; it lies between 0 and 2^62", field="config.seed")


def blind(posts: Posts, communities: Sequence[str], codebook: Codebook, config: RatingConfig, prefix: str) -> Blinded:
    """Draw items, evenly from the communities; ids begin with ``prefix``.

    Fewer than were asked for where a voice has written too little; ``FailedPrecondition`` where there is nothing at all.
    """
    random = Random(f"sheet:{config.seed}")
    share, extra = divmod(config.num_items, len(communities))
    drawn: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    for place, community in enumerate(communities):
        number = share + (place < extra)
        draw = _pairs if codebook.pairs else _singles
        drawn += [(community, item) for item in draw(posts, community, config.voices, number, random)]
    if not drawn:
        raise FailedPrecondition("these voices have no posts to rate; evaluate with more posts for each persona")
    random.shuffle(drawn)
    ids = [f"{prefix}-{place:03}" for place in range(1, len(drawn) + 1)]
    return Blinded(
        items=tuple(
            RatingItem(id_, community, tuple(text for _, text in item))
            for id_, (community, item) in zip(ids, drawn, strict=True)
        ),
        voices={id_: tuple(voice for voice, _ in item) for id_, (_, item) in zip(ids, drawn, strict=True)},
    )


def _pairs(
    posts: Posts, community: str, voices: Sequence[str], number: int, random: Random
) -> list[tuple[tuple[str, str], ...]]:
    number = min(number, *(len(posts[voice, community]) for voice in voices))
    samples = [random.sample(posts[voice, community], number) for voice in voices]
    pairs = [tuple(zip(voices, texts, strict=True)) for texts in zip(*samples, strict=True)]
    return [tuple(random.sample(pair, 2)) for pair in pairs]


def _singles(
    posts: Posts, community: str, voices: Sequence[str], number: int, random: Random
) -> list[tuple[tuple[str, str], ...]]:
    share, extra = divmod(number, len(voices))
    drawn: list[tuple[tuple[str, str], ...]] = []
    for place, voice in enumerate(voices):
        texts = posts[voice, community]
        drawn += [((voice, text),) for text in random.sample(texts, min(len(texts), share + (place < extra)))]
    return drawn
