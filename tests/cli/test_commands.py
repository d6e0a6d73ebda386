"""The command line as scripts rely on it: names, JSON, exit codes, one line on stderr."""

import json
import os
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).parents[2]


def run(*arguments: object, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ASSENT_")} | more
    command = [sys.executable, "-m", "assent", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, input=stdin, env=environment, timeout=120)


def said(*arguments: object, **more: str) -> dict[str, object]:
    done = run(*arguments, "--json", **more)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """One line on stderr, nothing on stdout, exit 2."""
    assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    return lines[0]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "home"
    made = said("--home", folder, "init")
    assert set(made) >= {"home", "admin", "ledger"}
    assert set(made["admin"]) == {"name", "password"}
    assert made["ledger"]["size"] > 0
    person = said("--home", folder, "user", "add", "Olga Owner", "--email", "olga@example.org", "--role", "viewer")
    assert set(person) >= {"id", "name", "roles"}
    said("--home", folder, "system", "add", ROOT / "docs" / "examples" / "system.yaml")
    assert said("--home", folder, "register", ROOT / "docs" / "examples" / "manifest.yaml")["created"] is True
    return folder


def test_init_refuses_an_existing_home(home: Path) -> None:
    assert "already" in refused(run("--home", home, "init"))
    assert run("--home", home, "system", "list").returncode == 0


def test_init_refuses_a_folder_with_other_things_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    refused(run("--home", tmp_path, "init"))
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_the_home_and_its_settings_are_for_their_owner_only(home: Path) -> None:
    assert home.stat().st_mode & 0o077 == 0


def test_the_inventory_as_json(home: Path) -> None:
    (system,) = said("--home", home, "system", "list")["systems"]
    assert {"key", "name", "owner", "tier", "risk_classes", "status"} <= set(system)
    assert (system["key"], system["owner"], system["tier"]) == ("employment-screening", "Olga Owner", None)
    shown = said("--home", home, "system", "show", "employment-screening")
    assert shown["key"] == "employment-screening"


def test_a_system_shown_and_a_system_added_are_a_line_of_that_inventory(home: Path, tmp_path: Path) -> None:
    (line,) = said("--home", home, "system", "list")["systems"]
    shown = said("--home", home, "system", "show", "employment-screening")
    expected = {k: line[k] for k in ("key", "name", "owner", "tier", "risk_classes", "status")}
    assert shown["systems"] == [expected]
    text = (ROOT / "docs" / "examples" / "system.yaml").read_text()
    shutil.copytree(home, tmp_path / "copy")
    (tmp_path / "other.yaml").write_text(text.replace("employment-screening", "other-screening"))
    added = said("--home", tmp_path / "copy", "system", "add", tmp_path / "other.yaml")
    assert added["systems"] == [expected | {"key": "other-screening"}]


def test_roles_may_be_given_again_and_again(home: Path) -> None:
    for name, roles in (("Both", ("--role", "administrator", "--role", "viewer")), ("Two", ("--role", "viewer", "--role2", "administrator"))):
        added = said("--home", home, "user", "add", name, "--email", f"{name}@example.org", *roles)
        assert sorted(added["roles"]) == ["administrator", "viewer"]
    refused(run("--home", home, "user", "add", "None", "--email", "none@example.org"))


def test_the_operators_token_goes_through_no_proxy(home: Path, tmp_path: Path) -> None:
    heard: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_error(502)

        def log_message(self, *_: object) -> None: ...

    class Server(Proxy):
        def do_GET(self) -> None:
            answer = json.dumps({"home": "h", "systems": []}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    (tmp_path / "run").mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as proxy, ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        for one in (proxy, server):
            Thread(target=one.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        (tmp_path / "run" / "server.json").write_text(json.dumps({"address": address, "process": os.getpid(), "home": "h", "token": "secret"}))
        through = dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"), f"http://127.0.0.1:{proxy.server_port}")
        assert said("--home", tmp_path, "system", "list", **through, NO_PROXY="", no_proxy="") == {"home": "h", "systems": []}
        for one in (proxy, server):
            one.shutdown()
    assert heard == []


def test_the_home_can_come_from_the_environment(home: Path) -> None:
    assert said("system", "list", ASSENT_HOME=str(home))["systems"]


def test_the_yaml_that_comes_out_goes_in_again(home: Path, tmp_path: Path) -> None:
    out = run("--home", home, "system", "show", "employment-screening", "--yaml")
    assert out.returncode == 0
    (tmp_path / "again.yaml").write_text(out.stdout.replace("employment-screening", "again-screening"))
    assert said("--home", home, "system", "add", tmp_path / "again.yaml")["key"] == "again-screening"


def test_registering_twice_changes_nothing(home: Path) -> None:
    again = said("--home", home, "register", ROOT / "docs" / "examples" / "manifest.yaml")
    assert (again["model"], again["version"], again["created"]) == ("employment-classifier", "2.4.0", False)


def test_the_past_is_asked_for_by_date(home: Path) -> None:
    assert said("--home", home, "system", "list", "--as-of", "2020-01-01")["systems"] == []
    refused(run("--home", home, "system", "show", "employment-screening", "--as-of", "2020-01-01"))


def test_the_operator_makes_no_officers(home: Path) -> None:
    line = refused(run("--home", home, "user", "add", "Sly", "--email", "sly@example.org", "--role", "risk_officer"))
    assert "People page" in line


def test_a_password_comes_from_stdin_and_is_not_shown(home: Path) -> None:
    done = run("--home", home, "user", "add", "Vera", "--email", "vera@example.org", "--role", "viewer", "--password-stdin", "--json",
               stdin="a long enough password\n")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "password" not in json.loads(done.stdout)


def test_a_report_is_written(home: Path, tmp_path: Path) -> None:
    made = said("--home", home, "report", "build", "system", "employment-screening", "-o", tmp_path / "r.pdf")
    assert set(made) >= {"file", "sha256", "pages", "document"}
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")


def test_what_is_due_runs_once(home: Path) -> None:
    assert "ran" in said("--home", home, "tick")
    assert said("--home", home, "tick")["ran"] == []


BAD = {
    "a list": "- key: x\n",
    "an alias": "key: &a x\nname: *a\n",
    "a duplicate key": "key: x\nkey: y\n",
    "an unknown key": "key: x\ncolour: red\n",
    "nothing": "",
    "not YAML": "key: [\n",
    "a bomb": "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
}


@pytest.mark.parametrize("what", sorted(BAD))
def test_a_bad_description_is_one_sentence_and_loses_nothing(home: Path, tmp_path: Path, what: str) -> None:
    (tmp_path / "bad.yaml").write_text(BAD[what])
    before = said("--home", home, "system", "list")
    refused(run("--home", home, "system", "add", tmp_path / "bad.yaml"))
    refused(run("--home", home, "register", tmp_path / "bad.yaml"))
    assert said("--home", home, "system", "list") == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("system", "add", "no-such-file.yaml"),
        ("system", "add", "/"),
        ("system", "show", "no-such-system"),
        ("system", "show", "../../etc/passwd"),
        ("measure", "no-such-system"),
        ("measure", "employment-screening"),
        ("report", "build", "poem", "employment-screening"),
        ("report", "build", "system", "no-such-system"),
        ("report", "build", "system", "employment-screening", "-o", "/no/such/folder/r.pdf"),
        ("system", "list", "--as-of", "yesterday"),
        ("dance",),
        ("serve", "--port", "eighty"),
        ("serve", "--host", "192.0.2.1"),
    ],
)
def test_whatever_cannot_be_done_is_one_line_and_exit_two(home: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    refused(run("--home", home, *arguments))


def test_a_home_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    assert "init" in refused(run("--home", tmp_path / "none", "system", "list"))
    assert not (tmp_path / "none").exists()


def test_a_broken_settings_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "home.toml").write_text("id = [broken")
    assert "home.toml" in refused(run("--home", tmp_path, "system", "list"))


def test_an_unreachable_server_is_a_sentence(tmp_path: Path) -> None:
    refused(run("--home", tmp_path, "--server", "http://127.0.0.1:9", "system", "list", ASSENT_TOKEN="x.y"))
    assert "ASSENT_TOKEN" in refused(run("--home", tmp_path, "--server", "http://127.0.0.1:9", "system", "list"))


def test_the_stateless_commands_start_without_pages_and_api() -> None:
    program = "import sys; from assent.cli.main import app; sys.exit(any(m in sys.modules for m in ('streamlit', 'fastapi', 'sqlmodel', 'pandas')))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
