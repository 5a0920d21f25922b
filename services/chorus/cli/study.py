"""A study: everything that one run of the pipeline found, in one value. It is what the report shows and ``--json`` prints."""

from dataclasses import dataclass, field

from chorus.evaluation.client import FidelityReport
from chorus.finetuning.client import BaseModel, FinetuningReport, Revision
from chorus.gateway.client import Instrument, Persona, Screening
from chorus.graph.client import Community, Dataset, Partition
from chorus.types.receipt import Receipt


@dataclass(frozen=True, slots=True)
class AskedPersona:
    """What one persona answered to the study's question, greedily."""

    persona: str = ""
    prompt: str = ""
    text: str = ""
    receipt: Receipt = field(default_factory=Receipt)


@dataclass(frozen=True, slots=True)
class StepTime:
    """How long a step of the pipeline took."""

    step: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Study:
    """The result of ``chorus run``."""

    title: str = ""
    dataset: Dataset = field(default_factory=Dataset)
    partition: Partition = field(default_factory=Partition)
    communities: tuple[Community, ...] = ()
    """Largest first; every per-community list below has this order where it has one entry each."""
    network_svg: str = ""
    """The network drawn, as an SVG document."""
    base_model: BaseModel = field(default_factory=BaseModel)
    finetuning: FinetuningReport = field(default_factory=FinetuningReport)
    """How well each adapter predicts every community's held-out authors."""
    revisions: tuple[Revision, ...] = ()
    """The adapter of each community."""
    personas: tuple[Persona, ...] = ()
    answers: tuple[AskedPersona, ...] = ()
    fidelity: FidelityReport = field(default_factory=FidelityReport)
    instrument: Instrument = field(default_factory=Instrument)
    screening: Screening = field(default_factory=Screening)
    times: tuple[StepTime, ...] = ()
    notice: str = ""
    """What every answer of a persona comes with."""
    version: str = ""
    """Version of Chorus."""
