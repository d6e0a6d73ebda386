"""The documentation is true: its commands run, its links lead somewhere, every command and page is in it."""

import re
import shlex
from pathlib import Path

import pytest

from app.parts.navigation import PAGES
from assent.access.permissions import ROLES
from tests.cli.test_commands import run

ROOT = Path(__file__).parents[2]
TEXTS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "data" / "README.md"])
LONG = ("serve",)  # runs until it is stopped; tests/e2e serves
LEADS_TO = {"drift": (0, 1)}


def commands(text: str) -> list[list[str]]:
    """The lines that begin with assent inside fenced blocks."""
    blocks = re.findall(r"^```\n(.*?)^```", text, flags=re.S | re.M)
    lines = [line.strip().removeprefix(".venv/bin/") for block in blocks for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("assent ")]


@pytest.mark.parametrize("name", ["README.md", "docs/guide.md"])
def test_every_command_shown_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown = commands((ROOT / name).read_text(encoding="utf-8"))
    assert len(shown) > 5
    for words in shown:
        if words[-1] in LONG:
            continue
        made = [str(tmp_path / "home") if w in ("HOME", "my-home") else str(tmp_path / w) if w.endswith(".pdf") else w for w in words]
        done = run(*[w.replace("SYSTEM", "no-such-system") for w in made])
        verb = next((w for w in words if w in LEADS_TO), "")
        allowed = (2,) if "SYSTEM" in words else LEADS_TO.get(verb, (0,))
        assert done.returncode in allowed, (words, done.stderr)


@pytest.mark.parametrize("text", TEXTS, ids=lambda p: p.name)
def test_every_link_leads_somewhere(text: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", text.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (text.parent / target).exists(), target


def test_every_command_and_page_is_documented() -> None:
    from assent.cli.main import app

    said = " ".join(t.read_text(encoding="utf-8") for t in TEXTS)
    names = [c.name for c in app.registered_commands] + [g.name for g in app.registered_groups]
    for name in names:
        assert f"assent {name}" in said or re.search(rf"assent --home \S+ {name}", said), name
    for pages in PAGES.values():
        for _, title, _ in pages:
            assert title in said, title


def test_the_environment_variables_are_documented() -> None:
    said = " ".join(t.read_text(encoding="utf-8") for t in TEXTS)
    used = {m for f in (ROOT / "src").rglob("*.py") for m in re.findall(r"\"(ASSENT_[A-Z_]+)\"", f.read_text(encoding="utf-8"))}
    assert used - {"ASSENT_TRACE"} <= set(re.findall(r"ASSENT_[A-Z_]+", said))


def test_every_role_has_words() -> None:
    from assent.access.permissions import PERMISSIONS, ROLE_WORDS

    assert set(ROLE_WORDS) == set(ROLES)
    assert {p for permissions in ROLES.values() for p in permissions} <= set(PERMISSIONS)


def test_every_dependency_has_a_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = project.split("dependencies = [", 1)[1].split("]\n", 1)[0]
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    for name in re.findall(r'"([a-z0-9-]+)', block):
        assert name in reasons, name
