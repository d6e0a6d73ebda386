#!/usr/bin/env bash
# Serves ./demo-home, and makes it first where it is not there yet. A home half made is taken away again.
set -euo pipefail
cd "$(dirname "$0")/.."
home=demo-home

if [[ ! -e $home ]]; then
  trap 'rm -rf "$home"' EXIT
  trap 'exit 130' INT TERM
  echo "Making the demonstration in ./$home (once; remove the folder to begin anew)"
  .venv/bin/assent --home "$home" init --demo
  trap - EXIT INT TERM
fi
exec .venv/bin/assent --home "$home" serve --host 127.0.0.1 --port "${PORT:-8501}"
