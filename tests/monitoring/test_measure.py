"""Measuring files: windows, columns that are odd, and input that is wrong."""

import json
import pickle
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assent.kernel.errors import Forbidden, GovernanceError, Invalid, NotFound
from assent.monitoring.measure import DriftPlan, DriftResult, measure_drift
from assent.monitoring.result import ColumnDrift

ROWS = 400
rng = np.random.default_rng(11)
HOSTILE = 'a"b; DROP TABLE x;\n--\'"'


def frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns)


@pytest.fixture
def measure(tmp_path: Path):
    def run(reference: pd.DataFrame, current: pd.DataFrame, kind: str = "parquet", **plan: object) -> DriftResult:
        paths = [tmp_path / f"{side}.{kind}" for side in ("reference", "current")]
        for path, rows in zip(paths, (reference, current), strict=True):
            rows.to_parquet(path, index=False) if kind == "parquet" else rows.to_csv(path, index=False)
        return measure_drift(DriftPlan(*map(str, paths), **plan))  # type: ignore[arg-type]

    return run


def only(result: DriftResult) -> ColumnDrift:
    (column,) = result.columns
    return column


def base(n: int = ROWS) -> pd.DataFrame:
    return frame(x=rng.normal(size=n), c=rng.choice(["a", "b"], n))


def test_the_result_is_plain_and_can_be_pickled_and_printed(measure) -> None:
    result = measure(base(), base())
    assert pickle.loads(pickle.dumps(result)) == result
    contract = json.loads(json.dumps(result.to_contract(), allow_nan=False))
    assert list(contract) == ["reference_rows", "current_rows", "columns", "skipped", "windows", "undated", "verdict"]
    figures = "column kind psi psi_noise kl js hellinger ks ks_p wasserstein chi2 chi2_p missing_reference missing_current verdict"
    assert " ".join(contract["columns"][0]) == figures


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    base().to_parquet(tmp_path / "a.parquet")
    heard: list[tuple[float, str]] = []
    measure_drift(DriftPlan(str(tmp_path / "a.parquet"), str(tmp_path / "a.parquet")), progress=lambda f, words: heard.append((f, words)))
    assert heard == [(0.0, "reading the files"), (0.0, "measuring x"), (0.5, "measuring c"), (1.0, "done")]


def test_the_same_rows_in_another_order_do_not_drift(measure) -> None:
    rows = base()
    result = measure(rows, rows.sample(frac=1, random_state=1))
    assert [(c.psi, c.js, c.verdict) for c in result.columns] == [(0, 0, "stable")] * 2
    assert result.columns[0].ks == 0
    assert result.columns[0].wasserstein == pytest.approx(0, abs=1e-12)


def test_csv_measures_as_parquet_does(measure) -> None:
    pair = base(), base()
    parquet, csv = measure(*pair), measure(*pair, kind="csv")
    for one, other in zip(parquet.columns, csv.columns, strict=True):
        assert other.psi == pytest.approx(one.psi, abs=1e-9)


def test_under_fifty_rows_is_insufficient_and_figures_are_still_given(measure) -> None:
    result = measure(frame(x=rng.normal(size=49)), frame(x=rng.normal(5, size=500)))
    assert (result.verdict, only(result).verdict) == ("insufficient", "insufficient")
    assert only(result).psi > 1


def test_missing_has_its_own_bin_and_nan_is_missing(measure) -> None:
    x = rng.normal(size=ROWS)
    holes = np.where(np.arange(ROWS) < 100, np.nan, x)
    column = only(measure(frame(x=x), frame(x=holes)))
    assert (column.missing_reference, column.missing_current) == (0, 100)
    assert column.verdict == "drift"
    assert column.ks is not None
    assert column.ks < 0.1


def test_wholly_missing_now(measure) -> None:
    now = frame(x=[None] * ROWS, c=pd.Series([None] * ROWS, dtype=object))
    result = measure(base(), now)
    for column in result.columns:
        assert (column.missing_current, column.verdict) == (ROWS, "drift")
        assert [column.ks, column.ks_p, column.wasserstein, column.chi2, column.chi2_p] == [None] * 5
    assert [c.kind for c in result.columns] == ["numeric", "categorical"]


def test_an_unseen_category(measure) -> None:
    column = only(measure(frame(c=["a"] * 300 + ["b"] * 100), frame(c=["a"] * 200 + ["new"] * 200)))
    assert column.verdict == "drift"
    assert column.chi2 is not None


def test_constants_identifiers_and_columns_of_one_side_are_skipped_with_the_reason(measure) -> None:
    before, now = base(), base()
    before, now = before.assign(k=1, id=range(ROWS), gone=1, empty=None), now.assign(k=[1, 2] * 200, id=range(ROWS), come=1, empty="x")
    whys = {s.column: s.why for s in measure(before, now).skipped}
    assert whys == {
        "k": "constant in the reference (1), now 1, 2",
        "id": "an identifier: 400 different values in 400 rows of the reference",
        "gone": "only in the reference",
        "come": "only in the current data",
        "empty": "constant in the reference (missing), now x",
    }


def test_ninety_percent_different_is_no_identifier_and_more_is(measure) -> None:
    def column(different: int) -> list[str]:
        return [f"v{i if i < different else 0}" for i in range(1000)]

    assert [s.column for s in measure(base(1000).assign(i=column(900)), base(1000).assign(i=column(900))).skipped] == []
    assert [s.column for s in measure(base(1000).assign(i=column(901)), base(1000).assign(i=column(901))).skipped] == ["i"]


def test_named_columns_are_measured_even_when_constant(measure) -> None:
    pair = [base().assign(k=1, id=range(ROWS)) for _ in range(2)]
    result = measure(*pair, columns=("id", "k"))
    assert [c.column for c in result.columns] == ["id", "k"]
    assert result.columns[1].wasserstein is None
    assert result.skipped == ()


def test_kinds_of_columns(measure) -> None:
    rows = frame(
        truth=rng.random(ROWS) < 0.5,
        price=[Decimal(int(v)) / 100 for v in rng.integers(0, 50, ROWS)],
        huge=rng.integers(2**62, 2**62 + 30 * 2**55, ROWS) // 2**55 * 2**55,
        seen=pd.Timestamp("2024-01-01"),
        tags=[["a"], ["b"]] * (ROWS // 2),
        level=pd.Categorical(rng.choice(["low", "high"], ROWS)),
    )
    result = measure(rows, rows)
    assert {c.column: c.kind for c in result.columns} == {"truth": "categorical", "price": "numeric", "huge": "numeric", "level": "categorical"}
    assert {s.column: s.why.split(",")[0] for s in result.skipped} == {"seen": "holds dates or times", "tags": "holds VARCHAR[]"}


def test_numbers_against_text_are_skipped(measure) -> None:
    result = measure(base(), base().assign(x="seven"))
    assert [(s.column, s.why) for s in result.skipped] == [("x", "numbers in the reference (DOUBLE), text now (VARCHAR): not comparable")]


def test_infinite_values_do_not_crash(measure) -> None:
    x = np.append(rng.normal(size=ROWS - 60), [np.inf, -np.inf, np.nan] * 20)
    column = only(measure(frame(x=x), frame(x=x[::-1])))
    assert (column.psi, column.ks, column.wasserstein, column.missing_current) == (0, 0, None, 20)


def test_hostile_column_names(measure) -> None:
    pair = [frame(**{HOSTILE: rng.normal(size=ROWS), "select": rng.choice(["x'", "y"], ROWS), "v": 0.5 + rng.random(ROWS)}) for _ in range(2)]
    assert [c.column for c in measure(*pair).columns] == [HOSTILE, "select", "v"]
    pair[1][HOSTILE + "t"] = pd.date_range("2024-01-01", periods=ROWS, freq="h")
    assert len(measure(*pair, by="day", time=HOSTILE + "t").windows) == 17


@pytest.mark.parametrize("name", ["a[1].parquet", "b*c.parquet", "q'u\"o.parquet", "new\nline.parquet", "x{a,b}.parquet", "que?.parquet"])
def test_hostile_file_names(tmp_path: Path, name: str) -> None:
    base().to_parquet(tmp_path / name)
    base(100).to_parquet(tmp_path / "bxc.parquet")
    result = measure_drift(DriftPlan(str(tmp_path / name), str(tmp_path / name), allowed=(str(tmp_path),)))
    assert result.current_rows == ROWS


WEEK = ["2024-01-01T00:30:00+02:00", "2024-01-01 10:00", "2024-01-08T00:00:00Z", "nonsense", None, "2024-02-29", "0001-01-01", "1969-12-31T23:59:59Z"]


@pytest.mark.parametrize(
    ("by", "labels"),
    [
        ("hour", ["0001-01-01T00", "1969-12-31T23", "2023-12-31T22", "2024-01-01T10", "2024-01-08T00", "2024-02-29T00"]),
        ("day", ["0001-01-01", "1969-12-31", "2023-12-31", "2024-01-01", "2024-01-08", "2024-02-29"]),
        ("week", ["0001-01-01", "1969-12-29", "2023-12-25", "2024-01-01", "2024-01-08", "2024-02-26"]),
        ("month", ["0001-01-01", "1969-12-01", "2023-12-01", "2024-01-01", "2024-02-01"]),
    ],
)
def test_windows_of_time_as_text(measure, by: str, labels: list[str]) -> None:
    result = measure(base(), base(80).assign(t=WEEK * 10), by=by, time="t")
    assert [w.window for w in result.windows] == labels
    assert result.undated == 20
    assert sum(w.rows for w in result.windows) == 60
    assert "t" not in {c.column for c in result.columns} | {s.column for s in result.skipped}


def test_windows_of_zoned_timestamps_are_utc(measure) -> None:
    times = pd.date_range("2024-03-31", periods=ROWS, freq="h", tz="Europe/Berlin")
    result = measure(base(), base().assign(t=times), by="day", time="t")
    assert result.windows[0].window == "2024-03-30"
    assert result.windows[0].rows == 1


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_windows_by_rows_in_the_order_of_the_file_or_of_time(measure, kind: str) -> None:
    now = frame(x=np.repeat([0.0, 1.0, 2.0], [100, 100, 50]), t=[f"2024-01-0{1 + i // 100}" for i in range(250)][::-1])
    before = frame(x=rng.choice([0.0, 1.0, 2.0], 300))
    in_file = measure(before, now, kind=kind, by="rows:100")
    assert [(w.window, w.rows) for w in in_file.windows] == [("1", 100), ("2", 100), ("3", 50)]
    assert [p[0] for p in in_file.profiles[0].windows] == [1.0, 0.0, 0.0]
    in_time = measure(before, now, kind=kind, by="rows:100", time="t")
    assert in_time.profiles[0].windows[0][0] == 0.0
    assert in_time.windows[2].rows == 50


def test_profiles_show_shares_that_add_up(measure) -> None:
    before = frame(x=rng.normal(size=ROWS), c=[f"c{i % 40:02}" for i in range(ROWS)])
    result = measure(before, before.assign(t=pd.date_range("2024-01-01", periods=ROWS, freq="h")), by="week", time="t")
    numeric, text = result.profiles
    assert len(numeric.edges) == 25
    assert len(numeric.reference) == 24
    assert len(text.categories) == 13
    assert (text.categories[-1], text.has_other) == ("other", True)
    for profile in result.profiles:
        for shares in (profile.reference, profile.current, *profile.windows):
            assert sum(shares) == pytest.approx(1)
    assert len(numeric.windows) == len(result.windows) == 3


def test_many_windows_are_measured_in_pieces_alike(measure, monkeypatch: pytest.MonkeyPatch) -> None:
    now = base().assign(t=pd.date_range("2024-01-01", periods=ROWS, freq="h"))
    before = base()
    whole = measure(before, now, by="day", time="t")
    monkeypatch.setattr("assent.monitoring.comparison.CELLS", 7)
    assert measure(before, now, by="day", time="t") == whole


@pytest.mark.parametrize("by", ["fortnight", "rows:0", "rows:-1", "rows:", "rows:x", "", "WEEK"])
def test_nonsense_windows_are_refused(measure, by: str) -> None:
    with pytest.raises(Invalid, match="choose hour, day, week, month or rows:N"):
        measure(base(), base(), by=by, time="x")


def test_times_that_are_none_are_refused(measure) -> None:
    with pytest.raises(Invalid, match="--time"):
        measure(base(), base(), by="week")
    with pytest.raises(Invalid, match="no time column 'when'"):
        measure(base(), base(), by="week", time="when")
    with pytest.raises(Invalid, match="holds DOUBLE"):
        measure(base(), base(), by="week", time="x")
    with pytest.raises(Invalid, match="has a time that can be read"):
        measure(base(), base(), by="week", time="c")
    with pytest.raises(Invalid, match="choose wider ones"):
        measure(base(), frame(x=rng.normal(size=10_001)), by="rows:1")


def test_files_that_are_wrong(tmp_path: Path) -> None:
    good = tmp_path / "good.parquet"
    base().to_parquet(good)
    (tmp_path / "fake.parquet").write_bytes(b"PAR1 not really")
    (tmp_path / "cut.parquet").write_bytes(good.read_bytes()[:-200])
    (tmp_path / "bent.parquet").write_bytes(b"PAR1" + b"\xff" * 500 + b"PAR1")
    (tmp_path / "empty.csv").touch()
    (tmp_path / "notes.txt").write_text("a,b")
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)) * 9)
    base(0).to_parquet(tmp_path / "norows.parquet")
    for name, error, words in [
        ("fake.parquet", Invalid, "not a Parquet file"),
        ("cut.parquet", Invalid, "not a Parquet file"),
        ("bent.parquet", Invalid, "could not be read"),
        ("empty.csv", Invalid, "is empty"),
        ("notes.txt", Invalid, "neither a Parquet file"),
        ("binary.csv", Invalid, "binary.csv"),
        ("norows.parquet", Invalid, "has no rows"),
        ("absent.parquet", NotFound, "There is no file"),
        ("*.nothing", NotFound, "No file matches"),
        (".", Invalid, "is a directory"),
        ("*.[pc]*", Invalid, "[.]"),
        ("\0", Invalid, "not a path"),
        ("x" * 5000, Invalid, "could not be opened"),
    ]:
        for pair in ((good, tmp_path / name), (tmp_path / name, good)):
            with pytest.raises(error, match=words) as raised:
                measure_drift(DriftPlan(*map(str, pair)))
            assert "\n" not in raised.value.sentence
            assert raised.value.sentence.endswith(".")
    with pytest.raises(Invalid, match="not a path of a local file"):
        measure_drift(DriftPlan(str(good), "https://example.org/x.parquet"))


def test_columns_that_are_not_there_and_nothing_to_measure(measure) -> None:
    with pytest.raises(Invalid, match=r"no column 'z' in reference\.parquet; its columns are x, c"):
        measure(base(), base(), columns=("x", "z"))
    with pytest.raises(Invalid, match="No column could be compared"):
        measure(frame(k=[1] * 60), frame(k=[1] * 60))


def test_only_allowed_directories_are_read(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "inside-not"
    for folder in (inside, outside):
        folder.mkdir()
        base().to_parquet(folder / "a.parquet")
    (inside / "link.parquet").symlink_to(outside / "a.parquet")
    (inside / "folder").symlink_to(outside)
    good = str(inside / "*a.parquet")
    for bad in (
        "../inside-not/a.parquet",
        "link.parquet",
        "folder/a.parquet",
        "folder/*.parquet",
        "../*/a.parquet",
        "../absent.parquet",
        "*.parquet",
    ):
        with pytest.raises(Forbidden, match=r"outside the directories|goes up by"):
            measure_drift(DriftPlan(good, f"{inside}/{bad}", allowed=(str(inside),)))
    assert measure_drift(DriftPlan(good, good, allowed=(str(inside),))).current_rows == ROWS
    assert measure_drift(DriftPlan(good, str(inside / "link.parquet"))).current_rows == ROWS


def test_a_glob_reads_its_files_as_one_table(tmp_path: Path) -> None:
    for i in range(3):
        base(100).to_parquet(tmp_path / f"part{i}.parquet")
    assert measure_drift(DriftPlan(str(tmp_path / "part0.parquet"), str(tmp_path / "part*.parquet"))).current_rows == 300


def test_every_refusal_is_a_sentence() -> None:
    with pytest.raises(GovernanceError):
        measure_drift(DriftPlan("", ""))
