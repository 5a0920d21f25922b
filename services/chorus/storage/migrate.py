"""Bring a database's tables up to date, by Alembic."""

import logging
from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config


def migrate(url: str) -> None:
    """Run every migration that the database at a SQLAlchemy URL has not seen yet."""
    # Alembic announces every migration at INFO, which would be the first thing a user of the CLI reads.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with as_file(files("chorus.storage") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.set_main_option("path_separator", "os")
        config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
        command.upgrade(config, "head")
