"""The graph service put together from its settings."""

from dataclasses import dataclass

from chorus.graph import datasets, detections, summaries, sweeps
from chorus.graph.apart import Apart
from chorus.graph.communities import Communities
from chorus.graph.compression import ReadLimits
from chorus.graph.curations import Curations
from chorus.graph.datasets import Datasets, ImportRequest
from chorus.graph.detecting import Detection
from chorus.graph.detections import Detections
from chorus.graph.exports import Exports
from chorus.graph.import_roots import ImportRoots
from chorus.graph.pictures import Pictures
from chorus.graph.pseudonym import load_key
from chorus.graph.servicer import GraphServicer, offer
from chorus.graph.settings import GraphSettings
from chorus.graph.summaries import Summaries, SummaryRequest, Voices
from chorus.graph.sweeping import SweepRequest
from chorus.graph.sweeps import Sweeps
from chorus.jobs import Jobs
from chorus.rpc.server import Server
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph service that has not been started."""

    server: Server
    jobs: Jobs
    records: Records


def build(settings: GraphSettings, voices: Voices) -> Graph:
    """Everything connected; ``voices`` write the summaries of communities."""
    records, artifacts = Records(settings.database), Artifacts(settings.artifacts)
    apart = Apart(settings.max_processes)
    imported = Datasets(
        records,
        artifacts,
        apart,
        load_key(settings.pseudonym_key.get_secret_value(), settings.home),
        settings.home.absolute() / "incoming",
        ImportRoots(settings.import_roots),
        settings.max_file_bytes,
        ReadLimits(max_unpacked_bytes=settings.max_unpacked_bytes),
    )
    imported.clear()
    found, swept = Detections(imported, records, apart), Sweeps(imported, records, apart)
    communities = Communities(found, artifacts, settings.min_persona_authors)
    summarised = Summaries(communities, voices)
    jobs = Jobs(settings.service, settings.database)
    jobs.register(datasets.KIND, imported.run, ImportRequest)
    jobs.register(detections.KIND, found.run, Detection)
    jobs.register(sweeps.KIND, swept.run, SweepRequest)
    jobs.register(summaries.KIND, summarised.run, SummaryRequest)
    server = Server(settings, settings.guard("gateway", "finetuning", "serving", "evaluation"))
    servicer = GraphServicer(
        imported,
        found,
        swept,
        communities,
        Curations(communities, apart),
        Pictures(communities, apart),
        Exports(communities),
        summarised,
        jobs,
    )
    offer(server, servicer)
    return Graph(server, jobs, records)
