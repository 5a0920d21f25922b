"""All of Chorus on this machine: a local Ray head and the five services, started together and stopped together."""

import asyncio
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from chorus.errors import ChorusError, FailedPrecondition, Unavailable
from chorus.rpc.channel import Security, connect
from chorus.rpc.health import is_serving
from chorus.rpc.service_token import ServiceTokens, read_service_key
from chorus.serving.client import ServingClient
from chorus.serving.settings import ServingSettings

SERVICES = ("gateway", "graph", "finetuning", "serving", "evaluation")
"""In the order of their ports."""
DEFAULT_PORT = 50050
START_SECONDS = 180.0
STOP_SECONDS = 25.0
RAY_OBJECT_STORE_BYTES = 256 * 2**20
INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Site:
    """Where one local installation lives."""

    home: Path
    """Folder of everything that is kept."""
    port: int = DEFAULT_PORT
    """Port of the gateway; the other services have the four after it."""

    def address(self, service: str) -> str:
        """Where a service listens."""
        return f"127.0.0.1:{self.port + SERVICES.index(service)}"

    def log(self, program: str) -> Path:
        """Where a program's output goes."""
        return self.home / "logs" / f"{program}.log"

    @property
    def service_key(self) -> Path:
        """What the services know each other by."""
        return Path(os.environ.get("CHORUS_SERVICE_KEY_FILE") or self.home / "service.key").absolute()

    def environment(self, ray_address: str, ray_token: str) -> dict[str, str]:
        """What the services are told."""
        addresses = {f"CHORUS_{name.upper()}_ADDRESS": self.address(name) for name in SERVICES}
        ports = {f"CHORUS_{name.upper()}_PORT": str(self.port + index) for index, name in enumerate(SERVICES)}
        return {
            **os.environ,
            **addresses,
            **ports,
            "CHORUS_HOME": str(self.home.absolute()),
            "CHORUS_SERVICE_KEY_FILE": str(self.service_key),
            "RAY_ADDRESS": ray_address,
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": ray_token,
            "RAY_USAGE_STATS_ENABLED": "0",
            "PYTHONUNBUFFERED": "1",
        }


class Supervisor:
    """Starts the programs of a site and looks after them."""

    def __init__(self, site: Site, say: Say) -> None:
        self.site = site
        self._say = say
        self._programs: dict[str, asyncio.subprocess.Process] = {}

    async def start(self) -> None:
        """Start everything and wait until it answers; says which part failed, and why, if one does."""
        self._refuse_taken_ports()
        self.site.log("ray").parent.mkdir(parents=True, exist_ok=True)
        make_service_key(self.site.service_key)
        ray_port = _free_port()
        environment = self.site.environment(f"127.0.0.1:{ray_port}", secrets.token_hex(32))
        await self._launch("ray", _ray_head(ray_port), environment)
        await self._until("ray", lambda: _listens(ray_port))
        for service in SERVICES:
            await self._launch(service, [sys.executable, "-m", f"chorus.{service}"], environment)
        async with asyncio.TaskGroup() as group:
            for service in SERVICES:
                group.create_task(self._until(service, self._answers(service)))

    async def watch(self) -> None:
        """Return never while all is well; ``Unavailable``, saying which and why, as soon as a program ends."""
        while True:
            for name in self._programs:
                self._require_alive(name)
            await asyncio.sleep(0.5)

    async def stop(self) -> None:
        """Stop everything, the gateway first and Ray last."""
        for name in sorted(self._programs, key=lambda name: name == "ray"):
            if name == "ray":
                await self._wait_for_services()
            _signal(self._programs[name], signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.gather(*(program.wait() for program in self._programs.values()))
        self.kill()
        await asyncio.gather(*(program.wait() for program in self._programs.values()))
        self._programs.clear()

    def kill(self) -> None:
        """Leave nothing running, and give nothing time to finish."""
        # Ray's workers have process groups of their own: what is left of a program is what is left of its session.
        sessions = {program.pid for program in self._programs.values()}
        for process in psutil.process_iter():
            with suppress(ProcessLookupError, psutil.NoSuchProcess):
                if os.getsid(process.pid) in sessions:
                    process.kill()

    async def _wait_for_services(self) -> None:
        services = [program.wait() for name, program in self._programs.items() if name != "ray"]
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*services), STOP_SECONDS)

    async def _launch(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        with self.site.log(name).open("wb") as log:
            # A session of its own: Ctrl-C reaches this process only, which then stops the others in order.
            self._programs[name] = await asyncio.create_subprocess_exec(
                *command,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def _until(self, name: str, ready: Callable[[], Awaitable[bool]]) -> None:
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while not await ready():
            self._require_alive(name)
            if asyncio.get_running_loop().time() > deadline:
                raise Unavailable(f"{name} did not answer within {START_SECONDS:.0f} s; {self._last_words(name)}")
            await asyncio.sleep(0.3)
        if name in SERVICES:
            self._say(f"{name} is ready on {self.site.address(name)}")

    def _answers(self, service: str) -> Callable[[], Awaitable[bool]]:
        address = self.site.address(service)
        if service == "serving":
            return lambda: _serving_answers(address, self.site.service_key)
        return lambda: _health_is_serving(address)

    def _require_alive(self, name: str) -> None:
        status = self._programs[name].returncode
        if status is not None:
            raise Unavailable(f"{name} ended with exit status {status}; {self._last_words(name)}")

    def _last_words(self, name: str) -> str:
        log = self.site.log(name)
        lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        return f"its log ({log}) ends:\n  " + "\n  ".join(lines[-8:])

    def _refuse_taken_ports(self) -> None:
        for index, service in enumerate(SERVICES):
            if _is_listening(self.site.port + index):
                raise FailedPrecondition(
                    f"port {self.site.port + index} ({service}) is taken: is Chorus running already? "
                    "Stop it, or choose other ports by --port"
                )


@asynccontextmanager
async def running(site: Site, say: Say) -> AsyncIterator[None]:
    """Everything of a site, running: what is there already is used, otherwise it is started and stopped again.

    Whoever is inside is interrupted if a program that was started here ends.
    """
    if await _health_is_serving(site.address("gateway")):
        say(f"using the gateway that runs on {site.address('gateway')}")
        yield
        return
    supervisor = Supervisor(site, say)
    inside = asyncio.current_task()
    failure: list[ChorusError] = []

    async def guard() -> None:
        try:
            await supervisor.watch()
        except Unavailable as error:
            failure.append(error)
            if inside is not None:
                inside.cancel()

    try:
        try:
            await supervisor.start()
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        guarding = asyncio.create_task(guard())
        try:
            yield
        except asyncio.CancelledError:
            if failure:
                raise failure[0] from None
            raise
        finally:
            guarding.cancel()
    finally:
        await stop_all(supervisor, say)


async def stop_all(supervisor: Supervisor, say: Say) -> None:
    """Stop everything; at once if the user asks a second time."""
    loop = asyncio.get_running_loop()
    for number in INTERRUPTS:
        loop.add_signal_handler(number, supervisor.kill)
    # A terminal that is gone must not leave the programs running.
    with suppress(OSError):
        say("stopping; Ctrl-C again stops at once")
    try:
        await supervisor.stop()
    finally:
        for number in INTERRUPTS:
            loop.remove_signal_handler(number)


def _ray_head(port: int) -> list[str]:
    # More logical CPUs than a laptop may have: training and each replica hold one, and none runs flat out all the time.
    cpus = max(3 + ServingSettings().num_replicas, os.cpu_count() or 1)
    ray = Path(sys.executable).with_name("ray")
    return [
        str(ray), "start", "--head", "--block", "--node-ip-address=127.0.0.1", f"--port={port}",
        f"--ray-client-server-port={_free_port()}", f"--num-cpus={cpus}",
        f"--object-store-memory={RAY_OBJECT_STORE_BYTES}", "--include-dashboard=false", "--disable-usage-stats",
        "--log-color=false",
    ]  # fmt: skip


async def _health_is_serving(address: str) -> bool:
    async with connect(address) as channel:
        with suppress(ChorusError):
            return await is_serving(channel, timeout=2)
    return False


def make_service_key(path: Path) -> None:
    """Make a key that nobody else on the machine can read, unless there is one."""
    with suppress(FileExistsError), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(32))


async def _serving_answers(address: str, service_key: Path) -> bool:
    tokens = ServiceTokens(read_service_key(service_key), "gateway")
    async with connect(address, Security(metadata=tokens.metadata)) as channel:
        with suppress(ChorusError):
            await ServingClient(channel).get_engine()
            return True
    return False


async def _listens(port: int) -> bool:
    return _is_listening(port)


def _is_listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _signal(program: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(program.pid, number)
