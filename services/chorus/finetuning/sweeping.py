"""The job "sweep-finetuning": how adapters come out under several mixing ratios and numbers of templates.

The paper's open question 3 is how much general instruction data to mix in, and its ablation how many templates to word the
instructions by. Each combination is trained on every community in one run; nothing of it becomes a persona.
"""

from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import product

import msgspec

from chorus.errors import InvalidArgument
from chorus.finetuning.cancellation import stopping
from chorus.finetuning.engine import AdapterPlan, TrainedAdapter, TrainingPlan, TrainingProgress
from chorus.finetuning.finetune import Finetuner
from chorus.finetuning.recipe import complete
from chorus.finetuning.revision import FinetuningConfig
from chorus.finetuning.templates import TEMPLATES
from chorus.finetuning.trial import FinetuningSweep, SweepConfig, Trial
from chorus.jobs import JobContext

KIND = "sweep-finetuning"
MAX_TRIALS = 500


@dataclass(frozen=True, slots=True)
class SweepRequest:
    """The job's arguments."""

    communities: tuple[str, ...] = ()
    config: SweepConfig = field(default_factory=SweepConfig)
    """With nothing left empty."""
    base_model: str = ""

    @property
    def name(self) -> str:
        """What its result is called."""
        return f"finetuning-sweeps/{sha256(msgspec.json.encode(self, order='deterministic')).hexdigest()[:16]}"

    def configs(self) -> list[FinetuningConfig]:
        """One configuration for each combination, ordered by ratio and number of templates."""
        plain = self.config.finetuning
        return [
            replace(plain, demonstrations=replace(plain.demonstrations, general_ratio=ratio, num_templates=number))
            for ratio, number in product(self.config.general_ratios, self.config.template_counts)
        ]


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Does sweeps, by what a finetuner does."""

    finetuner: Finetuner

    async def prepare(self, communities: tuple[str, ...], config: SweepConfig) -> SweepRequest:
        """Arguments that make sense; the errors are those of a finetuning."""
        plain = config.finetuning.demonstrations
        ratios = config.general_ratios or (plain.general_ratio or 0.0,)
        numbers = config.template_counts or (plain.num_templates,)
        whole = replace(config, general_ratios=tuple(sorted(set(ratios))), template_counts=tuple(sorted(set(numbers))))
        if any(number > len(TEMPLATES) for number in numbers):
            raise InvalidArgument(f"there are {len(TEMPLATES)} templates; 0 means all", field="config.template_counts")
        num_trials = len(whole.general_ratios) * len(whole.template_counts) * len(communities)
        if num_trials > MAX_TRIALS:
            raise InvalidArgument(
                f"that is {num_trials} trainings; at most {MAX_TRIALS} are done in one sweep", field="config"
            )
        request = SweepRequest(tuple(dict.fromkeys(communities)), whole)
        for each in request.configs():
            finetuning = await self.finetuner.prepare(communities, each)
            request = replace(request, base_model=finetuning.base_model)
        return request

    async def run(self, context: JobContext, request: SweepRequest) -> str:
        """Train every combination; the result is the name of the sweep."""
        base_model = await self.finetuner.registry.base_model(request.base_model)
        trials: dict[str, Trial] = {}
        adapters = []
        for number, config in enumerate(request.configs()):
            for found in await self.finetuner.demonstrate(context, request.communities, config, base_model):
                id_ = f"{number}.{found.community.removeprefix('communities/')}"
                trials[id_] = Trial(
                    community=found.community,
                    general_ratio=config.demonstrations.general_ratio or 0.0,
                    num_templates=config.demonstrations.num_templates,
                    num_demonstrations=found.summary.num_training,
                    num_general=found.summary.num_general,
                )
                whole = complete(config, found.summary.num_training, base_model.num_parameters)
                adapters.append(AdapterPlan(id_, found.community, found.location, whole))
        plan = TrainingPlan(base_model.name, base_model.location, tuple(adapters), compare=False)
        engine = self.finetuner.engine
        async with stopping(engine, plan.run, context), aclosing(engine.train(plan)) as events:
            async for event in events:
                if isinstance(event, TrainingProgress):
                    await context.report(event.done, event.total, "steps", event.message)
                elif isinstance(event, TrainedAdapter):
                    trials[event.id] = replace(trials[event.id], metrics=event.metrics, seconds=event.seconds)
        sweep = FinetuningSweep(
            name=request.name,
            base_model=base_model.name,
            communities=request.communities,
            config=request.config,
            trials=tuple(trials.values()),
            create_time=datetime.now(UTC),
        )
        await self.finetuner.registry.add_sweep(sweep)
        return sweep.name
