"""Serving: every persona answers from one base model, by vLLM's multi-LoRA inside Ray Serve.

- ``persona``, ``answer``        the values
- ``engine``                     what an engine does, in tokens
- ``vllm_engine``, ``cpu_lora``  the engine that is real, and what mends its kernels on a CPU
- ``personas``                   which personas there are, from finetuning's revisions and graph's communities
- ``prompts``, ``context``       a question as tokens, with a community's posts before it for context personas
- ``adapters``, ``admission``    revisions brought to the engine; who may use it now
- ``speech``                     ask a persona, stream its answer; ``scoring`` the exact probability of options
- ``stage``                      follows the active base model and keeps an engine for it
- ``deployment``, ``client``     the two ends of the wire
"""
