"""Measuring from the page: the button that starts it, and how far it is."""

import streamlit as st

from app.parts import forms, house, look
from assent.jobs import queries, queue
from assent.jobs.queries import JobCard
from assent.kernel.errors import GovernanceError
from assent.procedures import watch

WORDS = {"cancelled": "Stopped. Nothing of it was recorded.", "interrupted": "The server stopped while this ran. Start it again."}


def may_measure(system: str) -> bool:
    """Whether the button is worth showing."""
    return house.as_of() is None and house.may("monitoring.measure", system)


def running(system: str) -> str | None:
    """The id of the job that measures this system now, whoever started it; of one's own only for those who may not see all."""
    mine: str | None = st.session_state.get(f"job-{system}")
    if mine is not None or house.as_of() is not None or not house.may("jobs.read"):
        return mine
    active = house.ask(queries.jobs, kind=watch.MEASURE, active=True)
    return next((j.id for j in active if j.arguments.get("system") == system), None)


def measure_button(system: str, job_id: str | None) -> None:
    """The page's first action. What is refused is said below the head."""
    busy = job_id is not None
    words = "Reads the observation files again and puts the figures on record"
    if st.button("Measure now", type="secondary" if busy else "primary", disabled=busy, help=words):
        well, started = forms.attempt("measure", lambda: watch.queue_measuring(house.home(), house.who(), system=system))
        if well:
            st.session_state[f"job-{system}"] = started
        st.rerun()


def draw_progress(system: str, job_id: str | None) -> None:
    """A bar while it runs, with the way to stop it; what went wrong when it did not end well."""
    forms.above("measure")
    if job_id is not None:
        _progress(system, job_id)


@house.follow(1.0)
def _progress(system: str, job_id: str) -> None:
    job = house.ask(queries.job, job_id=job_id)
    if job.active:
        _bar(job)
        return
    st.session_state.pop(f"job-{system}", None)
    if job.state == "done":
        forms.done(str(job.result.get("sentence", "Measured.")))
    forms.attempt("measure", lambda: _raise(job))
    st.rerun()


def _bar(job: JobCard) -> None:
    words = job.message if job.state == "running" and job.message else "waiting for its turn" if job.state == "queued" else "beginning"
    with st.container(key="measuring", horizontal=True, vertical_alignment="center", gap=16):
        st.progress(job.progress, text=f"Measuring: {look.plain(words)}")
        if (job.created_by == house.who().id or house.may("jobs.cancel")) and st.button("Stop measuring", key=f"stop-{job.id}"):
            house.acted()
            forms.attempt("measure", lambda: queue.cancel(house.home(), house.who(), job.id))


def _raise(job: JobCard) -> None:
    raise GovernanceError(f"Not measured: {job.error or WORDS.get(job.state, job.state)}")
