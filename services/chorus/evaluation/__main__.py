"""``python -m chorus.evaluation``: the evaluation service."""

from chorus.evaluation.evaluate import Evaluator
from chorus.evaluation.exchanging import Exchanger
from chorus.evaluation.gate import read_policy
from chorus.evaluation.models import Models
from chorus.evaluation.posts import HumanPosts
from chorus.evaluation.rating_desk import RatingDesk
from chorus.evaluation.servicer import offer
from chorus.evaluation.settings import EvaluationSettings
from chorus.finetuning.client import FinetuningClient, clean
from chorus.graph.client import GraphClient
from chorus.jobs import Jobs
from chorus.rpc.channel import connect
from chorus.rpc.process import run_service
from chorus.rpc.server import Server
from chorus.serving.client import ServingClient
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records


async def main(settings: EvaluationSettings) -> None:
    """Build the service and run it until it is told to stop."""
    records = Records(settings.database)
    graph = GraphClient(connect(settings.graph_address, settings.outgoing()))
    serving = ServingClient(connect(settings.serving_address, settings.outgoing_to_serving()))
    artifacts = Artifacts(settings.artifacts)
    finetuning = FinetuningClient(connect(settings.finetuning_address, settings.outgoing()))
    policy, models = read_policy(settings.policy), Models(settings.models)
    evaluator = Evaluator(graph, serving, artifacts, records, clean, finetuning, models, policy)
    exchanger = Exchanger(graph, serving, artifacts, records, clean, models)
    desk = RatingDesk(HumanPosts(graph, clean), artifacts, records)
    jobs = Jobs(settings.service, settings.database)
    server = Server(settings, settings.guard("gateway"))
    offer(server, evaluator, exchanger, desk, jobs, records)
    await jobs.start()
    await server.serve()
    await jobs.stop()


if __name__ == "__main__":
    run_service(EvaluationSettings, main)
