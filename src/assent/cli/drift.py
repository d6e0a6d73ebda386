"""`assent drift`: compare two sets of observation files. Needs no home and no network, and imports the measuring only when run."""

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assent.monitoring.result import ColumnDrift, DriftResult

_ORDER = ("drift", "watch", "stable", "insufficient")


def drift(
    reference: Annotated[str, typer.Option(help="The window compared against: a Parquet or CSV file, or a pattern such as 'ref/*.parquet'.")],
    current: Annotated[str, typer.Option(help="The window compared.")],
    by: Annotated[str | None, typer.Option(help="Also measure each hour, day, week, month, or rows:N of the current rows.")] = None,
    time: Annotated[str | None, typer.Option(help="The column of times that windows go by; it is not measured.")] = None,
    columns: Annotated[str | None, typer.Option(help="Measure these columns only, separated by commas.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Measure drift between two files. Exit code 0: no drift, 1: drift, 2: could not be measured."""
    from assent.kernel.errors import GovernanceError, Invalid
    from assent.monitoring.measure import DriftPlan, measure_drift

    try:
        names = None if columns is None else tuple(name.strip() for name in columns.split(",") if name.strip())
        if names == ():
            raise Invalid("No column is named in --columns; name some, separated by commas, or leave the option out.")
        result = measure_drift(DriftPlan(reference, current, by=by, time=time, columns=names))
    except GovernanceError as error:
        typer.echo(error.sentence, err=True)
        raise typer.Exit(2) from None
    except Exception as error:  # a fault of ours: one line, never a stack trace
        typer.echo(
            f"Drift could not be measured ({type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}); please report this.", err=True
        )
        raise typer.Exit(2) from None
    if as_json:
        sys.stdout.write(json.dumps(result.to_contract(), ensure_ascii=False, allow_nan=False) + "\n")
    else:
        typer.echo("\n".join(_printed(result)))
    raise typer.Exit(1 if result.verdict == "drift" else 0)


def _printed(result: "DriftResult") -> list[str]:
    """The result for a person: columns worst first, windows, what was left out, and a conclusion."""
    lines = [f"Reference {result.reference_rows:,} rows, current {result.current_rows:,} rows.", ""]
    worst_first = sorted(result.columns, key=lambda c: (_ORDER.index(c.verdict), -c.psi))
    heads = ("column", "verdict", "PSI", "by chance", "KS", "chi2 p", "Wasserstein", "JS", "missing, reference", "now")
    rows = [
        (
            _plain(c.column),
            c.verdict,
            f"{c.psi:.4f}",
            f"{c.psi_noise:.4f}",
            _figure(c.ks),
            _figure(c.chi2_p),
            _figure(c.wasserstein),
            f"{c.js:.4f}",
            _part(c.missing_reference, result.reference_rows),
            _part(c.missing_current, result.current_rows),
        )
        for c in worst_first
    ]
    lines += _table(heads, rows)
    if result.windows:
        lines += [
            "",
            *_table(("window", "rows", "verdict", "drifted columns, worst first"), [_window(w.window, w.rows, w.columns) for w in result.windows]),
        ]
    if result.undated:
        lines += ["", f"{result.undated:,} rows without a readable time are in no window."]
    if result.skipped:
        lines += ["", "Left out:", *(f"  {_plain(s.column)}: {_plain(s.why)}" for s in result.skipped)]
    return [*lines, "", _conclusion(result, worst_first)]


def _window(label: str, rows: int, columns: "tuple[ColumnDrift, ...]") -> tuple[str, ...]:
    from assent.monitoring.drift import worst

    verdict = worst(c.verdict for c in columns)
    drifted = sorted((c for c in columns if c.verdict == "drift"), key=lambda c: -c.psi)
    names = ", ".join(_plain(c.column) for c in drifted[:5]) + (f" and {len(drifted) - 5} more" if len(drifted) > 5 else "")
    return label, f"{rows:,}", verdict, names


def _conclusion(result: "DriftResult", worst_first: "list[ColumnDrift]") -> str:
    total = len(worst_first)
    counts = {verdict: sum(c.verdict == verdict for c in worst_first) for verdict in _ORDER}
    first = worst_first[0]
    if result.verdict == "insufficient":
        return "Insufficient: fewer than 50 rows on one side say nothing either way."
    if result.verdict == "stable":
        return f"Stable: none of {total} columns moved by more than a PSI of 0.1; the largest is {_plain(first.column)} with {first.psi:.4f}."
    also = f", {counts['watch']} to watch" if result.verdict == "drift" and counts["watch"] else ""
    word = "Drift" if result.verdict == "drift" else "Watch"
    return f"{word}: {counts[result.verdict]} of {total} columns{also}; the most is {_plain(first.column)} with a PSI of {first.psi:.4f}."


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Aligned lines: names to the left, figures to the right."""
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    figures = [i for i, head in enumerate(heads) if head not in ("column", "verdict", "window") and not head.startswith("drifted")]
    return [
        "  ".join(cell.rjust(w) if i in figures else cell.ljust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))).rstrip()
        for row in (heads, *rows)
    ]


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _part(rows: int, of: int) -> str:
    return f"{rows / of:.1%}" if rows else "0"


def _plain(text: str) -> str:
    """A name on one line, whatever is in it, so that a file cannot write to the terminal."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
