"""Which calls the door knows, where they go, and the role that each needs.

A call that is not in this table does not pass. Who is calling, and with which role, ``chorus.gateway.guard`` checks.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a caller may do; each role may do what those before it may."""

    READER = "reader"
    """Lists and reports."""
    RESEARCHER = "researcher"
    """Ask, screen, evaluate; read posts."""
    OPERATOR = "operator"
    """Import, detect, curate, finetune; pin personas."""


@dataclass(frozen=True, slots=True)
class Call:
    """One method that may be called."""

    path: str
    """As it stands in the request: ``/<service>/<method>``."""
    role: Role
    behind: str = ""
    """The service it is passed on to; empty for the gateway's own, and for JobService, where the job's name decides."""
    streams_requests: bool = False
    streams_responses: bool = False


GRAPH_SERVICE = "chorus.graph.v1.GraphService"
FINETUNING_SERVICE = "chorus.finetuning.v1.FinetuningService"
SERVING_SERVICE = "chorus.serving.v1.ServingService"
EVALUATION_SERVICE = "chorus.evaluation.v1.EvaluationService"
GATEWAY_SERVICE = "chorus.gateway.v1.GatewayService"
JOB_SERVICE = "chorus.jobs.v1.JobService"

FORWARDED_SERVICES = (GRAPH_SERVICE, FINETUNING_SERVICE, SERVING_SERVICE, EVALUATION_SERVICE)
SERVICES_WITH_JOBS = ("graph", "finetuning", "evaluation", "gateway")

_CALLS = (
    Call(f"/{GRAPH_SERVICE}/ImportPosts", Role.OPERATOR, "graph", streams_requests=True, streams_responses=True),
    Call(f"/{GRAPH_SERVICE}/CreateImport", Role.OPERATOR, "graph"),
    Call(f"/{GRAPH_SERVICE}/GetDataset", Role.READER, "graph"),
    Call(f"/{GRAPH_SERVICE}/ListDatasets", Role.READER, "graph"),
    Call(f"/{GRAPH_SERVICE}/ListRejectedLines", Role.READER, "graph"),
    Call(f"/{GRAPH_SERVICE}/SummarizeNetwork", Role.READER, "graph"),
    Call(f"/{GRAPH_SERVICE}/CreateDetection", Role.OPERATOR, "graph"),
    Call(f"/{GRAPH_SERVICE}/GetPartition", Role.READER, "graph"),
    Call(f"/{GRAPH_SERVICE}/ListPartitions", Role.READER, "graph"),
    Call(f"/{GRAPH_SERVICE}/DrawPartition", Role.READER, "graph"),
    Call(f"/{GRAPH_SERVICE}/ExportNetwork", Role.RESEARCHER, "graph", streams_responses=True),
    Call(f"/{GRAPH_SERVICE}/CreateSweep", Role.OPERATOR, "graph"),
    Call(f"/{GRAPH_SERVICE}/GetSweep", Role.READER, "graph"),
    Call(f"/{GRAPH_SERVICE}/DrawSweep", Role.READER, "graph"),
    Call(f"/{GRAPH_SERVICE}/GetCommunity", Role.READER, "graph"),
    Call(f"/{GRAPH_SERVICE}/ListCommunities", Role.READER, "graph"),
    Call(f"/{GRAPH_SERVICE}/GetProfile", Role.RESEARCHER, "graph"),
    Call(f"/{GRAPH_SERVICE}/ListMembers", Role.RESEARCHER, "graph"),
    Call(f"/{GRAPH_SERVICE}/StreamPosts", Role.RESEARCHER, "graph", streams_responses=True),
    Call(f"/{GRAPH_SERVICE}/CreateSummaries", Role.OPERATOR, "graph"),
    Call(f"/{GRAPH_SERVICE}/CreateCuration", Role.OPERATOR, "graph"),
    Call(f"/{GRAPH_SERVICE}/ListCurations", Role.READER, "graph"),
    Call(f"/{FINETUNING_SERVICE}/CreateBaseModel", Role.OPERATOR, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/GetBaseModel", Role.READER, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/ListBaseModels", Role.READER, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/ImportInstructions", Role.OPERATOR, "finetuning", streams_requests=True),
    Call(f"/{FINETUNING_SERVICE}/ListInstructionSets", Role.READER, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/CreateDemonstrations", Role.RESEARCHER, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/GetDemonstrationSet", Role.READER, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/ExportSheet", Role.RESEARCHER, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/ImportMarks", Role.RESEARCHER, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/CreateFinetuning", Role.OPERATOR, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/GetFinetuningReport", Role.READER, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/ListFinetuningReports", Role.READER, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/CreateFinetuningSweep", Role.OPERATOR, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/GetFinetuningSweep", Role.READER, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/GetRevision", Role.READER, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/ListRevisions", Role.READER, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/PromoteRevision", Role.OPERATOR, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/RollBackRevision", Role.OPERATOR, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/QuarantineRevision", Role.OPERATOR, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/PinRevision", Role.OPERATOR, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/CollectRevisions", Role.OPERATOR, "finetuning"),
    Call(f"/{FINETUNING_SERVICE}/ImportRevision", Role.OPERATOR, "finetuning", streams_requests=True),
    Call(f"/{FINETUNING_SERVICE}/ExportRevision", Role.OPERATOR, "finetuning", streams_responses=True),
    Call(f"/{SERVING_SERVICE}/GetEngine", Role.READER, "serving"),
    Call(f"/{SERVING_SERVICE}/ListPersonas", Role.READER, "serving"),
    Call(f"/{SERVING_SERVICE}/GetPersona", Role.READER, "serving"),
    Call(f"/{SERVING_SERVICE}/WatchPersonas", Role.READER, "serving", streams_responses=True),
    Call(f"/{SERVING_SERVICE}/PinPersona", Role.OPERATOR, "serving"),
    Call(f"/{SERVING_SERVICE}/UnpinPersona", Role.OPERATOR, "serving"),
    Call(f"/{SERVING_SERVICE}/Generate", Role.RESEARCHER, "serving"),
    Call(f"/{SERVING_SERVICE}/StreamGenerate", Role.RESEARCHER, "serving", streams_responses=True),
    Call(f"/{SERVING_SERVICE}/BatchGenerate", Role.RESEARCHER, "serving", streams_responses=True),
    Call(f"/{SERVING_SERVICE}/ScoreOptions", Role.RESEARCHER, "serving"),
    Call(f"/{EVALUATION_SERVICE}/CreateEvaluation", Role.RESEARCHER, "evaluation"),
    Call(f"/{EVALUATION_SERVICE}/GetReport", Role.READER, "evaluation"),
    Call(f"/{EVALUATION_SERVICE}/ListReports", Role.READER, "evaluation"),
    Call(f"/{EVALUATION_SERVICE}/CompareReports", Role.READER, "evaluation"),
    Call(f"/{EVALUATION_SERVICE}/CreateFairnessStudy", Role.RESEARCHER, "evaluation"),
    Call(f"/{EVALUATION_SERVICE}/GetFairnessStudy", Role.READER, "evaluation"),
    Call(f"/{EVALUATION_SERVICE}/ListFairnessStudies", Role.READER, "evaluation"),
    Call(f"/{EVALUATION_SERVICE}/CreateRatingSheet", Role.RESEARCHER, "evaluation"),
    Call(f"/{EVALUATION_SERVICE}/GetRatingSheet", Role.RESEARCHER, "evaluation"),
    Call(f"/{EVALUATION_SERVICE}/ListRatingSheets", Role.READER, "evaluation"),
    Call(f"/{EVALUATION_SERVICE}/ImportRatings", Role.RESEARCHER, "evaluation"),
    Call(f"/{EVALUATION_SERVICE}/GetRatingResults", Role.READER, "evaluation"),
    Call(f"/{JOB_SERVICE}/GetJob", Role.READER),
    Call(f"/{JOB_SERVICE}/ListJobs", Role.READER),
    Call(f"/{JOB_SERVICE}/WatchJob", Role.READER, streams_responses=True),
    Call(f"/{JOB_SERVICE}/CancelJob", Role.RESEARCHER),
    Call(f"/{GATEWAY_SERVICE}/GetStatus", Role.READER),
    Call(f"/{GATEWAY_SERVICE}/ListPersonas", Role.READER),
    Call(f"/{GATEWAY_SERVICE}/GetPersona", Role.READER),
    Call(f"/{GATEWAY_SERVICE}/MarkPersona", Role.OPERATOR),
    Call(f"/{GATEWAY_SERVICE}/AskPersona", Role.RESEARCHER),
    Call(f"/{GATEWAY_SERVICE}/StreamAskPersona", Role.RESEARCHER, streams_responses=True),
    Call(f"/{GATEWAY_SERVICE}/ListInstruments", Role.READER),
    Call(f"/{GATEWAY_SERVICE}/GetInstrument", Role.READER),
    Call(f"/{GATEWAY_SERVICE}/PreviewScreening", Role.RESEARCHER),
    Call(f"/{GATEWAY_SERVICE}/CreateScreening", Role.RESEARCHER),
    Call(f"/{GATEWAY_SERVICE}/GetScreening", Role.READER),
    Call(f"/{GATEWAY_SERVICE}/ListScreenings", Role.READER),
    Call(f"/{GATEWAY_SERVICE}/CompareScreenings", Role.READER),
    Call(f"/{GATEWAY_SERVICE}/WatchScreening", Role.READER, streams_responses=True),
)

CALLS = {call.path: call for call in _CALLS}
"""Every call there is, by path."""
