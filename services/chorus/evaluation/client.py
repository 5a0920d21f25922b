"""The client of the evaluation service: what other services import."""

from collections.abc import Sequence

import grpc

from chorus.evaluation.codebook import Answer, Codebook
from chorus.evaluation.drift import Drift, Moment, Point, Series
from chorus.evaluation.fairness import (
    FairnessConfig,
    FairnessStudy,
    Reader,
    TermDifference,
    TermReading,
    bundled_exchange,
)
from chorus.evaluation.rating import (
    AnswerShare,
    Imported,
    RatedVoice,
    Rating,
    RatingConfig,
    RatingItem,
    RatingResults,
    RatingSheet,
)
from chorus.evaluation.report import (
    CorpusSummary,
    Estimate,
    EvaluationConfig,
    FidelityReport,
    MemorisationScores,
    OriginScores,
    PersonalData,
    Reading,
    ReadingProfile,
    ReadingScores,
    SemanticScores,
    Voice,
    VoiceScores,
    WindowScores,
)
from chorus.evaluation.v1 import evaluation_pb2, evaluation_pb2_grpc, fairness_pb2, rating_pb2, report_pb2
from chorus.evaluation.verdict import Finding, Policy, Severity, Verdict
from chorus.jobs.client import Job, job_value
from chorus.rpc.client import call
from chorus.rpc.wire import decode, encode
from chorus.types.page import Page

__all__ = [
    "Answer",
    "AnswerShare",
    "Codebook",
    "CorpusSummary",
    "Drift",
    "Estimate",
    "EvaluationClient",
    "EvaluationConfig",
    "FairnessConfig",
    "FairnessStudy",
    "FidelityReport",
    "Finding",
    "Imported",
    "MemorisationScores",
    "Moment",
    "OriginScores",
    "PersonalData",
    "Point",
    "Policy",
    "RatedVoice",
    "Rating",
    "RatingConfig",
    "RatingItem",
    "RatingResults",
    "RatingSheet",
    "Reader",
    "Reading",
    "ReadingProfile",
    "ReadingScores",
    "SemanticScores",
    "Series",
    "Severity",
    "TermDifference",
    "TermReading",
    "Verdict",
    "Voice",
    "VoiceScores",
    "WindowScores",
    "bundled_exchange",
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

    async def compare_reports(self, names: Sequence[str]) -> Drift:
        """How the same communities measured over time; ``InvalidArgument`` for reports of different ones."""
        response = await call(self._stub.CompareReports, evaluation_pb2.CompareReportsRequest(reports=names))
        return decode(response.drift, Drift)

    async def create_fairness_study(
        self, communities: Sequence[str], config: FairnessConfig | None = None, request_id: str = ""
    ) -> Job:
        """Start the job that has voices write with one term exchanged; its result is a fairness study."""
        request = evaluation_pb2.CreateFairnessStudyRequest(
            request_id=request_id,
            communities=communities,
            config=encode(config or FairnessConfig(), fairness_pb2.FairnessConfig),
        )
        return job_value((await call(self._stub.CreateFairnessStudy, request, timeout=CREATE_SECONDS)).job)

    async def get_fairness_study(self, name: str) -> FairnessStudy:
        """The fairness study of that name."""
        response = await call(self._stub.GetFairnessStudy, evaluation_pb2.GetFairnessStudyRequest(name=name))
        return decode(response.study, FairnessStudy)

    async def list_fairness_studies(self, page_size: int = 50, page_token: str = "") -> Page[FairnessStudy]:
        """Fairness studies, newest first."""
        request = evaluation_pb2.ListFairnessStudiesRequest(page_size=page_size, page_token=page_token)
        response = await call(self._stub.ListFairnessStudies, request)
        return Page(tuple(decode(study, FairnessStudy) for study in response.studies), response.next_page_token)

    async def create_rating_sheet(self, report: str, config: RatingConfig | None = None) -> RatingSheet:
        """Posts of an evaluation for people to rate; the same report and configuration give the same sheet."""
        request = evaluation_pb2.CreateRatingSheetRequest(
            report=report, config=encode(config or RatingConfig(), rating_pb2.RatingConfig)
        )
        return decode((await call(self._stub.CreateRatingSheet, request)).sheet, RatingSheet)

    async def get_rating_sheet(self, name: str) -> RatingSheet:
        """The sheet of that name, as raters see it."""
        response = await call(self._stub.GetRatingSheet, evaluation_pb2.GetRatingSheetRequest(name=name))
        return decode(response.sheet, RatingSheet)

    async def list_rating_sheets(
        self, report: str = "", page_size: int = 50, page_token: str = ""
    ) -> Page[RatingSheet]:
        """Sheets of one report, or of all, newest first and without their items."""
        request = evaluation_pb2.ListRatingSheetsRequest(report=report, page_size=page_size, page_token=page_token)
        response = await call(self._stub.ListRatingSheets, request)
        return Page(tuple(decode(sheet, RatingSheet) for sheet in response.sheets), response.next_page_token)

    async def import_ratings(self, sheet: str, rater: str, ratings: Sequence[Rating]) -> Imported:
        """Hand in what one rater said: all of it is taken, or with ``InvalidArgument`` nothing."""
        request = evaluation_pb2.ImportRatingsRequest(
            sheet=sheet, rater=rater, ratings=[encode(rating, rating_pb2.Rating) for rating in ratings]
        )
        return decode(await call(self._stub.ImportRatings, request), Imported)

    async def get_rating_results(self, sheet: str) -> RatingResults:
        """What all raters said so far, and how far they agree."""
        request = evaluation_pb2.GetRatingResultsRequest(sheet=sheet)
        return decode((await call(self._stub.GetRatingResults, request)).results, RatingResults)
