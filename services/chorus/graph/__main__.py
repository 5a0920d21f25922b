"""``python -m chorus.graph``: the graph service."""

from chorus.graph.communities import Communities
from chorus.graph.datasets import Datasets
from chorus.graph.detections import KIND, Detection, Detector
from chorus.graph.drawing import draw
from chorus.graph.lines import ReadLimits
from chorus.graph.pseudonym import load_key
from chorus.graph.servicer import GraphServicer, offer
from chorus.graph.settings import GraphSettings
from chorus.jobs import Jobs
from chorus.rpc.process import run_service
from chorus.rpc.server import Server
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records


async def main(settings: GraphSettings) -> None:
    """Build the service and run it until it is told to stop."""
    records, artifacts = Records(settings.database), Artifacts(settings.artifacts)
    key = load_key(settings.pseudonym_key.get_secret_value(), settings.home)
    limits = ReadLimits(max_unpacked_bytes=settings.max_unpacked_bytes)
    datasets = Datasets(records, artifacts, key, settings.home, settings.max_file_bytes, limits)
    detector = Detector(datasets, records, artifacts)
    jobs = Jobs(settings.service, settings.database)
    jobs.register(KIND, detector.run, Detection)
    server = Server(settings)
    offer(server, GraphServicer(datasets, detector, Communities(records, artifacts, draw), jobs))
    await jobs.start()
    await server.serve()
    await jobs.stop()


if __name__ == "__main__":
    _settings = GraphSettings()
    run_service(_settings.service, main(_settings), _settings.log_level)
