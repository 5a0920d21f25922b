"""The commands of ``chorus graph`` together."""

import typer

from chorus.cli.graph import curating, detecting, files, intake, reading

app = typer.Typer(help="Import posts, find communities in them, read and name what was found.", no_args_is_help=True)
for part in (intake.app, detecting.app, reading.app, files.app, curating.app):
    app.add_typer(part)
