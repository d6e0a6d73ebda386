"""Making a new home: the record, the first administrator and, if wanted, the demonstration."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from assent.access import commands, queries
from assent.access.passwords import hash_password, one_time_password
from assent.home import create_home
from assent.kernel.actor import Actor
from assent.kernel.places import installed
from assent.procedures.demo import cast
from assent.procedures.demo.stage import play

ADMINISTRATOR = ("Administrator", "administrator@example.org")


def found_home(path: Path, *, organisation: str, demo: bool = False) -> dict[str, Any]:
    """Make a home; returns what `assent init --json` prints. Either the whole home is there afterwards, or nothing.

    Raises Conflict for an existing home, Invalid for a folder with other things in it.
    """
    existed = path.exists()
    home = create_home(path, organisation=cast.ORGANISATION if demo else organisation, demo=demo)
    try:
        name, email = (cast.ADMINISTRATOR.name, cast.ADMINISTRATOR.email) if demo else ADMINISTRATOR
        password = cast.PASSWORD if demo else one_time_password()
        if demo:
            now = home.record.clock()
            home.record.clock = lambda: now - timedelta(days=201)
        card = home.act(queries.OPERATOR_ACTOR, commands.add_person, name=name, email=email, roles=["administrator"],
                        password_hash=hash_password(password), must_change=not demo)  # fmt: skip
        said: dict[str, Any] = {"home": str(path.resolve()), "admin": {"name": name, "password": password}}
        if demo:
            home.record.clock = lambda: now
            administrator = home.ask(Actor(card.id, "session"), queries.actor_for, person_id=card.id)
            accounts = play(home, installed("data"), administrator)
            (home.path / "demo.json").write_text(json.dumps({"accounts": accounts}, ensure_ascii=False), encoding="utf-8")
            said["accounts"] = accounts
        said["ledger"] = {"size": home.record.size}
    except BaseException:
        home.close()
        shutil.rmtree(path)
        if existed:
            path.mkdir()
        raise
    home.close()
    return said
