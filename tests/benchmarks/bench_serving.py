"""Serving beside what it is made of, on the same model and the same adapters.

1. Tokens per second at 64 concurrent requests over 1, 4, 8 and 32 adapters: vLLM's AsyncLLM as it comes, in this process, with
   room for 32 adapters and every core; the same as Chorus starts it; the service through its own port; and through the gateway.
   PEFT with ``set_adapter``, one request after another.
2. The time that the gateway adds to an answer of one token, beside that of one hop of gRPC to it that asks for nothing.
3. The time to score an item of five options in five rotations, and to sample fifty answers to it: the items of the bundled
   instruments that have five options, asked as the gateway asks them, each persona asked each one once.

The model has the shape of the one that Chorus builds, and random weights. What the service asks of finetuning and graph, two
small servers answer.

    python bench_serving.py [--quick]
"""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

import grpc
from bars import Bar, print_table, verdict
from bench_finetune import make_base

from chorus.errors import ChorusError
from chorus.finetuning.v1 import base_model_pb2, finetuning_pb2, finetuning_pb2_grpc, revision_pb2
from chorus.gateway.client import GatewayClient
from chorus.gateway.instrument import Item
from chorus.gateway.library import bundled
from chorus.gateway.prompts import sampled_prompt, scored_questions
from chorus.gateway.protocol import OptionFormat, Protocol
from chorus.graph.v1 import community_pb2, graph_pb2, graph_pb2_grpc
from chorus.rpc.channel import connect
from chorus.rpc.health import is_serving
from chorus.serving import vllm_start
from chorus.serving.client import ServingClient
from chorus.serving.tokenizer import ChatTokenizer
from chorus.serving.vllm_start import VllmOptions
from chorus.storage.artifacts import Artifacts
from chorus.types.sampling import Sampling

NUM_ADAPTERS = (1, 4, 8, 32)
CONCURRENT = 64
MAX_TOKENS = 64
NUM_ASKED = 512
NUM_ONE_BY_ONE = 48
NUM_SINGLE_TOKENS = 300
NUM_PERSONAS = 8
CONTEXT_LENGTH = 512
CACHE_BYTES = 256 * 2**20
PROMPT = "Write a post about the weather at number {number}."
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
Ask = Callable[[int, int], Awaitable[int]]
"""Asks by an adapter's number and a request's, and says how many tokens were answered."""


async def main() -> int:
    """Measure, print, judge."""
    quick = "--quick" in sys.argv
    asked, singles = (64, 50) if quick else (NUM_ASKED, NUM_SINGLE_TOKENS)
    home = Path(tempfile.mkdtemp(prefix="chorus-bench-"))
    try:
        base = make_base(home / "base")
        folders = make_adapters(base, home / "adapters", max(NUM_ADAPTERS))
        one_by_one = await asyncio.to_thread(peft_one_by_one, base, folders)
        vllm = await asked_alone(await as_it_comes(base), base, folders, asked)
        engine = await vllm_start.start(
            base, CONTEXT_LENGTH, VllmOptions(max_context=CONTEXT_LENGTH, cache_bytes=CACHE_BYTES)
        )
        ours = await asked_alone(engine._llm, base, folders, asked)
        found = await services(base, folders, home, asked, singles)
    finally:
        shutil.rmtree(home)
    rows = [
        [f"{number} adapters", *(f"{rates[number]:,.0f}" for rates in (vllm, ours, found.port, found.gateway))]
        for number in NUM_ADAPTERS
    ]
    header = ["", "AsyncLLM as it comes", "as Chorus starts it", "service", "gateway"]
    print_table(f"Tokens/s, {CONCURRENT} requests at once; PEFT one by one: {one_by_one:,.0f}", header, rows)
    print_table(
        "An answer of one token, median ms",
        ["", ""],
        [
            ["the service's own port", f"{found.direct * 1000:.2f}"],
            ["through the gateway", f"{(found.direct + found.added) * 1000:.2f}"],
            ["an empty call to the gateway", f"{found.hop * 1000:.2f}"],
        ],
    )
    print_table(
        "An item of five options, median ms",
        ["", "through the gateway"],
        [
            ["50 sampled answers", f"{found.sampled * 1000:.1f}"],
            ["scored, 5 rotations", f"{found.scored * 1000:.1f}"],
        ],
    )
    gateway = found.gateway
    return verdict(
        [
            Bar(
                "through the gateway / AsyncLLM as it comes, 4 adapters", gateway[4] / vllm[4], 0.9, "×", at_least=True
            ),
            Bar("through the gateway / AsyncLLM as Chorus starts it", gateway[4] / ours[4], 0.9, "×", at_least=True),
            Bar("through the gateway / PEFT one by one, 4 adapters", gateway[4] / one_by_one, 10, "×", at_least=True),
            Bar("through the gateway, 32 adapters / 4 adapters", gateway[32] / gateway[4], 0.8, "×", at_least=True),
            Bar("the gateway adds to an answer of one token, median", found.added * 1000, 3, " ms"),
            Bar("an item scored / 50 answers sampled, time", found.scored / found.sampled, 0.1, "×"),
        ]
    )


def make_adapters(base: Path, folder: Path, number: int) -> list[Path]:
    """Adapters of random weights."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(base)
    folders = []
    for seed in range(number):
        torch.manual_seed(seed)
        peft = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, target_modules=TARGETS, task_type="CAUSAL_LM"))
        for name, parameter in peft.named_parameters():
            if "lora_B" in name:
                torch.nn.init.normal_(parameter, std=0.02)
        folders.append(folder / str(seed))
        peft.save_pretrained(folders[-1])
        (folders[-1] / "README.md").unlink()
        model = peft.unload()
    return folders


def peft_one_by_one(base: Path, folders: Sequence[Path]) -> float:
    """Tokens per second of one request after the other, each by another of four adapters."""
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    tokenizer = ChatTokenizer(str(base))
    model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), folders[0], adapter_name="0").eval()
    for number in range(1, 4):
        model.load_adapter(folders[number], adapter_name=str(number))
    tokens, begun = 0, 0.0
    # The first one warms up.
    for request in range(NUM_ONE_BY_ONE + 1):
        if request == 1:
            tokens, begun = 0, time.perf_counter()
        model.set_adapter(str(request % 4))
        ids = torch.tensor([tokenizer.turn(PROMPT.format(number=request))])
        with torch.no_grad():
            output = model.generate(
                input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=MAX_TOKENS
            )
        tokens += output.shape[1] - ids.shape[1]
    return tokens / (time.perf_counter() - begun)


async def rate(ask: Ask, num_adapters: int, num_asked: int) -> float:
    """Tokens per second of so many requests, as many at once as are allowed."""
    gate = asyncio.Semaphore(CONCURRENT)

    async def one(number: int) -> int:
        async with gate:
            return await ask(number % num_adapters, number)

    # Every adapter is asked once before, for nobody asks only new ones.
    await asyncio.gather(*(ask(number, number) for number in range(num_adapters)))
    begun = time.perf_counter()
    tokens = sum(await asyncio.gather(*(one(number) for number in range(num_asked))))
    return tokens / (time.perf_counter() - begun)


async def as_it_comes(base: Path) -> Any:
    """AsyncLLM by its documented arguments, on every core."""
    from vllm.engine.arg_utils import AsyncEngineArgs
    from vllm.v1.engine.async_llm import AsyncLLM

    os.environ["VLLM_CPU_OMP_THREADS_BIND"] = ",".join(str(core) for core in sorted(os.sched_getaffinity(0)))
    args = AsyncEngineArgs(
        model=str(base),
        dtype="float32",
        max_model_len=CONTEXT_LENGTH,
        enable_lora=True,
        max_loras=max(NUM_ADAPTERS),
        max_lora_rank=16,
        max_num_seqs=CONCURRENT,
        block_size=32,
        enforce_eager=True,
        kv_cache_memory_bytes=CACHE_BYTES,
    )
    return await asyncio.to_thread(AsyncLLM.from_engine_args, args)


async def asked_alone(llm: Any, base: Path, folders: Sequence[Path], num_asked: int) -> dict[int, float]:
    """Rates of an AsyncLLM in this process, asked by its own interface; it is stopped after."""
    from vllm import SamplingParams
    from vllm.lora.request import LoRARequest
    from vllm.sampling_params import RequestOutputKind

    tokenizer = ChatTokenizer(str(base))
    adapters = [LoRARequest(str(number), number + 1, str(folder)) for number, folder in enumerate(folders)]

    async def ask(adapter: int, number: int) -> int:
        params = SamplingParams(temperature=0, max_tokens=MAX_TOKENS, output_kind=RequestOutputKind.FINAL_ONLY)
        tokens = list(tokenizer.turn(PROMPT.format(number=number)))
        name = f"{adapter}-{number}-{time.perf_counter_ns()}"
        async for output in llm.generate(
            {"prompt_token_ids": tokens}, params, request_id=name, lora_request=adapters[adapter]
        ):
            if output.finished:
                return len(output.outputs[0].token_ids)
        raise RuntimeError("the engine stopped")

    for adapter in adapters:
        await llm.add_lora(adapter)
    try:
        return {number: await rate(ask, number, num_asked) for number in NUM_ADAPTERS}
    finally:
        await asyncio.to_thread(llm.shutdown)


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured of the services."""

    port: dict[int, float]
    """Tokens/s through the service's own port, by number of adapters."""
    gateway: dict[int, float]
    direct: float
    """Seconds of an answer of one token through the service's own port."""
    added: float
    """Seconds that the gateway adds to it."""
    hop: float
    """Seconds of a call to the gateway that asks for nothing: what no gateway can do without."""
    sampled: float
    """Seconds of fifty sampled answers to an item."""
    scored: float
    """Seconds to score it over its rotations."""


class Finetuning(finetuning_pb2_grpc.FinetuningServiceServicer):
    """Knows one base model and an adapter for each community."""

    def __init__(self, base_model: base_model_pb2.BaseModel, revisions: list[revision_pb2.Revision]) -> None:
        self._base_model = base_model
        self._revisions = revisions

    async def GetBaseModel(self, request: Any, context: Any) -> finetuning_pb2.GetBaseModelResponse:
        return finetuning_pb2.GetBaseModelResponse(base_model=self._base_model)

    async def ListRevisions(self, request: Any, context: Any) -> finetuning_pb2.ListRevisionsResponse:
        return finetuning_pb2.ListRevisionsResponse(revisions=self._revisions)


class Graph(graph_pb2_grpc.GraphServiceServicer):
    """Knows every community."""

    async def GetCommunity(self, request: Any, context: Any) -> graph_pb2.GetCommunityResponse:
        return graph_pb2.GetCommunityResponse(community=community_pb2.Community(name=request.name))


async def services(base: Path, folders: Sequence[Path], home: Path, num_asked: int, num_singles: int) -> Found:
    """The service and the gateway as processes."""
    artifacts = Artifacts(str(home / "artifacts"))
    base_model = base_model_pb2.BaseModel(
        name="base-models/bench", digest="b" * 64, location=artifacts.put_folder(base), context_length=CONTEXT_LENGTH
    )
    revisions = [revision(artifacts, number, folder, base_model.name) for number, folder in enumerate(folders)]
    server = grpc.aio.server()
    finetuning_pb2_grpc.add_FinetuningServiceServicer_to_server(Finetuning(base_model, revisions), server)
    graph_pb2_grpc.add_GraphServiceServicer_to_server(Graph(), server)
    neighbours = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    ports = {"serving": free_port(), "gateway": free_port()}
    environment = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"} | {
        "CHORUS_HOME": str(home),
        "CHORUS_FINETUNING_ADDRESS": neighbours,
        "CHORUS_GRAPH_ADDRESS": neighbours,
        "CHORUS_SERVING_ADDRESS": f"127.0.0.1:{ports['serving']}",
        "CHORUS_SERVING_CACHE_BYTES": str(CACHE_BYTES),
    }
    processes = [started(service, port, environment, home) for service, port in ports.items()]
    channels = {service: connect(f"127.0.0.1:{port}") for service, port in ports.items()}
    serving, gateway = ServingClient(channels["serving"]), GatewayClient(channels["gateway"])
    greedy, single = Sampling(temperature=0.0, max_tokens=MAX_TOKENS), Sampling(temperature=0.0, max_tokens=1)

    async def by_port(adapter: int, number: int) -> int:
        reply = await serving.generate(f"personas/group-{adapter}", PROMPT.format(number=number), greedy)
        return reply.answers[0].num_tokens

    async def by_gateway(adapter: int, number: int) -> int:
        reply = await gateway.ask(f"personas/group-{adapter}", PROMPT.format(number=number), greedy)
        return reply.answers[0].num_tokens

    async def seconds(ask: Callable[..., Awaitable[Any]]) -> float:
        begun = time.perf_counter()
        await ask("personas/group-0", PROMPT.format(number=0), single)
        return time.perf_counter() - begun

    async def hop() -> float:
        begun = time.perf_counter()
        await is_serving(channels["gateway"])
        return time.perf_counter() - begun

    items = [item for instrument in bundled().list() for item in instrument.items if len(item.options) == 5]
    passed_on = ServingClient(channels["gateway"])

    async def sampled(number: int, item: Item) -> float:
        begun = time.perf_counter()
        await gateway.ask(f"personas/group-{number}", sampled_prompt(item), Protocol(num_samples=50).sampling(item.id))
        return time.perf_counter() - begun

    async def scored(number: int, item: Item) -> float:
        begun = time.perf_counter()
        await passed_on.score_options(f"personas/group-{number}", scored_questions(item, OptionFormat.LETTERS))
        return time.perf_counter() - begun

    try:
        await until_ready(serving, gateway)
        port = {number: await rate(by_port, number, num_asked) for number in NUM_ADAPTERS}
        door = {number: await rate(by_gateway, number, num_asked) for number in NUM_ADAPTERS}
        # In turn, so that whatever else the machine does strikes both.
        singles = [
            (await seconds(gateway.ask), await seconds(serving.generate), await hop()) for _ in range(num_singles)
        ]
        through, direct, empty = map(median, zip(*singles, strict=True))
        # By other personas, or the one would find its prompt in the other's cache.
        asked = [
            (await sampled(number, item), await scored(number + NUM_PERSONAS, item))
            for item in items
            for number in range(NUM_PERSONAS)
        ]
        sampling, scoring = map(median, zip(*asked, strict=True))
        return Found(port, door, direct, through - direct, empty, sampling, scoring)
    finally:
        for channel in channels.values():
            await channel.close()
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(60)
        await server.stop(None)


def started(service: str, port: int, environment: dict[str, str], home: Path) -> subprocess.Popen[bytes]:
    """A service as a process of its own; what it says is in a file of its name."""
    with (home / f"{service}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"chorus.{service}"],
            env=environment | {f"CHORUS_{service.upper()}_PORT": str(port)},
            cwd=home,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


async def until_ready(serving: ServingClient, gateway: GatewayClient) -> None:
    """Wait for the engine, and for the gateway to hear of it."""
    async with asyncio.timeout(300):
        while True:
            with suppress(ChorusError):
                if (await serving.get_engine()).ready and await gateway.list_personas():
                    return
            await asyncio.sleep(0.5)


def revision(artifacts: Artifacts, number: int, folder: Path, base_model: str) -> revision_pb2.Revision:
    """An ACTIVE revision of a community of that number."""
    digest = sha256((folder / "adapter_model.safetensors").read_bytes()).hexdigest()
    return revision_pb2.Revision(
        name=f"revisions/group-{number}.{digest}",
        community=f"communities/group-{number}",
        base_model=base_model,
        weights_digest=digest,
        location=artifacts.put_folder(folder),
        state=revision_pb2.REVISION_STATE_ACTIVE,
    )


def free_port() -> int:
    """A port that is free, and so are those of its metrics and its HTTP proxy."""
    for port in range(23_053, 29_000, 11):
        with socket.socket() as one, socket.socket() as two, socket.socket() as three:
            try:
                for probe, offset in ((one, 0), (two, 1000), (three, 2000)):
                    probe.bind(("127.0.0.1", port + offset))
            except OSError:
                continue
            if port not in _given:
                _given.add(port)
                return port
    raise RuntimeError("no free ports")


_given: set[int] = set()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
