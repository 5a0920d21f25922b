"""Serving: every persona answers from one base model, by vLLM's multi-LoRA inside Ray Serve.

- ``persona``, ``answer``        the values
- ``engine``                     what an engine does, in tokens
- ``vllm_engine``, ``vllm_start``  the engine that is real, and how it is started
- ``cpu_lora``, ``lora_batch``, ``cpu_executor``  what it needs on a CPU: adapters multiplied together, in one process
- ``structures``, ``rehearsal``  forms of answers: what is refused at once, and what is tried where it can do no harm
- ``personas``                   which personas there are, from finetuning's revisions and graph's communities
- ``prompts``, ``context``       a question as tokens, with a community's posts before it for context personas
- ``adapters``, ``residents``    revisions brought to the engine, checked and tried; which of them it holds
- ``admission``                  who may use the engine now
- ``speech``                     ask a persona, stream its answer; ``scoring`` the exact probability of options
- ``stage``                      follows the active base model and keeps an engine for it
- ``deployment``, ``client``     the two ends of the wire
"""
