"""A whole gateway in this process, with a synthetic serving and a graph behind real gRPC."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from chorus.errors import InvalidArgument, NotFound
from chorus.gateway.build import Gateway, build
from chorus.gateway.settings import GatewaySettings
from chorus.graph.v1 import graph_pb2, graph_pb2_grpc
from chorus.jobs.v1 import job_pb2, jobs_pb2, jobs_pb2_grpc
from chorus.rpc.server import Server
from chorus.rpc.settings import ServiceSettings
from chorus.rpc.wire import decode, encode
from chorus.serving.client import ChoiceQuestion
from chorus.serving.v1 import serving_pb2, serving_pb2_grpc
from chorus.types.sampling import Sampling


class Serving(serving_pb2_grpc.ServingServiceServicer):
    """Synthetic personas on the wire."""

    def __init__(self, voices: Any) -> None:
        self.voices = voices

    async def GetEngine(self, request: Any, context: Any) -> Any:
        return encode(await self.voices.get_engine(), serving_pb2.GetEngineResponse)

    async def ListPersonas(self, request: Any, context: Any) -> Any:
        return encode({"personas": await self.voices.list_personas()}, serving_pb2.ListPersonasResponse)

    async def GetPersona(self, request: Any, context: Any) -> Any:
        return encode({"persona": await self.voices.get_persona(request.name)}, serving_pb2.GetPersonaResponse)

    async def WatchPersonas(self, request: Any, context: Any) -> AsyncIterator[Any]:
        yield encode({"personas": await self.voices.list_personas()}, serving_pb2.WatchPersonasResponse)

    async def PinPersona(self, request: Any, context: Any) -> Any:
        await self.voices.get_persona(request.name)
        return serving_pb2.PinPersonaResponse(pinned=[request.name])

    async def UnpinPersona(self, request: Any, context: Any) -> Any:
        await self.voices.get_persona(request.name)
        return serving_pb2.UnpinPersonaResponse()

    async def Generate(self, request: Any, context: Any) -> Any:
        sampling = decode(request.sampling, Sampling)
        sampling.check()
        reply = await self.voices.generate(request.persona, request.prompt, sampling)
        return encode(reply, serving_pb2.GenerateResponse)

    async def StreamGenerate(self, request: Any, context: Any) -> AsyncIterator[Any]:
        sampling = decode(request.sampling, Sampling)
        sampling.check()
        async for piece in self.voices.stream_generate(request.persona, request.prompt, sampling):
            yield encode(piece, serving_pb2.StreamGenerateResponse)

    async def BatchGenerate(self, request: Any, context: Any) -> AsyncIterator[Any]:
        for place, entry in enumerate(request.entries):
            reply = await self.Generate(entry, context)
            yield serving_pb2.BatchGenerateResponse(entry=place, answers=reply.answers, receipt=reply.receipt)

    async def ScoreOptions(self, request: Any, context: Any) -> Any:
        questions = [decode(question, ChoiceQuestion) for question in request.questions]
        if not questions:
            raise InvalidArgument("no questions", field="questions")
        return encode(await self.voices.score_options(request.persona, questions), serving_pb2.ScoreOptionsResponse)


class Graph(graph_pb2_grpc.GraphServiceServicer):
    async def GetDataset(self, request: Any, context: Any) -> Any:
        return encode({"dataset": {"name": request.name}}, graph_pb2.GetDatasetResponse)


class GraphJobs(jobs_pb2_grpc.JobServiceServicer):
    job = job_pb2.Job(name="jobs/graph.detect-1", kind="detect", state=job_pb2.JOB_STATE_SUCCEEDED)

    async def GetJob(self, request: Any, context: Any) -> Any:
        if request.name != self.job.name:
            raise NotFound("no such job", field="name")
        return jobs_pb2.GetJobResponse(job=self.job)

    async def ListJobs(self, request: Any, context: Any) -> Any:
        assert request.service == ""
        return jobs_pb2.ListJobsResponse(jobs=[self.job])

    async def WatchJob(self, request: Any, context: Any) -> AsyncIterator[Any]:
        yield jobs_pb2.WatchJobResponse(job=self.job)

    async def CancelJob(self, request: Any, context: Any) -> Any:
        return jobs_pb2.CancelJobResponse(job=self.job)


async def started(
    stack: AsyncExitStack, voices: Any, home: Path, *, all_there: bool = False, **settings: Any
) -> Gateway:
    """A gateway that answers, until the stack ends.

    Finetuning and evaluation are nowhere; with ``all_there`` they answer that they know no such call.
    """
    behind = Server(ServiceSettings(service="test", drain_seconds=0))
    behind.add(
        serving_pb2_grpc.add_ServingServiceServicer_to_server, Serving(voices), "chorus.serving.v1.ServingService"
    )
    behind.add(graph_pb2_grpc.add_GraphServiceServicer_to_server, Graph(), "chorus.graph.v1.GraphService")
    behind.add(jobs_pb2_grpc.add_JobServiceServicer_to_server, GraphJobs(), "chorus.jobs.v1.JobService")
    await behind.start()
    stack.push_async_callback(behind.stop)
    there = f"127.0.0.1:{behind.port}"
    nowhere = there if all_there else "127.0.0.1:1"
    usual = {
        "port": 0,
        "home": home,
        "serving_address": there,
        "graph_address": there,
        "finetuning_address": nowhere,
        "evaluation_address": nowhere,
        "drain_seconds": 0,
        "poll_seconds": 0.05,
    }
    gateway = build(GatewaySettings(**(usual | settings)))
    await gateway.jobs.start()
    stack.push_async_callback(gateway.jobs.stop)
    await gateway.server.start()
    stack.push_async_callback(gateway.server.stop)
    readiness = asyncio.create_task(gateway.watch_serving())
    stack.callback(readiness.cancel)
    return gateway
