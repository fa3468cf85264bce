#!/usr/bin/env bash
# Runs the tests of the packages as root, who alone can make a copy of this machine:
#   tests/packages/run.sh [FILE.test.mjs …]      all of them unless some are named

set -euo pipefail
cd "$(dirname "$0")"
if [ $# = 0 ]; then set -- *.test.mjs; fi
tests=(node --test --test-concurrency=1 "$@")

if [ "$(id -u)" = 0 ]; then exec "${tests[@]}"; fi
command -v sudo >/dev/null || {
  echo "There is no sudo. As root, please run: make test-packages" >&2
  exit 1
}
# What root leaves in target/ would stand in the way of the next build.
give_back() { sudo chown -R --from=root "$(id -u):$(id -g)" ../../target ../node_modules; }
trap give_back EXIT
# sudo has its own idea of where programs are, and rustup and cargo keep theirs in the home.
sudo env "PATH=$PATH" "CARGO_HOME=${CARGO_HOME:-$HOME/.cargo}" "RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}" "${tests[@]}"
