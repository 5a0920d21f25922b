"""How an instrument is administered, as options of a command."""

from enum import StrEnum
from typing import Annotated

import typer

from chorus.gateway.client import AnswerMode, Arrangement, Framing, OptionFormat, Protocol

_PANEL = "Protocol"


class Format(StrEnum):
    """How options are offered for scored answers."""

    STATEMENTS = "statements"
    LETTERS = "letters"
    TEXTS = "texts"


class Mode(StrEnum):
    """The ways of answering."""

    BOTH = "both"
    SCORED = "scored"
    SAMPLED = "sampled"


class AsWhat(StrEnum):
    """How an answer is asked for."""

    NEUTRAL = "neutral"
    HONEST = "honest"
    DESIRABLE = "desirable"


_MODES = {
    Mode.BOTH: Protocol().modes,
    Mode.SCORED: (AnswerMode.SCORED,),
    Mode.SAMPLED: (AnswerMode.SAMPLED,),
}


def protocol_options(
    mode: Annotated[
        Mode,
        typer.Option(
            help="scored: the exact probability of every option; sampled: free answers, read strictly.",
            rich_help_panel=_PANEL,
        ),
    ] = Mode.BOTH,
    samples: Annotated[
        int, typer.Option(min=1, max=256, help="Free answers per item and seed.", rich_help_panel=_PANEL)
    ] = 50,
    seed: Annotated[int, typer.Option(min=0, rich_help_panel=_PANEL)] = 0,
    seeds: Annotated[
        int, typer.Option(min=1, max=20, help="Times that free answers are drawn.", rich_help_panel=_PANEL)
    ] = 1,
    options_as: Annotated[
        Format,
        typer.Option(
            help="For scored answers. Small models need statements: options restated in the first person.",
            rich_help_panel=_PANEL,
        ),
    ] = Format.STATEMENTS,
    battery: Annotated[
        bool, typer.Option("--battery", help="Earlier items with their answers in view.", rich_help_panel=_PANEL)
    ] = False,
    framing: Annotated[
        AsWhat,
        typer.Option(help="honest: nobody will know; desirable: to be thought well of.", rich_help_panel=_PANEL),
    ] = AsWhat.NEUTRAL,
    paraphrases: Annotated[
        bool, typer.Option("--paraphrases", help="In every wording that the items have.", rich_help_panel=_PANEL)
    ] = False,
    name_community: Annotated[
        bool,
        typer.Option(
            "--name-community",
            help="Tell personas which community they are; it hands part of the answer over.",
            rich_help_panel=_PANEL,
        ),
    ] = False,
    context_control: Annotated[
        bool,
        typer.Option(
            "--context-control", help="Screen the context personas of the communities, too.", rich_help_panel=_PANEL
        ),
    ] = False,
) -> Protocol:
    """The protocol that the command's options mean."""
    return Protocol(
        num_samples=samples,
        seed=seed,
        option_format=OptionFormat[options_as.name],
        num_seeds=seeds,
        modes=_MODES[mode],
        arrangement=Arrangement.BATTERY if battery else Arrangement.SINGLE,
        framing=Framing[framing.name],
        paraphrases=paraphrases,
        name_community=name_community,
        context_control=context_control,
    )
