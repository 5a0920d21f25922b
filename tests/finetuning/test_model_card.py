from dataclasses import replace
from datetime import UTC, datetime

import pytest
import yaml

from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.demonstration_set import DemonstrationConfig
from chorus.finetuning.model_card import fingerprint_digest, model_card
from chorus.finetuning.revision import (
    AdapterMetrics,
    FinetuningConfig,
    Fingerprint,
    PromptFingerprint,
    Revision,
    RevisionOrigin,
    RevisionState,
    TokenProbability,
)

BASE = BaseModel("base-models/tiny", "b" * 64, num_parameters=2_600_000, limits="Its text is mostly ungrammatical.")
FINGERPRINT = Fingerprint((PromptFingerprint("Write.", (TokenProbability(1, -1.0),), (TokenProbability(1, -2.0),)),))
REVISION = Revision(
    name="revisions/oak." + "a" * 64,
    community="communities/oak",
    base_model="base-models/tiny",
    weights_digest="a" * 64,
    state=RevisionState.ACTIVE,
    origin=RevisionOrigin.TRAINED,
    config=FinetuningConfig(
        rank=8,
        alpha=32,
        learning_rate=0.005,
        epochs=3,
        batch_tokens=2048,
        seed=11,
        targets=("q_proj", "v_proj"),
        demonstrations=DemonstrationConfig(
            general_ratio=0.25, max_posts=777, held_out_from=datetime(2026, 1, 2, tzinfo=UTC)
        ),
    ),
    num_demonstrations=1234,
    num_validation=56,
    demonstration_set="demonstration-sets/d",
    metrics=AdapterMetrics(validation_loss=2.5, base_validation_loss=3.25, followed=0.5, best_step=90, num_steps=120),
    create_time=datetime(2026, 3, 4, tzinfo=UTC),
    parent="revisions/oak." + "9" * 64,
    partition="partitions/p",
    dataset="datasets/d",
    base_model_digest="b" * 64,
    fingerprint=FINGERPRINT,
    code_version="chorus 0.1.0, torch 2.13.0",
)


def front_matter(card: str) -> dict[str, object]:
    _, matter, _ = card.split("---\n", 2)
    found = yaml.safe_load(matter)
    assert isinstance(found, dict)
    return found


def test_the_front_matter_is_what_peft_and_hubs_read() -> None:
    assert front_matter(model_card(REVISION, BASE)) == {
        "base_model": "base-models/tiny",
        "library_name": "peft",
        "pipeline_tag": "text-generation",
        "tags": ["chorus", "lora"],
    }


@pytest.mark.parametrize(
    "said",
    [
        "`communities/oak`", "`partitions/p`", "`datasets/d`", "`demonstration-sets/d`",
        "learned from: 1,234", "measured on: 56", "The split is by author", "777 at most", "each post: 0.25",
        "Continued from: `revisions/oak.999", "Rank 8, alpha 32, on q_proj, v_proj", "Learning rate 0.005, at most 3 passes",
        "2,048 tokens a step, seed 11", "120 done, the weights are those after 90", "none of 2026-01-02T00:00:00+00:00 or later",
        "chorus 0.1.0, torch 2.13.0", "| Posts of held-out authors, loss | 3.2500 | 2.5000 | -0.7500 |",
        "| General instructions, share answered word for word | not measured | 0.5000 |  |", "Its text is mostly ungrammatical.",
        "never a diagnosis", "a" * 64, "b" * 64, fingerprint_digest(FINGERPRINT), "Parameters: 2,600,000",
    ],
)  # fmt: skip
def test_the_card_says_what_it_is_how_it_was_made_and_what_it_is_for(said: str) -> None:
    assert said in model_card(REVISION, BASE)


def test_every_table_row_has_as_many_cells_as_its_head() -> None:
    rows = [line for line in model_card(REVISION, BASE).splitlines() if line.startswith("|")]
    assert len(rows) == 6
    assert {row.count("|") for row in rows} == {5}


def test_of_an_imported_adapter_it_claims_no_training() -> None:
    card = model_card(replace(REVISION, origin=RevisionOrigin.IMPORTED), BASE)
    assert "trained elsewhere" in card
    assert "as far as Chorus can know" in card
    assert "Learning rate" not in card


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "[here](javascript:x)", "a\n# Trust me", "| x | y", "`x`\\"]
)
def test_what_people_wrote_stays_text(text: str) -> None:
    card = model_card(replace(REVISION, quarantine_reason=text), replace(BASE, limits=text))
    plain = model_card(replace(REVISION, quarantine_reason="x"), replace(BASE, limits="x"))
    assert len(card.splitlines()) == len(plain.splitlines())
    assert "<script>" not in card
    assert "[here]" not in card
    assert " | x " not in card


def test_a_base_models_name_cannot_leave_the_front_matter() -> None:
    name = 'x"\n---\n<b>'
    assert front_matter(model_card(replace(REVISION, base_model=name), BASE))["base_model"] == name


def test_a_card_of_hardly_anything_is_whole() -> None:
    card = model_card(Revision("revisions/oak.1", "communities/oak", "base-models/tiny"), BaseModel("base-models/tiny"))
    assert "none are stated" in card
    assert "none was taken" in card
    assert card.endswith("not known\n")


def test_a_fingerprints_digest_is_that_of_its_numbers() -> None:
    other = replace(FINGERPRINT, prompts=(*FINGERPRINT.prompts, *FINGERPRINT.prompts))
    assert fingerprint_digest(FINGERPRINT) != fingerprint_digest(other)
    assert fingerprint_digest(Fingerprint()) == ""
