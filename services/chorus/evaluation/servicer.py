"""EvaluationService on the wire."""

import grpc

from chorus.evaluation.evaluate import KIND, Evaluator
from chorus.evaluation.evaluation import Evaluation
from chorus.evaluation.report import EvaluationConfig, FidelityReport
from chorus.evaluation.v1 import evaluation_pb2, evaluation_pb2_grpc, report_pb2
from chorus.jobs import Jobs
from chorus.jobs.servicer import SERVICE as JOB_SERVICE
from chorus.jobs.servicer import JobServicer, job_message
from chorus.jobs.v1 import jobs_pb2_grpc
from chorus.rpc.server import Server
from chorus.rpc.wire import decode, encode
from chorus.storage.records import Records
from chorus.types.names import parse

SERVICE = evaluation_pb2.DESCRIPTOR.services_by_name["EvaluationService"].full_name
Context = grpc.aio.ServicerContext[object, object]


class EvaluationServicer(evaluation_pb2_grpc.EvaluationServiceServicer):
    """Evaluations and their reports."""

    def __init__(self, evaluator: Evaluator, jobs: Jobs, records: Records) -> None:
        self._evaluator = evaluator
        self._jobs = jobs
        self._records = records

    async def CreateEvaluation(
        self, request: evaluation_pb2.CreateEvaluationRequest, context: Context
    ) -> evaluation_pb2.CreateEvaluationResponse:
        """Queue an evaluation."""
        config = decode(request.config, EvaluationConfig)
        evaluation = await self._evaluator.check(Evaluation(tuple(request.communities), config))
        job = await self._jobs.create(KIND, evaluation, request.request_id)
        return evaluation_pb2.CreateEvaluationResponse(job=job_message(job))

    async def GetReport(
        self, request: evaluation_pb2.GetReportRequest, context: Context
    ) -> evaluation_pb2.GetReportResponse:
        """One report."""
        parse(request.name, "reports")
        report = await self._records.get(FidelityReport, request.name)
        return evaluation_pb2.GetReportResponse(report=encode(report, report_pb2.FidelityReport))

    async def ListReports(
        self, request: evaluation_pb2.ListReportsRequest, context: Context
    ) -> evaluation_pb2.ListReportsResponse:
        """A page of reports."""
        page = await self._records.list(FidelityReport, page_size=request.page_size, page_token=request.page_token)
        reports = [encode(report, report_pb2.FidelityReport) for report in page.items]
        return evaluation_pb2.ListReportsResponse(reports=reports, next_page_token=page.next_page_token)


def offer(server: Server, evaluator: Evaluator, jobs: Jobs, records: Records) -> None:
    """Have a server offer evaluations and their jobs."""
    register = evaluation_pb2_grpc.add_EvaluationServiceServicer_to_server
    server.add(register, EvaluationServicer(evaluator, jobs, records), SERVICE)
    server.add(jobs_pb2_grpc.add_JobServiceServicer_to_server, JobServicer(jobs), JOB_SERVICE)
