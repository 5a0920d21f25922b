"""``python -m chorus.evaluation``: the evaluation service."""

from chorus.evaluation.evaluate import KIND, Evaluator
from chorus.evaluation.evaluation import Evaluation
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
    policy = read_policy(settings.policy)
    evaluator = Evaluator(graph, serving, artifacts, records, clean, finetuning, Models(settings.models), policy)
    desk = RatingDesk(HumanPosts(graph, clean), artifacts, records)
    jobs = Jobs(settings.service, settings.database)
    jobs.register(KIND, evaluator.run, Evaluation)
    server = Server(settings, settings.guard("gateway"))
    offer(server, evaluator, desk, jobs, records)
    await jobs.start()
    await server.serve()
    await jobs.stop()


if __name__ == "__main__":
    run_service(EvaluationSettings, main)
