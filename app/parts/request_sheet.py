"""A request as one sheet: the question, the evidence, what is missing, who said what, and the vote, which stays in sight."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from app.parts import house, look
from app.parts.vote import draw_vote
from assent.approvals.queries import BallotCard, Sheet
from assent.kernel.words import day, left_until, listed, moment, number, plural, thousands
from assent.risk.questionnaire import RISK_CLASS_SHORT

SEAT = {"risk_officer": "Risk officer", "compliance_officer": "Compliance officer"}
VERDICT = {"drift": ("red", "drift"), "watch": ("orange", "watch"), "stable": ("green", "stable"), "insufficient": ("gray", "too little data")}


def draw_sheet(sheet: Sheet, status: Mapping[str, tuple[str, str]]) -> None:
    """Everything a voter needs, on one page."""
    card, shown = sheet.card, sheet.shown
    colour, word = status[card.status]
    now = house.home().record.clock()
    if card.status == "open":
        word = f"Vote open, {left_until(card.due_at, now).lower()}"
    lede = f"Request {card.number} of {day(card.opened_at)} by {look.plain(card.requester_name)}. " + (
        f"Open until {moment(card.due_at)}." if card.status == "open" else f"Decided on {moment(card.outcome_at or card.opened_at)}."
    )
    with st.container(horizontal=True, gap=20):
        st.page_link("pages/approvals.py", label="All requests", icon=":material/arrow_back:")
        st.page_link("pages/system.py", label="The system", query_params={"system": card.system})
    look.head(card.question, lede, look.badge(colour, word))
    body, rail = st.columns([3.1, 1], gap=40)
    with body:
        with st.container(key="lede"):
            st.markdown(look.plain(_verdict(sheet)))
        _facts(sheet)
        for sentence in sheet.stale:
            st.warning(f"{look.plain(sentence)} Ballots wait until the request is refreshed.", icon=":material/sync_problem:")
        for sentence in sheet.newer:
            st.info(look.plain(sentence), icon=":material/new_releases:")
        _why(sheet)
        _figures(sheet)
        _drift(shown, card.system)
        _missing(shown)
        _ballots(sheet)
        _binding(sheet)
    with rail:
        draw_vote(sheet)


def _verdict(sheet: Sheet) -> str:
    """What the evidence says in a few sentences, computed from it. A difference counts when it lies beyond the new figure's interval."""
    shown = sheet.shown
    moved = [m for f in shown["figures"] if (m := _moved(f))]
    parts = [f"{listed(moved).capitalize()}, beyond the interval." if moved else ""]
    if shown["champion"] and not moved:
        parts.append(f"No figure differs from {shown['champion']['version']} by more than its interval.")
    if not shown["champion"]:
        parts.append("Nothing of this system is in production yet.")
    if shown["breaches"]:
        parts.append(f"The running system has {plural(len(shown['breaches']), 'open breach', 'open breaches')}.")
    elif shown["drift"]:
        verdict = shown["drift"]["verdict"]
        parts.append("The running system's inputs are stable." if verdict == "stable" else f"Its drift: {verdict}.")
    if shown["missing"]:
        parts.append(f"{number(len(shown['missing'])).capitalize()} {'thing is' if len(shown['missing']) == 1 else 'things are'} missing.")
    return " ".join(p for p in parts if p)


def _moved(f: Mapping[str, Any]) -> str:
    value, current, interval = f["value"], f["current"], f["interval"]
    if current is None or interval is None or interval[0] <= current <= interval[1]:
        return ""
    return f"{str(f['name']).replace('_', ' ')} {'rises' if value > current else 'falls'} by {abs(value - current):.3f}"


def _facts(sheet: Sheet) -> None:
    card, shown = sheet.card, sheet.shown
    counted = [b for b in card.ballots if b.counts]
    marks = "".join(":green[●]&thinsp;" if b.choice == "approve" else ":red[●]&thinsp;" for b in counted) + "○&thinsp;" * max(0, 2 - len(counted))
    classes = ", ".join(RISK_CLASS_SHORT.get(c, c) for c in shown["risk_classes"]) or "not classified"
    look.facts(
        [
            ("System", look.plain(card.system_name)),
            ("Replaces", f"{look.plain(shown['champion']['version'])}, in production" if shown["champion"] else "nothing"),
            ("Tier and class", f"{'Tier ' + str(shown['tier']) if shown['tier'] else 'No tier'}, {look.plain(classes.lower())}"),
            ("Decision rule", "Risk and compliance"),
            ("Cast so far", marks),
        ],
        "request",
    )


def _why(sheet: Sheet) -> None:
    look.section("Why it is asked", key="why")
    with st.container(key="list-why", gap=0):
        look.said("why", sheet.card.requester_name, moment(sheet.card.opened_at), look.plain(sheet.card.reason))


def _figures(sheet: Sheet) -> None:
    figures, champion = sheet.shown["figures"], sheet.shown["champion"]
    look.section(
        "Evidence",
        "The version's own figures, from its manifest, beside those of the version in production. 95 % intervals where the manifest gives them.",
    )
    if not figures:
        look.empty("The manifest names no metric.")
        return
    now = escape(champion["version"]) if champion else "now"
    new = f"<th>Measure<th class=n>{escape(sheet.card.version)}<th class='n i'>95 % interval<th class=n>n"
    head = f"{new}<th class=n>{now}<th class=n>Change<th class=s>Interval"
    body = "".join(_figure(f) for f in figures)
    st.html(f"<div class=scroll><table class=figures><thead><tr>{head}</thead><tbody>{body}</tbody></table></div>")


def _figure(f: Mapping[str, Any]) -> str:
    name = escape(str(f["name"]).replace("_", " ").capitalize())
    value, current, interval = f["value"], f["current"], f["interval"]
    number = f"{value:.4g}" if isinstance(value, int | float) else "&ndash;"
    between = f"{interval[0]:.4g} to {interval[1]:.4g}" if interval else "not given"
    n = thousands(f["n"]) if f["n"] else "not given"
    now = f"{current:.4g}" if isinstance(current, int | float) else "&ndash;"
    both = isinstance(value, int | float) and isinstance(current, int | float)
    change = f"{value - current:+.4f}".replace("-", "−") if both else ""
    cells = f"<tr><th>{name}<td class=n>{number}<td class='n i'>{between}<td class=n>{n}<td class=n>{now}<td class=n>{change}"
    return f"{cells}<td class='s pass'>{_strip(f) if both else ''}"


def _strip(f: Mapping[str, Any]) -> str:
    """The interval as a bar, the version now in production as the dashed line."""
    low, high = f["interval"] or (f["value"], f["value"])
    values = [low, high, f["value"], f["current"]]
    span = (max(values) - min(values)) or 1.0
    start = min(values) - 0.15 * span

    def x(v: float) -> str:
        return f"{100 * (v - start) / (1.3 * span):.1f}%"

    words = f"{f['value']:.4g}, interval {low:.4g} to {high:.4g}, now {f['current']:.4g}"
    return (f'<span class=strip role=img aria-label="{words}"><u style="left:{x(f["current"])}"></u>'
            f'<i style="left:{x(low)};right:calc(100% - {x(high)})"></i><b style="left:{x(f["value"])}"></b></span>')  # fmt: skip


def _drift(shown: Mapping[str, Any], system: str) -> None:
    run = shown["drift"]
    if run is None:
        look.section("Drift of the running system has not been measured", "Choose its observations on the Monitoring page and measure.", key="drift")
        return
    colour, word = VERDICT.get(run["verdict"], ("gray", run["verdict"]))
    title = (
        f"{plural(len(shown['breaches']), 'column')} of the running system crossed a limit"
        if shown["breaches"]
        else "No limit is crossed by the running system"
    )
    look.section(
        title,
        f"{thousands(run['rows'])} rows against {thousands(run['reference_rows'])} of the reference. Population stability index (PSI).",
        key="drift",
    )
    with st.container(key="list-drift", gap=0):
        if not shown["breaches"]:
            look.said("drift", "Verdict", "last run when asked", f":{colour}[**{word.capitalize()}.**]")
        for breach in shown["breaches"]:
            look.said(
                f"drift-{breach['column']}",
                breach["column"],
                f"limit {breach['limit']:.2f}",
                f":red[**PSI {breach['worst']:.2f}**] in its worst window.",
            )
    st.page_link(
        "pages/monitoring.py", label="Open monitoring", icon=":material/arrow_forward:", icon_position="right", query_params={"system": system}
    )


def _missing(shown: Mapping[str, Any]) -> None:
    look.section("What is missing" if shown["missing"] else "What was asked for is there", key="missing")
    if shown["missing"]:
        with st.container(key="list-missing", gap=0):
            for i, sentence in enumerate(shown["missing"]):
                title, _, rest = sentence.partition(". ")
                look.said(f"missing-{i}", title.rstrip("."), "", ":orange[**Not there.**] " + look.plain(rest))
    st.caption("Not recorded yet, and so not part of any digest: policies, waivers, validation findings, incidents, legal duties.")


def _ballots(sheet: Sheet) -> None:
    look.section("Who said what", sheet.card.words)
    if not sheet.card.ballots:
        look.empty("Nobody has decided yet.")
        return
    with st.container(key="list-said", gap=0):
        for ballot in sheet.card.ballots:
            look.said(ballot.id, ballot.voter_name, f"{SEAT[ballot.seat]}, {moment(ballot.cast_at)}", _ballot(ballot))


def _ballot(ballot: BallotCard) -> str:
    choice = ":green[**For.**]" if ballot.choice == "approve" else ":red[**Against.**]"
    older = "" if ballot.counts else "  \n:orange[Cast on an older pack of evidence; it no longer counts.]"
    granted = f"  \n:gray[Role granted by {look.plain(ballot.role_granted_by)} on {day(ballot.role_granted_at)}.]"
    return f"{choice} {look.plain(ballot.reason)}{older}{granted}"


def _binding(sheet: Sheet) -> None:
    with st.expander("What a vote binds to", type="compact"):
        st.markdown(f"Digest `{sheet.card.digest}`  \nPack digest `{sheet.card.pack_digest}`")
        st.table(
            [{"Evidence": look.plain(i.title), "Kind": i.kind, "Digest": f"`{i.digest[:16]}…{i.digest[-8:]}`"} for i in sheet.items],
            border="horizontal",
            hide_index=True,
        )
        st.caption(
            "The digest is over what is asked: artefact, target, tier, class, question. The pack digest adds every item of evidence shown here."
        )
