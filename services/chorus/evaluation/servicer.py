"""EvaluationService on the wire."""

import grpc

from chorus.evaluation import exchanging
from chorus.evaluation.drifting import check_reports, compare
from chorus.evaluation.evaluate import KIND, Evaluator
from chorus.evaluation.evaluation import Evaluation
from chorus.evaluation.exchange_request import FairnessRequest
from chorus.evaluation.exchanging import Exchanger
from chorus.evaluation.fairness import FairnessConfig, FairnessStudy
from chorus.evaluation.rating import Rating, RatingConfig
from chorus.evaluation.rating_desk import RatingDesk
from chorus.evaluation.report import EvaluationConfig, FidelityReport
from chorus.evaluation.v1 import drift_pb2, evaluation_pb2, evaluation_pb2_grpc, fairness_pb2, rating_pb2, report_pb2
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
    """Evaluations, their reports, and what people say of their posts."""

    def __init__(
        self, evaluator: Evaluator, exchanger: Exchanger, desk: RatingDesk, jobs: Jobs, records: Records
    ) -> None:
        self._evaluator = evaluator
        self._exchanger = exchanger
        self._desk = desk
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

    async def CompareReports(
        self, request: evaluation_pb2.CompareReportsRequest, context: Context
    ) -> evaluation_pb2.CompareReportsResponse:
        """Several reports over time."""
        check_reports(request.reports)
        for name in request.reports:
            parse(name, "reports", field="reports")
        drift = compare([await self._records.get(FidelityReport, name) for name in request.reports])
        return evaluation_pb2.CompareReportsResponse(drift=encode(drift, drift_pb2.Drift))

    async def CreateFairnessStudy(
        self, request: evaluation_pb2.CreateFairnessStudyRequest, context: Context
    ) -> evaluation_pb2.CreateFairnessStudyResponse:
        """Queue a fairness study."""
        config = decode(request.config, FairnessConfig)
        checked = await self._exchanger.check(FairnessRequest(tuple(request.communities), config))
        job = await self._jobs.create(exchanging.KIND, checked, request.request_id)
        return evaluation_pb2.CreateFairnessStudyResponse(job=job_message(job))

    async def GetFairnessStudy(
        self, request: evaluation_pb2.GetFairnessStudyRequest, context: Context
    ) -> evaluation_pb2.GetFairnessStudyResponse:
        """One fairness study."""
        parse(request.name, "fairness-studies")
        study = await self._records.get(FairnessStudy, request.name)
        return evaluation_pb2.GetFairnessStudyResponse(study=encode(study, fairness_pb2.FairnessStudy))

    async def ListFairnessStudies(
        self, request: evaluation_pb2.ListFairnessStudiesRequest, context: Context
    ) -> evaluation_pb2.ListFairnessStudiesResponse:
        """A page of fairness studies."""
        page = await self._records.list(FairnessStudy, page_size=request.page_size, page_token=request.page_token)
        studies = [encode(study, fairness_pb2.FairnessStudy) for study in page.items]
        return evaluation_pb2.ListFairnessStudiesResponse(studies=studies, next_page_token=page.next_page_token)

    async def CreateRatingSheet(
        self, request: evaluation_pb2.CreateRatingSheetRequest, context: Context
    ) -> evaluation_pb2.CreateRatingSheetResponse:
        """Draw posts for people to rate."""
        sheet = await self._desk.create(request.report, decode(request.config, RatingConfig))
        return evaluation_pb2.CreateRatingSheetResponse(sheet=encode(sheet, rating_pb2.RatingSheet))

    async def GetRatingSheet(
        self, request: evaluation_pb2.GetRatingSheetRequest, context: Context
    ) -> evaluation_pb2.GetRatingSheetResponse:
        """One sheet, as raters see it."""
        sheet = await self._desk.get(request.name)
        return evaluation_pb2.GetRatingSheetResponse(sheet=encode(sheet, rating_pb2.RatingSheet))

    async def ListRatingSheets(
        self, request: evaluation_pb2.ListRatingSheetsRequest, context: Context
    ) -> evaluation_pb2.ListRatingSheetsResponse:
        """A page of sheets."""
        page = await self._desk.list(request.report, request.page_size, request.page_token)
        sheets = [encode(sheet, rating_pb2.RatingSheet) for sheet in page.items]
        return evaluation_pb2.ListRatingSheetsResponse(sheets=sheets, next_page_token=page.next_page_token)

    async def ImportRatings(
        self, request: evaluation_pb2.ImportRatingsRequest, context: Context
    ) -> evaluation_pb2.ImportRatingsResponse:
        """Take the ratings of one rater."""
        ratings = [decode(rating, Rating) for rating in request.ratings]
        taken = await self._desk.take(request.sheet, request.rater, ratings)
        return encode(taken, evaluation_pb2.ImportRatingsResponse)

    async def GetRatingResults(
        self, request: evaluation_pb2.GetRatingResultsRequest, context: Context
    ) -> evaluation_pb2.GetRatingResultsResponse:
        """What raters said so far."""
        results = await self._desk.results(request.sheet)
        return evaluation_pb2.GetRatingResultsResponse(results=encode(results, rating_pb2.RatingResults))


def offer(
    server: Server, evaluator: Evaluator, exchanger: Exchanger, desk: RatingDesk, jobs: Jobs, records: Records
) -> None:
    """Have a server offer evaluations, fairness studies, ratings and their jobs; the jobs do them."""
    jobs.register(KIND, evaluator.run, Evaluation)
    jobs.register(exchanging.KIND, exchanger.run, FairnessRequest)
    register = evaluation_pb2_grpc.add_EvaluationServiceServicer_to_server
    server.add(register, EvaluationServicer(evaluator, exchanger, desk, jobs, records), SERVICE)
    server.add(jobs_pb2_grpc.add_JobServiceServicer_to_server, JobServicer(jobs), JOB_SERVICE)
