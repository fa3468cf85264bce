# One command for each thing a newcomer wants to do. What the commands need is installed by tests/prepare.sh.

.DEFAULT_GOAL := help
.PHONY: help demo test bench

help:
	@echo 'make demo   see a login: portal, browser, extension, host, reader service and an emulated card'
	@echo '            (BROWSER=firefox or BROWSER=chromium chooses where both are installed and there is a display)'
	@echo 'make test   check everything'
	@echo 'make bench  measure the host: its start, its window, the exchanges of a login'

demo:
	@tests/prepare.sh demo
	@echo 'demo: building (the first time this takes some minutes)'
	@cargo build --release --locked --package mpa-host --package card-emulator --package demo-portal
	@node tests/demo/demo.mjs $(BROWSER)

test:
	@tests/prepare.sh test
	@node tests/suites.mjs

bench:
	@tests/prepare.sh bench
	@cargo build --release --locked --package mpa-host --package card-emulator
	@node tests/bench/bench.mjs
