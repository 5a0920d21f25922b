"""The Ray Serve deployment: one replica is one engine and everything that answers with it."""

import asyncio
import gc
import logging
from contextlib import suppress
from functools import partial
from pathlib import Path

from prometheus_client import start_http_server
from ray import serve

from chorus.finetuning.client import BaseModel, base_folder, check_adapter
from chorus.serving import vllm_start
from chorus.serving.adapters import AdapterFiles, Adapters
from chorus.serving.admission import Admission
from chorus.serving.affinity import READY
from chorus.serving.canary import Canary
from chorus.serving.catalogue import RemoteCatalogue
from chorus.serving.context import ContextPrompts
from chorus.serving.personas import Personas
from chorus.serving.pins import Pins
from chorus.serving.servicer import CALLERS, ServingServicer
from chorus.serving.settings import ServingSettings
from chorus.serving.speech import Speech
from chorus.serving.stage import Stage
from chorus.serving.tokenizer import ChatTokenizer
from chorus.serving.vllm_start import VllmOptions
from chorus.storage.artifacts import Artifacts

logger = logging.getLogger(__name__)


class ServingReplica(ServingServicer):
    """A servicer that Ray Serve starts, checks and stops."""

    async def __init__(self, settings: ServingSettings) -> None:  # type: ignore[misc]
        # Ray Serve awaits this on the loop that the methods run on, which is the one the engine needs.
        logging.basicConfig(level=settings.log_level)
        self._catalogue = RemoteCatalogue(settings.finetuning_address, settings.graph_address, settings.outgoing())
        replica = serve.get_replica_context().replica_id.unique_id
        builder = SpeechBuilder(settings, self._catalogue, replica)
        super().__init__(Stage(self._catalogue.active_base_model, builder.build), settings.guard(*CALLERS))
        serve_metrics(settings)
        self._following = asyncio.create_task(self._stage.follow())

    async def check_health(self) -> None:
        """Ray Serve starts another replica in place of one that raises here."""
        if self._following.done():
            raise RuntimeError("the replica no longer follows the active base model")
        await self._stage.check_health()

    def record_routing_stats(self) -> dict[str, bool]:
        """What ``PersonaRouter`` goes by; Ray Serve asks again and again."""
        return {READY: self._stage.status().ready}

    async def __del__(self) -> None:
        """Ray Serve awaits this before it stops the replica."""
        self._following.cancel()
        with suppress(asyncio.CancelledError):
            await self._following
        await self._stage.close()
        await self._catalogue.close()


class SpeechBuilder:
    """Puts together, for one base model, everything that answers."""

    def __init__(self, settings: ServingSettings, catalogue: RemoteCatalogue, replica: str) -> None:
        self._settings = settings
        self._catalogue = catalogue
        self._replica = replica
        self._cache = settings.home.absolute() / "serving"

    async def build(self, base_model: BaseModel) -> Speech:
        """Fetch the model, start the engine."""
        settings = self._settings
        artifacts = await asyncio.to_thread(Artifacts, settings.artifacts)
        model = await asyncio.to_thread(base_folder, base_model.location, artifacts, self._cache / "base-models")
        tokenizer = await asyncio.to_thread(ChatTokenizer, str(model))
        engine = await vllm_start.start(model, base_model.context_length, vllm_options(settings))
        # What was imported lives as long as the process: to look through it for garbage took a fifth of the replica's time.
        gc.collect()
        gc.freeze()
        files = AdapterFiles(artifacts, self._cache / "adapters", partial(_check, model, settings.max_adapter_rank))
        personas = Personas(self._catalogue, base_model)
        adapters = Adapters(files, engine, Canary(engine, tokenizer), self._catalogue, settings.max_adapters)
        admission = Admission(settings.max_adapters, settings.max_calls)
        return Speech(
            engine=engine,
            tokenizer=tokenizer,
            personas=personas,
            adapters=adapters,
            admission=admission,
            pins=Pins(personas, adapters, admission),
            context=ContextPrompts(self._catalogue, tokenizer, engine.context_length),
            replica=self._replica,
        )


def _check(base_model: Path, max_rank: int, folder: Path) -> None:
    check_adapter(folder, base_model, max_rank)


def vllm_options(settings: ServingSettings) -> VllmOptions:
    """The part of the settings that sizes the engine."""
    return VllmOptions(
        max_adapters=settings.max_adapters,
        max_resident_adapters=settings.max_resident_adapters,
        max_adapter_rank=settings.max_adapter_rank,
        max_context=settings.max_context,
        max_sequences=settings.max_sequences,
        cache_bytes=settings.cache_bytes,
        cpu_threads=settings.cpu_threads,
    )


def serve_metrics(settings: ServingSettings) -> None:
    """Serve the replica's metrics and vLLM's on loopback; a second replica on a machine finds the port taken and goes on."""
    try:
        start_http_server(settings.metrics_port, settings.host)
    except OSError as error:
        logger.warning("no metrics on port %d: %s", settings.metrics_port, error)
