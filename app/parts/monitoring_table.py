"""The tables behind the pictures, their files, and what is not in the pictures."""

from collections.abc import Sequence

import streamlit as st

from app.parts import house, look
from app.parts.downloads import csv_text, later
from app.parts.monitoring_words import window_words
from assent.kernel.words import moment, plural, thousands
from assent.ledger.view import View
from assent.monitoring import queries
from assent.monitoring.cards import ColumnStory, Point, RunCard
from assent.monitoring.heat import Heat

FIGURES = ("psi", "psi_noise", "kl", "js", "hellinger", "ks", "ks_p", "wasserstein", "chi2", "chi2_p", "missing_reference", "missing_current",
           "n_reference", "n_current", "verdict")  # fmt: skip


def draw_tables(heat: Heat, story: ColumnStory) -> None:
    """Closed until asked for: PSI of every column by window, and every statistic of the chosen column; both as CSV."""
    with st.expander("The tables behind the pictures", type="compact", key="tables", on_change="rerun") as box:
        if not box.open:
            return
        st.caption("PSI by column and window, worst median first")
        st.dataframe(_wide(heat), hide_index=True, column_config={"over": st.column_config.Column("Windows over", width="small")})
        st.caption(f"{look.plain(story.column)}: every statistic by window; the first line is over all rows")
        st.dataframe([_line(p, heat.window_by) for p in (story.whole, *story.points)], hide_index=True)
    day, system = house.as_of(), heat.system  # the file shows what the page shows
    with st.container(horizontal=True, gap=8):
        st.download_button("All columns as CSV", later(lambda who: house.home().ask(who, _all, as_of=day, system=system)), f"{system}-psi.csv",
                           "text/csv", on_click="ignore", icon=":material/download:")  # fmt: skip
        column = story.column
        st.download_button("This column as CSV", later(lambda who: house.home().ask(who, _one, as_of=day, system=system, column=column)),
                           f"{system}-{look.slug(column)}.csv", "text/csv", on_click="ignore", icon=":material/download:")  # fmt: skip


def _wide(heat: Heat) -> dict[str, Sequence[object]]:
    table: dict[str, Sequence[object]] = {"Column": [c.column for c in heat.columns], "over": [c.over for c in heat.columns]}
    return table | {w: [None if row[i] is None else round(row[i] or 0, 4) for row in heat.psi] for i, w in enumerate(heat.windows)}


def _line(p: Point, by: str | None) -> dict[str, object]:
    return {"Window": window_words(p.window, by)} | {name: getattr(p, name) for name in FIGURES}


def _all(view: View, *, system: str) -> str:
    heat = queries.heat(view, system=system)
    header = ["column", "kind", "role", "limit_watch", "limit_act", "windows_over", "windows_judged", "psi_all_rows", *heat.windows]
    rows = ([c.column, c.kind, c.role, c.limits.watch, c.limits.act, c.over, c.judged, c.whole_psi, *psi]
            for c, psi in zip(heat.columns, heat.psi, strict=True))  # fmt: skip
    return csv_text(header, rows)


def _one(view: View, *, system: str, column: str) -> str:
    story = queries.column_story(view, system=system, column=column)
    rows = ([column, p.window or "all rows", p.judged, *(getattr(p, name) for name in FIGURES)] for p in (story.whole, *story.points))
    return csv_text(["column", "window", "counts", *FIGURES], rows)


def draw_rest(heat: Heat, run: RunCard) -> None:
    """What the figures leave out: the window that has only begun, rows without a time, columns that could not be measured and why."""
    told = []
    if heat.unjudged is not None:
        rows = heat.rows[heat.windows.index(heat.unjudged)]
        name = look.plain(window_words(heat.unjudged, heat.window_by))
        told.append(f"The last window, {name}, has only begun: its {thousands(rows)} rows are fewer than half of the others', so it is not judged.")
    if heat.window_by is None:
        told.append("One window: this data has no dates. Each measuring is a window of its own.")
    if heat.undated:
        told.append(f"Without a time, in the figures over all rows and in no window: {plural(heat.undated, 'row')}.")
    if run.since is not None:
        told.append(f"The latest run measured from {run.since.isoformat()} on; windows before that are of comparable earlier runs.")
    told.append("Limits count only above what chance gives; under 50 rows nothing is judged.")
    told.append(f"Latest run: {moment(run.measured_at)}, {plural(run.measurements, 'measurement')}, definition {look.plain(run.definition)}.")
    st.caption("  \n".join(told))
    if heat.skipped:
        with st.expander(f"{plural(len(heat.skipped), 'column')} not measured", type="compact", key="skipped"):
            st.table([{"Column": look.plain(name), "Why": look.plain(why)} for name, why in heat.skipped], border="horizontal", hide_index=True)
