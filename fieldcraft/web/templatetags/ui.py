"""Tags and filters that every page uses: icons, bars, figures. An include per table row would be dear."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from fieldcraft.web.assets.bundle import script, stylesheet
from fieldcraft.web.shapes import Action, Criterion, Proof, ScoreCell, ScoreLine, TimelineEntry

register = template.Library()

NBSP = "\u00a0"
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
STATE_WORDS = {"met": "Met", "claimed": "Claimed", "missing": "Missing", "contradicted": "Contradicted"}
STAGE_WORDS = {"held": "held by evidence", "claimed": "only claimed", "open": "still open"}


@cache
def _sprite() -> str:
    # A manifest storage looks the name up each time, and a list draws a hundred icons.
    return static("fieldcraft/icons.svg")


@register.simple_tag
@cache
def icon(name: str, label: str = "") -> SafeString:
    """Draw a 16 px icon. Without a label it is decoration and hidden from readers."""
    href = f"{_sprite()}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag
def bar(value: float | Decimal, low: bool = False) -> SafeString:
    """Draw a share from 0 to 100 as a bar with its number beside it; the number is what is read aloud."""
    share = min(max(float(value), 0.0), 100.0)
    return format_html(
        '<span class="bar"{}><svg aria-hidden="true"><rect width="{}%" height="100%"/></svg>{}</span>',
        SafeString(" data-low") if low else "",
        f"{share:.0f}",
        percent(share),
    )


@register.simple_tag
def buttons(actions: Iterable[Action]) -> SafeString:
    """Draw the buttons of a step in order; one that does not post is a link. Today has fifty of them."""
    return SafeString("\n".join([_button(action) for action in actions]))


def _button(action: Action) -> str:
    key = f' aria-keyshortcuts="{escape(action.key)}"' if action.key else ""
    if action.into:
        key += f' hx-get="{escape(action.href)}" hx-target="{escape(action.into)}" hx-swap="innerHTML"'
    hint = "↵" if action.key == "Enter" else escape(action.key)
    label = escape(action.label) + (f' <kbd aria-hidden="true">{hint}</kbd>' if action.key else "")
    tag, address = ("button", "formaction") if action.post else ("a", "href")
    return f'<{tag} class="button button--{escape(action.kind)}" {address}="{escape(action.href)}"{key}>{label}</{tag}>'


@register.simple_tag
def criterion_line(criterion: Criterion) -> SafeString:
    """Draw components/criterion.html for one without forms and buttons, at a tenth of its cost: a page has twenty."""
    said = " ".join(part for part in (criterion.fact, criterion.help) if part)
    side = format_html('<span class="state" data-state="{}">{}</span>', criterion.state, STATE_WORDS[criterion.state])
    more = ""
    if criterion.more_href:
        more = format_html(
            '<div class="criterion__do"><a class="small" href="{}" hx-boost="true" hx-select="#criterion-{}"'
            ' aria-label="{}: {}">{}</a></div>',
            *(criterion.more_href, criterion.key, criterion.action_label, criterion.name, criterion.action_label),
        )
    ask = format_html('<p class="criterion__ask">{}</p>', criterion.ask) if criterion.ask else ""
    return format_html(
        '<li class="criterion" id="criterion-{}" data-state="{}">{}<div><h3>{}</h3>{}<p>{}</p>{}</div>'
        '<div class="criterion__side">{}</div>{}</li>\n',
        *(criterion.key, criterion.state, icon(criterion.state), criterion.name, ask, said, _proofs(criterion)),
        *(side, more),
    )


@register.simple_tag
def timeline_entry(entry: TimelineEntry) -> SafeString:
    """Draw one line of components/timeline.html; a page has a dozen, and tags cost a third of a template's part."""
    new = SafeString(' <span class="badge" data-tone="accent">New</span>') if entry.new else ""
    return format_html(
        '<li class="timeline__entry"><time datetime="{}">{}</time>{}<div><p>{}{}</p><small>{}{}</small></div></li>\n',
        *(entry.at.isoformat(), f"{entry.at:%H:%M}" if entry.timed else "", icon(entry.icon), entry.text, new),
        *(entry.who, f" · {entry.door}" if entry.door else ""),
    )


@register.simple_tag
def score_line(line: ScoreLine) -> SafeString:
    """Draw a row of the scorecard: the factor, us, and each rival."""
    cells = SafeString("".join([_score_cell(cell, line.name) for cell in line.cells]))
    return format_html('<tr><th scope="row">{}<small>{}</small></th>{}</tr>\n', line.name, line.question, cells)


def _score_cell(cell: ScoreCell, factor: str) -> str:
    if not cell.top:
        return "<td></td>"
    who, first = escape(cell.who), not cell.href and not cell.small
    rung = "●" * cell.rung + "○" * (cell.top - cell.rung)
    word: str = escape(cell.word)
    if cell.href:
        label = escape(f"{cell.who}, {factor}: {cell.word}. Note what you have heard")
        word = f'<a href="{escape(cell.href)}" hx-boost="true" aria-label="{label}">{word}</a>'
    text = f"<small>{escape(cell.text)}</small>" if first else f"<q>{escape(cell.text)}</q>" if cell.text else ""
    small = f"<small>{escape(cell.small)}</small>" if cell.small else ""
    return (
        f'<td data-label="{who}"><span class="rung" data-rung="{min(cell.rung, 1)}" aria-hidden="true">{rung}</span>'
        f" <b>{word}</b>"
        f'<span class="hidden-text">, {cell.rung} of {cell.top}</span>{text}{small}</td>'
    )


def _proofs(criterion: Criterion) -> SafeString:
    if not criterion.proofs:
        return SafeString("")
    return format_html('<ul class="proofs">{}</ul>', SafeString("".join(map(_proof, criterion.proofs))))


def _proof(proof: Proof) -> str:
    against = " data-against" if proof.against else ""
    text = f"<q>{escape(proof.text)}</q> " if proof.text else ""
    name, href = escape(proof.file_name), escape(proof.file_href)
    file = f'<a href="{href}">{icon("file")}{name}</a> ' if proof.file_name else ""
    said = ". ".join(part for part in (proof.who, proof.verified) if part)
    return f"<li{against}>{text}{file}<small>{escape(said)}</small></li>"


@register.simple_tag
def stylesheet_href() -> str:
    """Address of all styles in one file, named by its content."""
    return stylesheet().href


@register.simple_tag
def script_href() -> str:
    """Address of the scripts of every page in one file, named by its content."""
    return script().href


@register.filter
def money(value: float | Decimal | None, currency: str = "EUR") -> str:
    """Whole units with the currency before them: € 184,000. Nothing for None."""
    if value is None:
        return ""
    sign = "−" if value < 0 else ""
    return f"{sign}{SYMBOLS.get(currency, currency)}{NBSP}{abs(round(value)):,}"


@register.filter
def money_short(value: float | Decimal | None, currency: str = "EUR") -> str:
    """Three digits for sums at a glance: € 1.28 M, € 184 k, € 950. Nothing for None."""
    if value is None:
        return ""
    sign, size, symbol = ("−" if value < 0 else ""), abs(float(value)), SYMBOLS.get(currency, currency)
    for step, letter in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if size >= step * 0.9995:
            return f"{sign}{symbol}{NBSP}{_three_digits(size / step)}{NBSP}{letter}"
    return f"{sign}{symbol}{NBSP}{size:.0f}"


def _three_digits(number: float) -> str:
    digits = 2 if number < 9.995 else 1 if number < 99.95 else 0
    text = f"{number:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def percent(value: float | Decimal | None) -> str:
    """A share already in 0 to 100, with a space before the sign. Nothing for None."""
    return "" if value is None else f"{round(value)}{NBSP}%"


@register.filter
def count(value: int | None) -> str:
    """A whole number with its thousands apart. Nothing for None."""
    return "" if value is None else f"{value:,}"


@register.filter
def minutes(value: int | None) -> str:
    """Minutes as people say them: 47 min, 2 h, 2 h 05. Nothing for None."""
    if value is None:
        return ""
    hours, rest = divmod(value, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")


@register.filter
def state_word(state: str) -> str:
    """The word that goes with a criterion's shape."""
    return STATE_WORDS[state]


@register.filter
def stage_word(state: str) -> str:
    """The words that go with a stage's line on the track."""
    return STAGE_WORDS[state]
