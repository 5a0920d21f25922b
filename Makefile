.DEFAULT_GOAL := help
.PHONY: help setup demo up test check format stubs lock bench bench-graph bench-finetune bench-serving bench-screening bench-screening-reddit bench-evaluation bench-fidelity clean

BIN := .venv/bin

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Make .venv from the lock, unless it is there
	@deploy/setup

demo: setup ## Run the main job on the sample data: reports/demo/report.html
	@$(BIN)/chorus sample reports/demo/posts.jsonl.gz
	@$(BIN)/chorus run reports/demo/posts.jsonl.gz --communities 6 --out reports/demo

up: setup ## Start Ray and the five services on loopback; Ctrl-C stops them all
	@$(BIN)/chorus up

test: setup ## Run the tests
	@$(BIN)/pytest

check: setup ## Lint, types, import rules, protos, stubs
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/buf lint protos
	@deploy/stubs --check

format: setup ## Put the code in form
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

stubs: setup ## Write the stubs again after a change of the protos
	@deploy/stubs

lock: setup ## Resolve requirements/cpu.in anew
	@deploy/lock

bench: setup ## Run every benchmark
	@for bench in tests/benchmarks/bench_*.py; do $(BIN)/python "$$bench" || exit 1; done

bench-graph: setup ## The graph service beside its peers, and at the paper's scale (a quarter of an hour)
	@$(BIN)/python tests/benchmarks/bench_graph.py

bench-finetune: setup ## Finetuning beside transformers' Trainer and PEFT alone (a quarter of an hour)
	@$(BIN)/python tests/benchmarks/bench_finetune.py

bench-serving: setup ## Serving beside vLLM alone and PEFT one by one (five minutes)
	@$(BIN)/python tests/benchmarks/bench_serving.py

bench-evaluation: setup ## Evaluation: ROUGE-L beside the rouge-score package, and what reads posts (a minute)
	@$(BIN)/python tests/benchmarks/bench_evaluation.py

bench-fidelity: setup ## Fidelity of real communities end to end, where their data sets are beside the repository (an hour)
	@$(BIN)/python tests/benchmarks/bench_fidelity.py

bench-screening: setup ## Screening: a planted order recovered, and how long it takes (half an hour; an hour without AVX-512)
	@$(BIN)/python tests/benchmarks/bench_screening.py

bench-screening-reddit: setup ## Screening of six real communities, where their data set is beside the repository (a quarter of an hour; forty minutes without AVX-512)
	@$(BIN)/python tests/benchmarks/bench_screening_reddit.py

clean: ## Remove what was made: environment, state, reports, caches
	@rm -rf .venv .chorus reports build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
