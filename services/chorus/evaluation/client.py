"""The client of the evaluation service: what other services import."""

from collections.abc import Sequence

import grpc

from chorus.evaluation.report import (
    CorpusSummary,
    Estimate,
    EvaluationConfig,
    FidelityReport,
    MemorisationScores,
    OriginScores,
    PersonalData,
    SemanticScores,
    Voice,
    VoiceScores,
)
from chorus.evaluation.v1 import evaluation_pb2, evaluation_pb2_grpc, report_pb2
from chorus.jobs.client import Job, job_value
from chorus.rpc.client import call
from chorus.rpc.wire import decode, encode
from chorus.types.page import Page

__all__ = [
    "CorpusSummary",
    "Estimate",
    "EvaluationClient",
    "EvaluationConfig",
    "FidelityReport",
    "MemorisationScores",
    "OriginScores",
    "PersonalData",
    "SemanticScores",
    "Voice",
    "VoiceScores",
]

CREATE_SECONDS = 330.0
"""The service asks serving who would speak, and waits while its engine starts."""


class EvaluationClient:
    """Asks how faithful voices are."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = evaluation_pb2_grpc.EvaluationServiceStub(channel)

    async def create_evaluation(
        self, communities: Sequence[str], config: EvaluationConfig | None = None, request_id: str = ""
    ) -> Job:
        """Start the job that evaluates the personas of two or more communities; its result is a report."""
        request = evaluation_pb2.CreateEvaluationRequest(
            request_id=request_id,
            communities=communities,
            config=encode(config or EvaluationConfig(), report_pb2.EvaluationConfig),
        )
        return job_value((await call(self._stub.CreateEvaluation, request, timeout=CREATE_SECONDS)).job)

    async def get_report(self, name: str) -> FidelityReport:
        """The report of that name."""
        response = await call(self._stub.GetReport, evaluation_pb2.GetReportRequest(name=name))
        return decode(response.report, FidelityReport)

    async def list_reports(self, page_size: int = 50, page_token: str = "") -> Page[FidelityReport]:
        """Reports, newest first."""
        request = evaluation_pb2.ListReportsRequest(page_size=page_size, page_token=page_token)
        response = await call(self._stub.ListReports, request)
        reports = tuple(decode(report, FidelityReport) for report in response.reports)
        return Page(reports, response.next_page_token)
