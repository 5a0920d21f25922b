"""Sweep jobs, and the sweeps they made."""

from dataclasses import dataclass
from datetime import UTC, datetime

from chorus.errors import NotFound
from chorus.graph.apart import Apart, Report
from chorus.graph.datasets import Datasets
from chorus.graph.picture import ImageFormat, Picture
from chorus.graph.record import SweepRecord
from chorus.graph.sweep import Sweep
from chorus.graph.sweep_chart import draw_sweep
from chorus.graph.sweeping import SweepRequest, sweep_resolutions
from chorus.jobs import JobContext
from chorus.storage.records import Records
from chorus.types.names import parse

KIND = "sweep"


@dataclass(frozen=True, slots=True)
class Sweeps:
    """Runs sweep jobs and keeps what they find."""

    datasets: Datasets
    records: Records
    apart: Apart

    async def check(self, request: SweepRequest) -> SweepRequest:
        """The sweep, if it can be tried; raises what is wrong with it."""
        request.config.check()
        await self.datasets.record(request.dataset, field="dataset")
        return request

    async def run(self, context: JobContext, request: SweepRequest) -> str:
        """Try every resolution in a process apart; returns the sweep's name."""
        try:
            return (await self.get(request.sweep)).name
        except NotFound:
            dataset = await self.datasets.record(request.dataset)
        store_url = self.datasets.artifacts.url
        points = await self.apart.run(context.progress, sweep_resolutions, store_url, dataset, request.config)
        sweep = Sweep(request.sweep, request.dataset, request.config, points, datetime.now(UTC))
        await self.records.put(SweepRecord(sweep.name, sweep.create_time, sweep), parent=request.dataset)
        await context.report(len(points), len(points), "resolutions", f"{len(points)} resolutions")
        return sweep.name

    async def get(self, name: str) -> Sweep:
        """The sweep of that name."""
        parse(name, "sweeps")
        return (await self.records.get(SweepRecord, name)).sweep

    async def picture(self, name: str, format: ImageFormat) -> Picture:
        """Stability, coverage and number of communities over the resolution."""
        sweep = await self.get(name)
        image = await self.apart.run(None, _draw, sweep, format)
        return Picture(image, format.media_type)


def _draw(_report: Report, sweep: Sweep, format: ImageFormat) -> bytes:
    return draw_sweep(sweep.points, format)
