"""transformers' Trainer with PEFT alone, as their own documentation would have one use them: prints one line of JSON.

python plain_trainer.py BASE_FOLDER ORDER BATCH_SIZE EPOCHS LEARNING_RATE DEMONSTRATIONS…

Each file of demonstrations gives one adapter: trained on its responses only, validated after every epoch, saved. ORDER is how
batches are made: ``random`` or ``group_by_length``. The precision is the one that is faster on this machine, as in Chorus.
"""

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    DataCollatorForSeq2Seq,
    PreTrainedTokenizerBase,
    PrinterCallback,
    Trainer,
    TrainingArguments,
    set_seed,
)

from chorus.finetuning.precision import trains_in_bfloat16

TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
Row = dict[str, list[int]]


def main() -> None:
    """Train an adapter on each file and say what it took."""
    base, order, batch_size, epochs, rate, *files = sys.argv[1:]
    torch.set_num_threads(torch.get_num_threads())
    tokenizer = AutoTokenizer.from_pretrained(base)
    tokens = seconds = 0.0
    losses = []
    for file in files:
        pairs = json.loads(Path(file).read_bytes())
        training = [row(tokenizer, pair) for pair in pairs["training"] + pairs["general"]]
        validation = [row(tokenizer, pair) for pair in pairs["validation"]]
        trainer = make_trainer(base, tokenizer, training, validation, order, int(batch_size), int(epochs), float(rate))
        begun = time.perf_counter()
        trainer.train()
        spent = time.perf_counter() - begun
        evaluated = [entry for entry in trainer.state.log_history if "eval_runtime" in entry]
        seconds += spent - sum(entry["eval_runtime"] for entry in evaluated)
        tokens += sum(len(each["input_ids"]) for each in training) * int(epochs)
        losses.append(evaluated[-1]["eval_loss"])
        with tempfile.TemporaryDirectory() as folder:
            trainer.model.save_pretrained(folder)
    print(json.dumps({"tokens": tokens, "seconds": seconds, "losses": losses}))


def row(tokenizer: PreTrainedTokenizerBase, pair: dict[str, str]) -> Row:
    """A pair in tokens, its prompt not learned."""
    prompt = [{"role": "user", "content": pair["instruction"]}]
    whole = [*prompt, {"role": "assistant", "content": pair["response"]}]
    head = tokenizer.apply_chat_template(prompt, add_generation_prompt=True, return_dict=False)
    tokens = tokenizer.apply_chat_template(whole, return_dict=False)
    return {
        "input_ids": tokens,
        "attention_mask": [1] * len(tokens),
        "labels": [-100] * len(head) + tokens[len(head) :],
    }


def make_trainer(
    base: str,
    tokenizer: PreTrainedTokenizerBase,
    training: Sequence[Row],
    validation: Sequence[Row],
    order: str,
    batch_size: int,
    epochs: int,
    rate: float,
) -> Trainer:
    """A Trainer of a new adapter."""
    set_seed(0)
    options = LoraConfig(r=16, lora_alpha=32, target_modules=TARGETS, task_type="CAUSAL_LM")
    model = get_peft_model(AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32), options)
    arguments = TrainingArguments(
        output_dir=tempfile.mkdtemp(),
        num_train_epochs=epochs,
        per_device_train_batch_size=batch_size,
        per_device_eval_batch_size=batch_size,
        learning_rate=rate,
        lr_scheduler_type="cosine",
        train_sampling_strategy=order,
        eval_strategy="epoch",
        save_strategy="no",
        logging_steps=10,
        report_to=[],
        bf16=trains_in_bfloat16("cuda" if torch.cuda.is_available() else "cpu"),
        use_cpu=not torch.cuda.is_available(),
        disable_tqdm=True,
    )
    trainer = Trainer(
        model=model,
        args=arguments,
        train_dataset=list(training),
        eval_dataset=list(validation),
        data_collator=DataCollatorForSeq2Seq(tokenizer, padding=True),
    )
    trainer.remove_callback(PrinterCallback)
    return trainer


if __name__ == "__main__":
    main()
