#!/usr/bin/env bash
# What lies outside of Python. `need.sh paper` wants the libraries WeasyPrint draws with, `need.sh tests` also a
# browser, poppler and a PostgreSQL server, `need.sh venv` a Python that can make environments. What is missing is
# installed by apt-get for root, and named in one line for anybody else (exit 1).
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
[[ -x $python ]] || python=python3

has() { command -v "$1" >/dev/null; }
has_any() { for name in "$@"; do has "$name" && return; done; return 1; }
loads() { # shared libraries; -I: neither the environment's settings nor its packages have a say here
  "$python" -I -S -c 'import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]' "$@" 2>/dev/null
}
drawing=(libgobject-2.0.so.0 libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz.so.0 libharfbuzz-subset.so.0 libfontconfig.so.1)
has_postgresql() { has_any initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
can_install() { [[ $(apt-cache policy "$1" 2>/dev/null) == *Candidate:\ [0-9]* ]]; }
browser_package() { # Ubuntu has it under another name
  if can_install chromium-browser && ! can_install chromium; then echo chromium-browser; else echo chromium; fi
}

missing() { # the Debian packages that lack, one a line
  case $1 in
    venv) python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv ;;
    paper) loads "${drawing[@]}" || printf '%s\n' libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig ;;
    tests)
      missing paper
      has_any chromium chromium-browser google-chrome || browser_package
      loads libatomic.so.1 || echo libatomic1 # what Playwright's driver runs on
      has pdftotext || echo poppler-utils
      has_postgresql || echo postgresql ;;
  esac
}

case ${1:-} in venv | paper | tests) ;; *) echo "need.sh knows venv, paper and tests" >&2; exit 2 ;; esac
mapfile -t packages < <(missing "$1")
[[ ${#packages[@]} -gt 0 ]] || exit 0

if [[ $EUID -eq 0 ]] && has apt-get; then
  echo "Installing ${packages[*]}"
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  if { apt-get update -q && apt-get install -q -y --no-install-recommends "${packages[@]}"; } >"$log" 2>&1; then exit 0; fi
  tail -n 5 "$log" >&2
fi
echo "Missing on this machine: sudo apt-get install ${packages[*]}" >&2
exit 1
