#!/usr/bin/env bash
# Builds .venv from requirements.txt, hashes checked, and the project itself on top; nothing when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$(pwd -P)
stamp=.venv/.setup

# What the environment was made from and what is in it: a changed lock, a moved checkout and a package
# installed or removed by hand all give another key.
key() { { cat requirements.txt pyproject.toml tools/setup.sh; echo "$here"; LC_ALL=C ls -d .venv/lib/python*/site-packages/*.dist-info; } | sha256sum; }
current() { [[ -f $stamp && -x .venv/bin/python && -x .venv/bin/assent && $(<"$stamp") == "$(key)" ]]; }
usable() { # an environment of this very folder, with pip, on a Python new enough
  grep -qsF "$here/.venv" .venv/bin/activate &&
    .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}
find_python() {
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$name"; return; }
  done
  echo "assent needs Python 3.11 or later: sudo apt-get install python3 python3-venv" >&2
  return 1
}
pip() { .venv/bin/python -m pip --disable-pip-version-check --no-input "$@"; }
strangers() { # installed here, but not in the lock
  .venv/bin/python - <<'PY'
import importlib.metadata, pathlib, re
plain = lambda name: re.sub(r"[-_.]+", "-", name).lower()
locked = {plain(name) for name in re.findall(r"(?m)^([\w.-]+)==", pathlib.Path("requirements.txt").read_text())}
found = {plain(d.metadata["Name"]) for d in importlib.metadata.distributions(path=[p for p in __import__("site").getsitepackages()])}
print(*sorted(found - locked - {"pip", "setuptools", "wheel", "assent"}))
PY
}

build() {
  if ! usable; then
    python=$(find_python)
    tools/need.sh venv
    rm -rf .venv
    "$python" -m venv .venv
  fi
  rm -f "$stamp"
  echo "Installing the packages of requirements.txt into .venv (a minute or two the first time)"
  pip install -qq --require-hashes --requirement requirements.txt
  read -ra extra < <(strangers) || true
  if [[ ${#extra[@]} -gt 0 ]]; then
    echo "Removing what requirements.txt does not name: ${extra[*]}"
    pip uninstall -qq --yes "${extra[@]}"
  fi
  pip install -qq --no-deps --no-build-isolation --editable .
  key >"$stamp"
}

if ! current; then
  # One at a time: two builds in one folder would take each other's files away. The lock is this script's own file.
  exec 9<"tools/setup.sh"
  if command -v flock >/dev/null; then flock 9; fi
  current || build
fi
tools/need.sh paper || echo "Until then everything works but PDF reports." >&2
