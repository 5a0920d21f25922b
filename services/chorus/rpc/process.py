"""A service's process: its log, its event loop, and how it says that it cannot start."""

import asyncio
import logging
import sys
from collections.abc import Coroutine

from chorus.errors import ChorusError

EXIT_REFUSED = 2


def run_service(service: str, main: Coroutine[object, object, None], log_level: str = "INFO") -> None:
    """Run a service until it ends; a typed error ends it with one line and exit status 2."""
    logging.basicConfig(
        level=log_level, format=f"%(asctime)s {service:<10} %(levelname)-7s %(message)s", datefmt="%H:%M:%S"
    )
    try:
        asyncio.run(main)
    except ChorusError as error:
        logging.getLogger(service).error("%s: %s", error.reason, error.message)
        sys.exit(EXIT_REFUSED)
