"""Where a system's observations lie and what their columns are for: what is said of them, and the form that says it."""

from collections.abc import Sequence

import streamlit as st

from app.parts import forms, house, look
from app.parts.monitoring_words import ROLES
from assent.access import queries as people
from assent.kernel.words import day, listed, plural
from assent.monitoring import commands
from assent.monitoring.cards import SourceCard
from assent.monitoring.proposal import Proposal
from assent.procedures import watch

FORM = "source"
WINDOWS = {"hour": "By the hour", "day": "By day", "week": "By week", "month": "By month", "rows": "So many rows at a time"}
NONE = "None"


def may_configure(system: str) -> bool:
    """Whether the form is worth showing."""
    return house.as_of() is None and house.may("monitoring.configure", system)


def draw_source(source: SourceCard) -> None:
    """What is said of the observations, and a button for whoever may change it."""
    names = house.ask(people.names)
    look.section("Observations", f"Confirmed by {look.plain(names.get(source.confirmed_by, 'somebody'))}, {day(source.confirmed_at)}.", key="source")
    windows = WINDOWS.get(source.window_by, f"{source.window_by[5:]} rows at a time").lower()
    time = f"`{_code(source.time)}`, {windows}" if source.time else f"no dates, {windows}" if source.by else "no dates: one window"
    single = (("Prediction", source.prediction), ("Probability", source.probability), ("Label", source.label))
    roles = [(word, (column,)) for word, column in single if column] + ([("Groups", source.groups)] if source.groups else [])
    columns = [f"{word}: {', '.join(f'`{_code(c)}`' for c in names)}." for word, names in roles]
    columns.append("Inputs: every other column." if source.features is None else f"Inputs: {plural(len(source.features), 'column')}.")
    with st.container(key="list-source", gap=0):
        look.said("source-current", "Current", "", f"`{_code(source.path)}`")
        look.said("source-reference", "Reference", "", f"`{_code(source.reference)}`")
        look.said("source-time", "Time", "", time)
        look.said("source-columns", "Columns", "", " ".join(columns))
    if may_configure(source.system) and st.button("Choose other observations…", icon=":material/database:"):
        forms.clear(FORM)
        st.query_params["edit"] = "observations"
        st.rerun()


def draw_form(system: str, source: SourceCard | None) -> None:
    """Two steps: say where the files are and have them looked at; then confirm or change what each column is for."""
    steps = "Two steps: where the files are, then what their columns are for. Nothing is recorded before the second."
    look.section("Choose observations", steps, key="choose")
    looked = f"looked-{system}"
    allowed = listed([f"`{_code(str(folder))}`" for folder in house.home().settings.observations])
    with st.form("where", border=False):
        path = st.text_input("Current observations", source.path if source else "", placeholder=f"observations/{system}/*.parquet",
                             help="A Parquet or CSV file, or a pattern for several")  # fmt: skip
        forms.beside(FORM, "path")
        reference = st.text_input("Reference", source.reference if source else "", placeholder=f"observations/{system}/reference.parquet",
                                  help="What the model was trained or approved on; current rows are compared with it")  # fmt: skip
        forms.beside(FORM, "reference")
        st.caption(f"On the server, below {allowed or 'no folder yet: allow one in home.toml'}; relative paths begin in the home's folder.")
        forms.above("look")
        sent = st.form_submit_button("Look at the files", type="secondary" if looked in st.session_state else "primary")
    if sent:
        well, proposal = forms.attempt("look", lambda: _look(system, path, reference))
        st.session_state.pop(looked, None)
        if well:
            st.session_state[looked] = (path, reference, proposal)
        st.rerun()
    if looked in st.session_state:
        _roles(system, source, *st.session_state[looked])
    if source is not None and st.button("Leave it as it is"):
        _leave(system)
        st.rerun()


def _look(system: str, path: str, reference: str) -> Proposal:
    with st.spinner("Looking at the files"):
        return watch.propose_source(house.home(), house.who(), system=system, path=path.strip(), reference=reference.strip())


def _roles(system: str, source: SourceCard | None, path: str, reference: str, proposal: Proposal) -> None:
    names = [c.name for c in proposal.columns]
    guess = proposal.roles
    told = f"{plural(proposal.files, 'file')} against {plural(proposal.reference_files, 'reference file')}, {plural(len(names), 'column')}"
    told += ". The roles are guessed from names and values: look at each, change what is wrong."
    look.section("What are the columns for?", told, key="roles")
    st.table([
        {"Column": look.plain(c.name), "Holds": c.kind, "Such as": look.plain(", ".join(c.examples)),
         "Guessed": ROLES.get(c.role, c.role or "not used"), "In the reference": "yes" if c.in_reference else ":red[no]"} for c in proposal.columns
    ], border="horizontal", hide_index=True)  # fmt: skip
    with st.form("roles", border=False):
        left, right = st.columns(2, gap=40)
        with left:
            time = _one("Time", "time", names, guess.time, "Without one there are no windows")
            prediction = _one("Prediction", "prediction", names, guess.prediction, "What the system said")
            probability = _one("Probability", "probability", names, guess.probability, "How sure it was, 0 to 1")
            label = _one("Label", "label", names, guess.label, "What turned out to be true")
        with right:
            groups = _many("Groups", "groups", names, guess.group, "Who is compared for fairness, such as sex")
            by = st.selectbox("Windows", list(WINDOWS), index=list(WINDOWS).index(proposal.by or "week"), format_func=WINDOWS.__getitem__)
            size = st.number_input("Rows in a window, when it is so many rows at a time", min_value=1, value=1000, step=100)
            forms.beside(FORM, "by")
        features = _many("Inputs", "features", names, guess.feature, "What the system looks at; each is measured")
        sure = st.checkbox("I looked at every column; these roles are right.")
        forms.beside(FORM, "confirmed")
        forms.above(FORM)
        sent = st.form_submit_button("Use these observations", type="primary")
    if sent:
        well, _ = forms.attempt(FORM, lambda: house.act(
            commands.set_source, system=system, path=path.strip(), reference=reference.strip(), time=time, prediction=prediction,
            probability=probability, label=label, groups=groups, features=features, by=f"rows:{size}" if by == "rows" else by,
            confirmed=sure,
        ), fields=("path", "reference", "time", "prediction", "probability", "label", "groups", "features", "by", "confirmed"))  # fmt: skip
        if well:
            _leave(system)
            forms.done("The observations are on record. Measure now, or wait for the night.")
        st.rerun()


def _one(label: str, field: str, names: Sequence[str], guessed: str | None, help: str) -> str | None:
    chosen = st.selectbox(label, [None, *names], index=0 if guessed is None else 1 + names.index(guessed), help=help, format_func=lambda n: n or NONE)
    forms.beside(FORM, field)
    return chosen


def _many(label: str, field: str, names: Sequence[str], guessed: Sequence[str], help: str) -> list[str]:
    chosen = st.multiselect(label, names, default=list(guessed), help=help, wrap=True)
    forms.beside(FORM, field)
    return list(chosen)


def _leave(system: str) -> None:
    st.session_state.pop(f"looked-{system}", None)
    forms.clear(FORM)
    st.query_params.pop("edit", None)


def _code(text: str) -> str:
    """Text between backticks, which nothing can end early."""
    return text.replace("`", "ˋ").replace("\n", " ")
