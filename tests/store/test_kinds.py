"""Every table has its kind, and the list of those that leave no event is short and known."""

from sqlmodel import SQLModel

from assent.store.rows import AppendOnly, Ledger, Row, State, Working
from tools.migration import load_models

WORKING = {
    "credential",  # a password's hash
    "web_session",  # a signed-in browser
    "sign_in_failure",  # a wrong password, for the limit on rates
    "job", "job_slot", "due",  # running and scheduled work
    "drift_profile",  # shapes for pictures, made anew from the observations
}  # fmt: skip


def models() -> dict[str, type[Row]]:
    load_models()
    found = {}

    def walk(model: type[Row]) -> None:
        for sub in model.__subclasses__():
            if hasattr(sub, "__table__"):
                found[str(sub.__tablename__)] = sub
            walk(sub)

    walk(Row)
    return {name: model for name, model in found.items() if not name.startswith("test_")}


def test_every_table_is_of_one_kind() -> None:
    for name, model in models().items():
        assert sum(issubclass(model, kind) for kind in (State, AppendOnly, Working, Ledger)) == 1, name
    assert {t for t in SQLModel.metadata.tables if not t.startswith("test_")} == set(models())


def test_the_working_rows_are_these_and_no_others() -> None:
    assert {name for name, model in models().items() if issubclass(model, Working)} == WORKING


def test_the_ledgers_rows_are_its_own() -> None:
    assert {name for name, model in models().items() if issubclass(model, Ledger)} == {"ledger_head", "ledger_event", "ledger_payload"}


def test_no_column_has_a_name_duckdb_cannot_parse() -> None:
    models()
    bad = {"at", "by", "anti", "semi", "asof", "positional", "collation"}
    assert [f"{t.name}.{c.name}" for t in SQLModel.metadata.tables.values() for c in t.columns if c.name in bad] == []


def test_state_rows_are_not_referenced_by_foreign_keys() -> None:
    for model in models().values():
        assert not model.__table__.foreign_keys, model.__tablename__
