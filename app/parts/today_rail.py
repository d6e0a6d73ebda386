"""The portfolio beside Today: four figures, each with what it was 30 days ago."""

import streamlit as st

from assent.procedures.overview import Today


def draw_rail(now: Today, then: Today | None) -> None:
    """The figures; without anything on record 30 days ago they stand alone."""
    with st.container(key="rail-portfolio", gap=10):
        st.subheader("Portfolio", anchor=False)
        _figure("Systems in production", f"{now.in_production} of {now.systems}", now.in_production, then and then.in_production)
        _figure("Open breaches", str(now.open_breaches), now.open_breaches, then and then.open_breaches)
        _figure("Reviews overdue", str(now.reviews_overdue), now.reviews_overdue, then and then.reviews_overdue)
        waiting = f"{now.votes_waiting} of them for you" if now.votes_waiting else "none of them for you"
        st.metric("Requests open", str(now.requests_open), waiting if now.requests_open else None, delta_color="off", delta_arrow="off")
        if now.without_tier:
            _figure("Systems without a tier", str(now.without_tier), now.without_tier, then and then.without_tier)


def _figure(label: str, value: str, now: int, then: int | None) -> None:
    st.metric(label, value, None if then is None else _change(now - then), delta_color="off", delta_arrow="off")


def _change(difference: int) -> str:
    if difference == 0:
        return "as many as 30 days ago"
    return f"{abs(difference)} {'more' if difference > 0 else 'fewer'} than 30 days ago"
