"""Options that several commands have, and the configurations they make."""

from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from chorus.cli.sharing import with_options
from chorus.finetuning.client import (
    Cleaning,
    DemonstrationConfig,
    FinetuningConfig,
    RevisionState,
    Selection,
    SweepConfig,
)

CommunityName = Annotated[str, typer.Argument(help="As `chorus graph communities` lists it.", metavar="COMMUNITY")]
RevisionName = Annotated[str, typer.Argument(help="As `chorus finetune revisions` lists it.", metavar="REVISION")]
SetName = Annotated[str, typer.Argument(help="As `chorus finetune demonstrations` names it.", metavar="SET")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed and posts give the same.")]

_POSTS = "Demonstrations"
_TRAINING = "Training"
_DEMONSTRATIONS = DemonstrationConfig()
_FINETUNING = FinetuningConfig()


class SelectionOption(StrEnum):
    """``--selection``."""

    PERPLEXITY = "perplexity"
    RANDOM = "random"

    @property
    def value_of(self) -> Selection:
        """What it stands for."""
        return Selection.LOWEST_PERPLEXITY if self is SelectionOption.PERPLEXITY else Selection.RANDOM


class StateOption(StrEnum):
    """``--state``."""

    STAGED = "staged"
    ACTIVE = "active"
    RETIRED = "retired"
    QUARANTINED = "quarantined"

    @property
    def value_of(self) -> RevisionState:
        """What it stands for."""
        return RevisionState[self.name]


def posts_config(
    keep_links: Annotated[bool, typer.Option("--keep-links", help="Leave links in.", rich_help_panel=_POSTS)] = False,
    keep_mentions: Annotated[
        bool, typer.Option("--keep-mentions", help="Leave mentions in.", rich_help_panel=_POSTS)
    ] = False,
    keep_hashtags: Annotated[
        bool, typer.Option("--keep-hashtags", help="Leave hashtags in.", rich_help_panel=_POSTS)
    ] = False,
    keep_emojis: Annotated[
        bool, typer.Option("--keep-emojis", help="Leave emojis in.", rich_help_panel=_POSTS)
    ] = False,
    keep_replies: Annotated[
        bool, typer.Option("--keep-replies", help="Also posts that begin by a mention.", rich_help_panel=_POSTS)
    ] = False,
    language: Annotated[
        list[str] | None,
        typer.Option(
            help="Only posts in this language, such as en, or in none that is stated. Once for each. Default: all.",
            rich_help_panel=_POSTS,
        ),
    ] = None,
    max_similarity: Annotated[
        float,
        typer.Option(
            min=0.01,
            max=1,
            help="Posts at least this similar to an earlier one are left out: ROUGE-L over words.",
            rich_help_panel=_POSTS,
        ),
    ] = _DEMONSTRATIONS.max_similarity,
    max_posts: Annotated[
        int, typer.Option(min=1, help="Most posts to learn from, of each community.", rich_help_panel=_POSTS)
    ] = _DEMONSTRATIONS.max_posts,
    selection: Annotated[
        SelectionOption,
        typer.Option(
            help="Which, where there are more: those that surprise the base model least, or any.",
            rich_help_panel=_POSTS,
        ),
    ] = SelectionOption.PERPLEXITY,
    name_community: Annotated[
        bool,
        typer.Option("--name-community", help="Let instructions say whose post is wanted.", rich_help_panel=_POSTS),
    ] = False,
    instructions: Annotated[
        str,
        typer.Option(
            help="General instructions and answers: a file in Alpaca's format, or the name of a set that was sent before. "
            "Default: the bundled set.",
            metavar="FILE_OR_SET",
            rich_help_panel=_POSTS,
        ),
    ] = "",
    since: Annotated[
        datetime | None, typer.Option(help="Posts from this time on (UTC).", rich_help_panel=_POSTS)
    ] = None,
    until: Annotated[datetime | None, typer.Option(help="And before this time (UTC).", rich_help_panel=_POSTS)] = None,
    held_out_from: Annotated[
        datetime | None,
        typer.Option(
            help="Learn nothing from posts of this time (UTC) or later, and measure on them.", rich_help_panel=_POSTS
        ),
    ] = None,
) -> DemonstrationConfig:
    """Which posts are learned from; its instruction set is what was said: a file or a name."""
    return DemonstrationConfig(
        cleaning=Cleaning(
            keep_links=keep_links,
            keep_mentions=keep_mentions,
            keep_hashtags=keep_hashtags,
            keep_emojis=keep_emojis,
            keep_replies=keep_replies,
        ),
        languages=tuple(language or ()),
        max_similarity=max_similarity,
        max_posts=max_posts,
        selection=selection.value_of,
        name_community=name_community,
        instruction_set=instructions,
        start_time=since and since.replace(tzinfo=UTC),
        end_time=until and until.replace(tzinfo=UTC),
        held_out_from=held_out_from and held_out_from.replace(tzinfo=UTC),
    )


@with_options(posts=posts_config)
def demonstration_config(
    posts: DemonstrationConfig,
    templates: Annotated[
        int, typer.Option(min=0, help="Instruction templates in use, from the first; 0: all.", rich_help_panel=_POSTS)
    ] = _DEMONSTRATIONS.num_templates,
    general_ratio: Annotated[
        float,
        typer.Option(min=0, max=100, help="General instructions for each post to learn from.", rich_help_panel=_POSTS),
    ] = _DEMONSTRATIONS.general_ratio or 0.0,
) -> DemonstrationConfig:
    """How posts become demonstrations."""
    return replace(posts, num_templates=templates, general_ratio=general_ratio)


def training_config(
    rank: Annotated[int, typer.Option(min=1, help="LoRA rank.", rich_help_panel=_TRAINING)] = _FINETUNING.rank,
    alpha: Annotated[
        int, typer.Option(min=0, help="LoRA alpha; 0: twice the rank.", rich_help_panel=_TRAINING)
    ] = _FINETUNING.alpha,
    lr: Annotated[
        float,
        typer.Option(
            min=0, max=1, help="Peak learning rate; 0: by model size and demonstrations.", rich_help_panel=_TRAINING
        ),
    ] = _FINETUNING.learning_rate,
    epochs: Annotated[
        int,
        typer.Option(min=0, max=100, help="Passes at most; 0: by demonstrations.", rich_help_panel=_TRAINING),
    ] = _FINETUNING.epochs,
    batch_tokens: Annotated[
        int,
        typer.Option(min=0, help="Tokens per step, over all workers; 0: by demonstrations.", rich_help_panel=_TRAINING),
    ] = _FINETUNING.batch_tokens,
    seed: Annotated[int, typer.Option(min=0, rich_help_panel=_TRAINING)] = _FINETUNING.seed,
    targets: Annotated[
        str,
        typer.Option(help="Linears to adapt, such as q_proj,v_proj. Default: all seven.", rich_help_panel=_TRAINING),
    ] = "",
    patience: Annotated[
        int,
        typer.Option(
            min=1,
            max=100,
            help="Passes without a better validation loss before training stops.",
            rich_help_panel=_TRAINING,
        ),
    ] = _FINETUNING.patience,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processes that train together.", rich_help_panel=_TRAINING)
    ] = _FINETUNING.num_workers,
    quantize_base: Annotated[
        bool,
        typer.Option("--quantize-base", help="Hold the base in 4 bits; on GPUs only.", rich_help_panel=_TRAINING),
    ] = False,
    gradient_checkpointing: Annotated[
        bool, typer.Option("--gradient-checkpointing", help="Save memory for time.", rich_help_panel=_TRAINING)
    ] = False,
) -> FinetuningConfig:
    """How adapters are trained."""
    return FinetuningConfig(
        rank=rank,
        alpha=alpha,
        learning_rate=lr,
        epochs=epochs,
        batch_tokens=batch_tokens,
        seed=seed,
        targets=tuple(filter(None, (target.strip() for target in targets.split(",")))),
        patience=patience,
        num_workers=workers,
        quantize_base=quantize_base,
        gradient_checkpointing=gradient_checkpointing,
    )


@with_options(training=training_config, demonstrations=demonstration_config)
def finetuning_config(training: FinetuningConfig, demonstrations: DemonstrationConfig) -> FinetuningConfig:
    """How adapters are trained, and on what."""
    return replace(training, demonstrations=demonstrations)


@with_options(training=training_config, posts=posts_config)
def sweep_config(
    training: FinetuningConfig,
    posts: DemonstrationConfig,
    general_ratio: Annotated[
        list[float] | None,
        typer.Option(min=0, max=100, help="General instructions for each post. Once for each. Default: 0.1."),
    ] = None,
    templates: Annotated[
        list[int] | None,
        typer.Option(min=0, help="Instruction templates in use; 0: all. Once for each. Default: all."),
    ] = None,
) -> SweepConfig:
    """What is tried: every ratio with every number of templates."""
    return SweepConfig(
        finetuning=replace(training, demonstrations=posts),
        general_ratios=tuple(general_ratio or ()),
        template_counts=tuple(templates or ()),
    )
