"""A service's process: its settings, its log, its event loop, and how it says that it cannot start."""

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine, Iterator
from typing import TypeVar

from pydantic import ValidationError

from chorus.errors import ChorusError
from chorus.rpc.settings import ServiceSettings

EXIT_REFUSED = 2

S = TypeVar("S", bound=ServiceSettings)


def run_service(settings_type: type[S], main: Callable[[S], Coroutine[object, object, None]]) -> None:
    """Read the settings and run a service until it ends; what it cannot start with ends it with a line and exit status 2."""
    service = str(settings_type.model_fields["service"].default)
    logging.basicConfig(format=f"%(asctime)s {service:<10} %(levelname)-7s %(message)s", datefmt="%H:%M:%S")
    try:
        settings = settings_type()
        logging.getLogger().setLevel(settings.log_level.upper())
        asyncio.run(main(settings))
    except ChorusError as error:
        _refuse(service, [f"{error.reason}: {error.message}"])
    except ValidationError as error:
        _refuse(service, _wrong(settings_type, error))


def _wrong(settings_type: type[ServiceSettings], error: ValidationError) -> Iterator[str]:
    """Every setting that is wrong, by the variables that may hold it."""
    own = str(settings_type.model_config.get("env_prefix", ""))
    for each in error.errors(include_url=False, include_input=False):
        name = "_".join(str(part) for part in each["loc"]).upper()
        yield f"{own}{name} (or CHORUS_{name}): {each['msg']}"


def _refuse(service: str, lines: list[str] | Iterator[str]) -> None:
    for line in lines:
        logging.getLogger(service).error("%s", line)
    sys.exit(EXIT_REFUSED)
