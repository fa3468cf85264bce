# One command for each thing a newcomer wants to do. What the commands need is installed by tests/prepare.sh.

.DEFAULT_GOAL := help
.PHONY: help demo test bench packages test-packages reproduce

help:
	@echo 'make demo   see a login: portal, browser, extension, host, reader service and an emulated card'
	@echo '            (BROWSER=firefox or BROWSER=chromium chooses where both are installed and there is a display)'
	@echo 'make test   check everything'
	@echo 'make packages       build the packages for Linux, for Windows and of the extension into target/packages/'
	@echo '                    (EXTENSION_KEY=FILE and SIGNING_KEY=FINGERPRINT sign them with keys of your own)'
	@echo 'make test-packages  install, use, upgrade and remove them on a copy of this machine that is thrown away (asks sudo for root)'
	@echo 'make reproduce      build everything a second time from a clean checkout, and compare (some minutes)'
	@echo 'make bench  measure a login beside the limit and what others take, into target/bench/figures.md'

demo:
	@tests/prepare.sh demo
	@echo 'demo: building (the first time this takes some minutes)'
	@node installer/packages/programs.mjs mpa-host card-emulator demo-portal
	@node tests/demo/demo.mjs $(BROWSER)

test:
	@tests/prepare.sh test
	@node tests/suites.mjs

bench:
	@tests/prepare.sh bench
	@node installer/packages/programs.mjs mpa-host card-emulator demo-portal
	@node tests/bench/build.mjs
	@node tests/bench/bench.mjs

packages:
	@tests/prepare.sh packages
	@node installer/packages/programs.mjs
	@node installer/packages/windows/programs.mjs
	@node installer/packages/build.mjs --windows-programs target/windows/x86_64-win7-windows-gnu/release $(if $(EXTENSION_KEY),--extension-key '$(EXTENSION_KEY)') $(if $(SIGNING_KEY),--signing-key '$(SIGNING_KEY)')

test-packages:
	@tests/prepare.sh test-packages
	@node installer/packages/programs.mjs
	@node installer/packages/windows/programs.mjs
	@tests/packages/run.sh

reproduce:
	@tests/prepare.sh test-packages
	@node --test tests/packages/reproduce.mjs
