"""The commands of ``chorus finetune`` together."""

import typer

from chorus.cli.finetune import carrying, demonstrations, revisions, training

app = typer.Typer(
    help="Teach one model to speak as each community, see what was learned, decide which adapter speaks.",
    no_args_is_help=True,
)
for part in (demonstrations.app, training.app, revisions.app, carrying.app):
    app.add_typer(part)
