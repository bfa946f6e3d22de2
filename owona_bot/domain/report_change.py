"""How a figure moved since the period before, as exactly as the two are said."""

from owona_bot.domain.clock import Translate
from owona_bot.domain.report import Figure, Form, Good
from owona_bot.domain.report_words import HOUR, MANY_DAYS, TWO_DAYS, of_number


def change(figure: Figure, t: Translate) -> str:
    """`+3 (zuvor 45)`; nothing where there is nothing to compare."""
    if figure.value is None or figure.before is None:
        return ""
    moved = as_read(figure.form, figure.value) - as_read(figure.form, figure.before)
    if not moved:
        return t("report.unchanged")
    step = of_number(figure.form, abs(moved), t)
    if figure.form is Form.SHARE:
        step = t("report.points", points=t.number(abs(moved), 1))
    before = of_number(figure.form, figure.before, t)
    return t("report.change", change=f"{'+' if moved > 0 else '−'}{step}", before=before)


def as_read(form: Form, raw: float) -> float:
    """As exact as it is said: what reads the same did not move."""
    if form is Form.SHARE:
        return round(raw, 1)
    if form is not Form.SPAN:
        return raw
    whole, day = round(raw), 24 * HOUR
    grain = 1 if whole < TWO_DAYS else day // 10 if whole < MANY_DAYS else day
    return round(raw / grain) * grain


def is_good(figure: Figure) -> bool | None:
    """Whether it went the way it should; None where no way is better, or it did not move."""
    if figure.value is None or figure.before is None or figure.good is Good.EITHER:
        return None
    moved = as_read(figure.form, figure.value) - as_read(figure.form, figure.before)
    return (moved > 0) is (figure.good is Good.UP) if moved else None
