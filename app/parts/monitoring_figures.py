"""Every statistic of one column in one window, as a strip of labels and values."""

from html import escape

from app.parts.monitoring_words import VERDICTS, current_name, figure, judged_words, probability, share
from assent.kernel.words import thousands
from assent.monitoring.cards import Point

# A grid of figures, which Streamlit has no element for: label above value, as many beside each other as fit.
STYLE = """<style>
dl.statistics { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.4rem, 1fr)); gap: .7rem 1rem }
dl.statistics, dl.statistics dd { margin: 0 !important; padding: 0 !important }
dl.statistics :is(dt, small) { color: var(--mute); font-size: .857rem } dl.statistics small { display: block }
</style>"""
STATE = {"drift": "var(--red)", "watch": "var(--amber)", "stable": "var(--green)", "insufficient": "var(--mute)"}


def statistics(point: Point, by: str | None) -> str:
    """The strip as HTML of our own making; what does not apply to the column's kind is left out."""
    cells = "".join(f"<div><dt>{label}</dt><dd>{value}</dd></div>" for label, value in _statistics(point, by))
    return f"{STYLE}<dl class=statistics>{cells}</dl>"


def _statistics(p: Point, by: str | None) -> list[tuple[str, str]]:
    """Label and value of every statistic that applies; the first says what they come to."""
    verdict = p.verdict if p.judged else "insufficient"
    missing = [f"{share(m, n)} <small>{thousands(m)} of {thousands(n)} rows</small>"
               for m, n in ((p.missing_reference, p.n_reference), (p.missing_current, p.n_current))]  # fmt: skip
    told: list[tuple[str, str | None]] = [
        (escape(current_name(p, by)), f'<b style="color:{STATE[verdict]}">{VERDICTS[verdict][1]}</b> <small>{judged_words(p)}</small>'),
        ("PSI", f"<b>{figure(p.psi)}</b> <small>chance gives up to {figure(p.psi_noise)}</small>"),
        ("Rows", f"{thousands(p.n_current)} <small>against {thousands(p.n_reference)}</small>"),
        ("Missing now", missing[1]),
        ("Missing in the reference", missing[0]),
        ("Kullback-Leibler", f"{p.kl:.3f} <small>nats</small>"),
        ("Jensen-Shannon distance", f"{p.js:.3f} <small>0 to 1</small>"),
        ("Hellinger distance", f"{p.hellinger:.3f} <small>0 to 1</small>"),
        ("Kolmogorov-Smirnov", None if p.ks is None else f"{p.ks:.3f} <small>{probability(p.ks_p).replace('<', '&lt;')}</small>"),
        ("Wasserstein", None if p.wasserstein is None else f"{p.wasserstein:.3f} <small>reference's std. dev.</small>"),
        ("Chi-squared", None if p.chi2 is None else f"{p.chi2:,.1f} <small>{probability(p.chi2_p).replace('<', '&lt;')}</small>".replace(",", " ")),
    ]
    return [(label, value) for label, value in told if value is not None]
