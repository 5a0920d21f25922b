"""Demonstrations: a community's posts as instruction–response pairs.

As in arXiv 2408.09366: posts are cleaned, the response is the post, the instruction one of a pool of templates, and general
instructions are mixed in. Unlike there, the split is by author and, where somebody wants it, by time: nothing is measured on
somebody whom the model has read, and nothing on a time that it has read.

``sift`` leaves out what is unfit and tells the sides apart. ``demonstrate`` chooses among what is left; between the two, the base
model can be asked how surprising the posts are. Both are pure functions, and the order in which posts come counts not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from math import inf, isnan

import msgspec

from chorus.errors import TooFewPosts
from chorus.finetuning.cleaning import clean, is_near_empty, is_reply
from chorus.finetuning.demonstration_set import DemonstrationConfig, DemonstrationSummary
from chorus.finetuning.instructions import Instruction, drawn_instructions, held_out_instructions
from chorus.finetuning.near_duplicates import near_duplicates
from chorus.finetuning.templates import template_for
from chorus.types.post import Post
from chorus.types.split import HELD_OUT_SHARE, is_held_out

MIN_DEMONSTRATIONS = 20
"""Fewer teach an adapter the posts and not the voice."""
MAX_MEASURED = 500
"""Demonstrations on either side that is measured on; more would make a loss slower and hardly steadier."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """One instruction and the response to learn."""

    instruction: str = ""
    response: str = ""
    """A post's own words."""
    post: str = ""
    """The post's id."""
    author: str = ""
    """The author's pseudonym."""


@dataclass(frozen=True, slots=True)
class Demonstrations:
    """What one adapter learns from, and what it is measured on."""

    training: tuple[Demonstration, ...] = ()
    validation: tuple[Demonstration, ...] = ()
    """By held-out authors; no text of it is in ``training``."""
    later: tuple[Demonstration, ...] = ()
    """Of the time that is held out, whoever wrote them; no text of it is in ``training``."""
    general: tuple[Instruction, ...] = ()
    """Mixed into the training."""
    held_out_general: tuple[Instruction, ...] = ()
    """Never trained on."""
    summary: DemonstrationSummary = field(default_factory=DemonstrationSummary)

    def dump(self) -> bytes:
        """The demonstrations as they are stored; the same ones always give the same bytes."""
        return msgspec.json.encode(self, order="deterministic")

    @property
    def digest(self) -> str:
        """SHA-256 of the stored bytes, hexadecimal."""
        return sha256(self.dump()).hexdigest()

    @classmethod
    def load(cls, data: bytes) -> "Demonstrations":
        """What ``dump`` made bytes of."""
        return msgspec.json.decode(data, type=cls)


@dataclass(frozen=True, slots=True)
class FitPost:
    """A post that a demonstration can be made of."""

    id: str
    author: str
    text: str
    """Cleaned."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """A community's fit posts, oldest first, no text twice."""

    training: tuple[FitPost, ...] = ()
    validation: tuple[FitPost, ...] = ()
    later: tuple[FitPost, ...] = ()
    left_out: DemonstrationSummary = field(default_factory=DemonstrationSummary)
    """How many posts there were, and what those fell to that are not fit."""


def sift(posts: Iterable[Post], config: DemonstrationConfig) -> Sifted:
    """Clean posts, leave out what is unfit, and tell apart what may be learned from and what is measured on."""
    counts: Counter[str] = Counter()
    fit: dict[str, Post] = {}
    for post in sorted(posts, key=_age):
        counts["num_posts"] += 1
        text = clean(post.text, config.cleaning)
        reason = _unfitness(post, config) or ("num_duplicates" if text in fit else "")
        if reason:
            counts[reason] += 1
        else:
            fit[text] = post
    near = near_duplicates(list(fit), config.max_similarity)
    counts["num_near_duplicates"] = len(near)
    sides: dict[str, list[FitPost]] = {"training": [], "validation": [], "later": []}
    for place, (text, post) in enumerate(fit.items()):
        if place not in near:
            sides[_side(post, config)].append(FitPost(post.id, post.author, text))
    return Sifted(
        tuple(sides["training"]), tuple(sides["validation"]), tuple(sides["later"]), DemonstrationSummary(**counts)
    )


def demonstrate(
    sifted: Sifted,
    config: DemonstrationConfig,
    seed: int,
    pairs: Sequence[Instruction] = (),
    perplexities: Sequence[float] = (),
    community: str = "",
) -> Demonstrations:
    """Make demonstrations of fit posts.

    Of more than ``max_posts`` those of the lowest perplexities are learned from, which are given in the order of
    ``sifted.training``, or, without any, some drawn by seed. ``pairs`` are the instruction set; ``community`` is what
    instructions name if they are to name it.
    """
    chosen = _chosen(sifted.training, config.max_posts, seed, perplexities)
    validation, later = (_drawn(side, MAX_MEASURED, seed) for side in (sifted.validation, sifted.later))

    def worded(side: Iterable[FitPost]) -> tuple[Demonstration, ...]:
        return tuple(_worded(post, config, seed, community) for post in side)

    general = drawn_instructions(pairs, round((config.general_ratio or 0.0) * len(chosen)), seed)
    summary = replace(
        sifted.left_out,
        num_not_selected=len(sifted.training) - len(chosen),
        num_training=len(chosen),
        num_validation=len(validation),
        num_later=len(later),
        num_not_drawn=len(sifted.validation) - len(validation) + len(sifted.later) - len(later),
        num_training_authors=len({post.author for post in chosen}),
        num_validation_authors=len({post.author for post in validation}),
        num_general=len(general),
        held_out_share=HELD_OUT_SHARE,
    )
    held_out = held_out_instructions(pairs)
    return Demonstrations(worded(chosen), worded(validation), worded(later), general, held_out, summary)


def require_enough(community: str, demonstrations: Demonstrations) -> None:
    """Raise ``TooFewPosts`` where a community has too little to learn from."""
    summary = demonstrations.summary
    if not summary.num_posts:
        raise TooFewPosts(
            f"{community} has no posts of its own, only reposts or links; leave it out, or import its members' posts"
        )
    found = len(demonstrations.training)
    if found < MIN_DEMONSTRATIONS:
        raise TooFewPosts(
            f"{community} has {found} usable posts of training authors, an adapter needs {MIN_DEMONSTRATIONS}; "
            f"of its {summary.num_posts:,} posts {_reasons(summary)}; "
            "leave the community out, import more posts, or allow more in the configuration"
        )


_REASONS = {
    "num_outside_window": "outside the time window",
    "num_other_languages": "in other languages",
    "num_replies": "replies",
    "num_near_empty": "near-empty",
    "num_duplicates": "duplicates",
    "num_near_duplicates": "near-duplicates",
    "num_not_selected": "beyond max_posts",
    "num_validation": "of held-out authors",
    "num_later": "from held_out_from on",
    "num_not_drawn": "not drawn to be measured on",
}
_MAX_REASONS = 3


def _reasons(summary: DemonstrationSummary) -> str:
    counts = Counter({words: getattr(summary, name) for name, words in _REASONS.items()})
    largest = [f"{number:,} are {words}" for words, number in counts.most_common(_MAX_REASONS) if number]
    return ", ".join(largest) or "all are usable"


def _age(post: Post) -> tuple[float, str, str]:
    """By time, those without one last; what else there is makes the order the same each time."""
    return (post.create_time.timestamp() if post.create_time else inf, post.id, post.text)


def _unfitness(post: Post, config: DemonstrationConfig) -> str:
    """Which count a post falls to, if it is unfit by itself."""
    if not _in_window(post, config):
        return "num_outside_window"
    if config.languages and post.language and _primary(post.language) not in map(_primary, config.languages):
        return "num_other_languages"
    if not config.cleaning.keep_replies and is_reply(post.text):
        return "num_replies"
    # What may stay in a post says nothing by itself.
    return "num_near_empty" if is_near_empty(clean(post.text)) else ""


def _in_window(post: Post, config: DemonstrationConfig) -> bool:
    if post.create_time is None:
        # It may be of a time that is held out.
        return not (config.start_time or config.end_time or config.held_out_from)
    too_early = config.start_time is not None and post.create_time < config.start_time
    return not too_early and (config.end_time is None or post.create_time < config.end_time)


def _primary(language: str) -> str:
    """The first part of a language code."""
    return language.replace("_", "-").partition("-")[0].strip().lower()


def _side(post: Post, config: DemonstrationConfig) -> str:
    if config.held_out_from and post.create_time and post.create_time >= config.held_out_from:
        return "later"
    return "validation" if is_held_out(post.author) else "training"


def _chosen(posts: Sequence[FitPost], number: int, seed: int, perplexities: Sequence[float]) -> list[FitPost]:
    """So many posts, in their order."""
    if len(posts) <= number:
        return list(posts)
    if not perplexities:
        drawn = set(_drawn(posts, number, seed))
        return [post for post in posts if post in drawn]
    ranked = sorted(
        (inf if isnan(perplexity) else perplexity, place)
        for place, (perplexity, _) in enumerate(zip(perplexities, posts, strict=True))
    )
    return [posts[place] for place in sorted(place for _, place in ranked[:number])]


def _drawn(posts: Sequence[FitPost], number: int, seed: int) -> list[FitPost]:
    """At most so many posts, drawn by seed."""

    def lot(post: FitPost) -> bytes:
        return sha256(f"{seed}:{post.text}".encode()).digest()

    return sorted(posts, key=lot)[:number]


def _worded(post: FitPost, config: DemonstrationConfig, seed: int, community: str) -> Demonstration:
    template = template_for(post.id, seed, config.num_templates)
    instruction = template.naming(community) if config.name_community else template.text
    return Demonstration(instruction, post.text, post.id, post.author)
