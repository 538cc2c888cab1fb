# Ringfence: every verb is also the way continuous integration does it. `make help` lists them.

PORT ?= 8080
DATA ?= var
# A folder of public networks; Engine/Study/README.md says which, and where each is from.
NETWORKS ?= networks

.PHONY: help run build test test-engine bench evaluate format clean

help:
	@echo "make run    installs what is missing, builds, loads the worked example, serves it (PORT=8080 DATA=var)"
	@echo "make test   format lint, engine, service and browser tests, with one closing summary"
	@echo "make bench  measures reading, tracing, streams and the casebook; writes out/bench.md and out/bench.json"
	@echo "make evaluate   measures the scorer on public networks (NETWORKS=folder) and invented ones; writes docs/method/RESULTS.md, VIEWS.md, COURT.md, ATTRIBUTES.md, STREAM.md, plots"
	@echo "make test-engine  the engine's tests alone: about a minute after a fresh clone"
	@echo "make format rewrites the sources as the lint wants them"

run:
	@scripts/prepare run
	@scripts/run "$(PORT)" "$(DATA)"

build:
	@scripts/prepare run
	swift build -c release --product ringfence

test:
	@scripts/prepare test
	@scripts/test

test-engine:
	@scripts/prepare run
	swift test --package-path Engine

bench:
	@scripts/prepare bench
	@scripts/bench

evaluate:
	@scripts/prepare run
	swift build -c release --package-path Engine --product match-study
	Engine/.build/release/match-study report "$(NETWORKS)" docs/method/RESULTS.md
	Engine/.build/release/match-study attributes "$(NETWORKS)" docs/method/ATTRIBUTES.md
	Engine/.build/release/match-study stream docs/method/STREAM.md

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks Engine/Package.swift Engine/Telephony \
		Engine/CallRecords Engine/LineMatching Engine/LineActivity Engine/Synthesis Engine/Study Engine/Benchmarks \
		Engine/Tests

clean:
	rm -rf .build Engine/.build .venv .venv-bench out
