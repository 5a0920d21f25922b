"""Classifiers: those that come with Chorus, and real transformers, tiny and made here."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from chorus.errors import InvalidArgument
from chorus.evaluation.classifiers.linear import NUM_HASHES, LinearTextClassifier
from chorus.evaluation.models import BUNDLED, Models
from chorus.evaluation.sentence_encoder import SentenceEncoder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A classifier of two labels and an encoder, under an owner's name, as an operator would put them."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import (
        BertConfig,
        BertForSequenceClassification,
        BertModel,
        PreTrainedTokenizerFast,
    )

    folder = tmp_path_factory.mktemp("models")
    words = ["[PAD]", "[UNK]", "happy", "sad", "day"]
    made = Tokenizer(WordLevel({word: place for place, word in enumerate(words)}, unk_token="[UNK]"))
    made.pre_tokenizer = Whitespace()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=made, pad_token="[PAD]", unk_token="[UNK]")
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        id2label={0: "joy", 1: "sorrow"}, label2id={"joy": 0, "sorrow": 1},
    )  # fmt: skip
    for name, model in (("lab/moods", BertForSequenceClassification(config)), ("lab/encoder", BertModel(config))):
        model.save_pretrained(folder / name)
        tokenizer.save_pretrained(folder / name)
    return folder


@pytest.mark.parametrize("name", BUNDLED)
def test_those_that_come_with_chorus_are_there_with_their_cards(name: str) -> None:
    classifier = Models().classifier(name)
    assert len(classifier.labels) == (28 if name == "emotion" else 1)
    card = Path("services/chorus/evaluation/classifiers") / f"{name}.md"
    assert "F1" in card.read_text(encoding="utf-8")


def test_emotions_are_read() -> None:
    classifier = Models().classifier("emotion")
    texts = ["thank you so much, this helped a lot", "i am so scared of tomorrow", "haha that is hilarious"]
    found = classifier.probabilities(texts)
    assert found.shape == (3, 28)
    assert [classifier.labels[place] for place in found.argmax(axis=1)] == ["gratitude", "fear", "amusement"]
    assert classifier.probabilities([]).shape == (0, 28)


def test_an_insult_is_more_toxic_than_a_recipe() -> None:
    found = Models().classifier("toxicity").probabilities(["you are a stupid idiot", "boil the rice and add salt"])
    assert found[0, 0] > 0.5 > found[1, 0]


def test_weights_survive_storing(tmp_path: Path) -> None:
    dense = np.random.default_rng(0).normal(size=(2, 2 * NUM_HASHES)).astype(np.float32)
    whole = LinearTextClassifier("x", ("a", "b"), csr_matrix(dense), np.array([0.1, -0.2]), np.array([0.3, 0.4]))
    pruned = whole.pruned(5000)
    assert np.diff(pruned.weights.indptr).tolist() == [5000, 5000]
    assert np.abs(dense[0]).max() == pytest.approx(np.abs(pruned.weights[0].toarray()).max(), rel=1e-3)
    pruned.save(tmp_path / "x.safetensors")
    again = LinearTextClassifier.load(tmp_path / "x.safetensors")
    texts = ["one text", "another"]
    assert again.labels == ("a", "b")
    assert again.probabilities(texts) == pytest.approx(pruned.probabilities(texts), abs=1e-6)
    assert again.thresholds == pytest.approx([0.3, 0.4])


def test_a_transformer_of_the_operators_is_found_by_name(folder: Path) -> None:
    classifier = Models(folder).classifier("lab/moods")
    texts = ["happy day", "sad", "happy happy happy sad day"]
    found = classifier.probabilities(texts)
    assert classifier.labels == ("joy", "sorrow")
    assert found.sum(axis=1) == pytest.approx(np.ones(3))
    # Padding and order change nothing.
    one_by_one = np.concatenate([classifier.probabilities([text]) for text in texts])
    assert found == pytest.approx(one_by_one, abs=1e-5)


def test_a_sentence_encoder_of_the_operators_is_found_by_name(folder: Path) -> None:
    encoder = Models(folder).encoder("lab/encoder", (), 0)
    assert isinstance(encoder, SentenceEncoder)
    vectors = encoder.encode(["happy day", "sad", "happy happy day day"])
    assert vectors.shape == (3, 16)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3))
    assert encoder.encode(["sad"]) == pytest.approx(vectors[1:2], abs=1e-5)


@pytest.mark.parametrize("name", ["", "../secrets", "/etc", "a/b/c", "owner/..", "x" * 300, "owner/na me", ".hidden"])
def test_a_name_from_outside_is_no_path(folder: Path, name: str) -> None:
    with pytest.raises(InvalidArgument, match="no name of a model"):
        Models(folder).classifier(name, "config.emotion_classifier")


def test_what_is_not_there_is_said_with_the_field(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(InvalidArgument, match="'lab/nothing' is not a classifier that can be loaded") as caught:
        Models(folder).classifier("lab/nothing", "config.toxicity_classifier")
    assert caught.value.field == "config.toxicity_classifier"
    assert str(folder) not in caught.value.message


def test_weights_that_could_run_code_are_not_read(folder: Path, tmp_path: Path) -> None:
    import shutil

    import torch

    shutil.copytree(folder / "lab" / "moods", tmp_path / "lab" / "pickled")
    (tmp_path / "lab" / "pickled" / "model.safetensors").unlink()
    torch.save({}, tmp_path / "lab" / "pickled" / "pytorch_model.bin")
    with pytest.raises(InvalidArgument, match="can be loaded"):
        Models(tmp_path).classifier("lab/pickled")
