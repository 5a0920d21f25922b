"""Chorus: ask an online community a question.

The map:

- ``graph``       posts in, communities out
- ``finetuning``  communities in, adapter revisions out
- ``serving``     every persona from one base model
- ``evaluation``  how faithful each voice is
- ``gateway``     the one door: ask a persona, screen a persona
- ``sample``      an artificial data set to try it all on
- ``client``      one client for everything behind the gateway
- ``cli``         the ``chorus`` command
- ``rpc``         servers, channels and the table of error codes
- ``jobs``        durable jobs with progress
- ``storage``     records and artifacts
- ``types``       values that services share
- ``errors``      what can go wrong
"""

from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chorus.client import AsyncClient, Client

__all__ = ["AsyncClient", "Client", "__version__"]
__version__ = version("chorus")


def __getattr__(name: str) -> object:
    # Imported on first use: the clients need grpc, which `import chorus.errors` should not cost.
    if name in ("AsyncClient", "Client"):
        from chorus import client

        return getattr(client, name)
    raise AttributeError(f"module 'chorus' has no attribute {name!r}")
