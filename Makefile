# One line a task. The work is done by scripts/, CMake presets and the built program.
.DEFAULT_GOAL := help
.PHONY: help demo smoke build test test-faults asan tsan format lint bench bench-growth bench-portal flame screenshots fuzz package

help:  ## lists these targets
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z-]*\):.*  ## /  \1\t/p' Makefile | expand -t 16

demo:  ## installs what is missing, builds, and serves a demo with sample data
	@echo "demo: building build/release/muster"
	@scripts/build release -DMUSTER_TESTS=OFF muster
	@exec build/release/muster demo

smoke:  ## the same demo on a free port, checked row by row, then stopped
	@echo "smoke: building build/release/muster"
	@scripts/build release -DMUSTER_TESTS=OFF muster
	@build/release/muster demo --smoke

build:  ## builds the program, build/release/muster
	@echo "build: build/release/muster"
	@scripts/build release -DMUSTER_TESTS=OFF muster

package:  ## Debian packages of the server and of the agent, into build/packages
	@echo "package: build/packages/*.deb"
	@scripts/package

test:  ## everything that continuous integration runs, stage by stage
	@echo "test: style, release, portal, oidc, asan, postgres, pages, tsan, processes, fuzz (each also as scripts/test-NAME); unit and tidy run alone"
	@scripts/test

test-faults:  ## kills, races and corruption at full length (long)
	@echo "test-faults: kill -9 at 100 moments and its like"
	@scripts/test-faults

asan:  ## every unit test under ASan and UBSan
	@echo "asan: build/asan, every unit test"
	@scripts/test-asan

tsan:  ## the unit tests with threads under TSan
	@echo "tsan: build/tsan, the unit tests with threads"
	@scripts/test-tsan

format:  ## formats src, tests, bench and fuzz
	@echo "format: clang-format-19 over src, tests, bench, fuzz"
	@scripts/install-packages test
	@find src tests bench fuzz \( -name '*.h' -o -name '*.cpp' \) -print0 | xargs -0 clang-format-19 -i

lint:  ## formatting, layers and clang-tidy
	@echo "lint: clang-format, layers, clang-tidy"
	@scripts/test-style
	@scripts/test-tidy

bench:  ## measures speed and memory against baselines into build/bench.json; one alone: ONLY=NAME
	@echo "bench: ratios against baselines, medians of 5, into build/bench.json"
	@scripts/build release --packages bench -DMUSTER_TESTS=OFF -DMUSTER_BENCH=ON
	@/usr/bin/python3 bench/run.py $(ONLY:%=--only %)

bench-growth:  ## how the cost of registering grows up to 10,000,000 devices (long); docs/growth.svg
	@echo "bench-growth: both engines, into docs/growth.json and docs/growth.svg"
	@scripts/build release --packages bench -DMUSTER_TESTS=OFF muster
	@/usr/bin/python3 bench/growth.py
	@/usr/bin/python3 bench/growth_chart.py

bench-portal:  ## how smoothly a million devices scroll in a browser; the data stays in build/million
	@echo "bench-portal: frame times over 1,000,000 devices, into build/million/frames.json"
	@scripts/build release -DMUSTER_TESTS=OFF muster
	@scripts/install-packages browser
	@. scripts/node-path && node web/e2e/million.mjs

flame:  ## what the processor does while 1,000,000 rows are registered; docs/flame-register-*.svg
	@echo "flame: both engines, by perf, into docs"
	@scripts/build release --packages bench -DMUSTER_TESTS=OFF muster
	@/usr/bin/python3 bench/flame.py

screenshots:  ## pictures of every page of the portal into docs/screenshots
	@echo "screenshots: docs/screenshots, from the built program"
	@scripts/build release -DMUSTER_TESTS=OFF muster
	@scripts/install-packages browser
	@. scripts/node-path && node web/e2e/screenshots.mjs

FUZZ_SECONDS ?= 600
fuzz:  ## fuzzes each target for FUZZ_SECONDS (600)
	@echo "fuzz: each target for $(FUZZ_SECONDS) s"
	@scripts/test-fuzz $(FUZZ_SECONDS) all
