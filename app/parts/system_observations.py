"""Where a system's observations lie, as part of adding it. Changed later on the Monitoring page."""

import streamlit as st

from app.parts import forms
from assent.inventory.description import ObservationsDescription


def draw_observations(form: str) -> ObservationsDescription | None:
    """The fields, folded away; None while both paths are empty."""
    with st.expander("Observations: where its inputs and outputs are logged", type="compact"):
        st.caption("Parquet or CSV files below a folder this server may read. Leave it empty and choose them on the Monitoring page later.")
        left, right = st.columns(2, gap=40)
        with left:
            source = _line(form, "source", "Files to measure", "A path or a pattern, such as observations/loans/*.parquet.")
            reference = _line(form, "reference", "Reference", "The file they are compared with, such as the training data.")
            time = _line(form, "time", "Time column", "Empty: one window over everything.")
            groups = _line(form, "groups", "Group columns", "Separated by commas.")
        with right:
            prediction = _line(form, "prediction", "Prediction column", "What the model said.")
            probability = _line(form, "probability", "Probability column", "How sure it was.")
            label = _line(form, "label", "Label column", "What turned out to be true.")
            features = _line(form, "features", "Feature columns", "Separated by commas. Empty: every other column.")
    forms.beside(form, "observations")
    if not (source or reference):
        return None
    return ObservationsDescription(
        source, reference, time or None, prediction or None, probability or None, label or None, _split(groups), _split(features) or None
    )


def _line(form: str, name: str, label: str, help: str) -> str:
    return st.text_input(label, key=f"{form}-observations-{name}", help=help, max_chars=1_000).strip()


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
