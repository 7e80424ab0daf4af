"""Draws what learning shows in rows: whiskers and their axis. A page has forty; an include each would be dear."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fieldcraft.web.learning.present.charts import MARGIN, TALL, WIDE, Axis, Dot, Whisker

register = template.Library()

BOX = SafeString(f'viewBox="0 0 {WIDE} {TALL}" width="{WIDE}" height="{TALL}"')
MIDDLE = TALL / 2
#: From nothing to all, under a share.
TRACK = SafeString(f'<line class="whisker__track" x1="{MARGIN}" x2="{WIDE - MARGIN}" y1="{MIDDLE}" y2="{MIDDLE}"/>')


@register.simple_tag
def whisker(found: Whisker | None) -> SafeString:
    """A dot with its 90 % interval; nothing where there is nothing to show."""
    if found is None:
        return SafeString("")
    zero = TRACK
    if found.zero is not None:
        zero = format_html('<line class="whisker__zero" x1="{0}" x2="{0}" y1="0" y2="{1}"/>', found.zero, TALL)
    return format_html(
        '<svg class="whisker" data-tone="{}" {} role="img" aria-label="{}">{}'
        '<line class="whisker__line" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<circle class="whisker__dot" cx="{}" cy="{}" r="4"/></svg>',
        *(found.tone, BOX, found.label, zero, found.low, found.high, MIDDLE, MIDDLE, found.at, MIDDLE),
    )


@register.simple_tag
def axis(found: Axis) -> SafeString:
    """The marks over a column of whiskers; the rows say their numbers, so nobody is read these."""
    marks = format_html_join("", '<text x="{}" y="11">{}</text>', ((tick.x, tick.label) for tick in found.ticks))
    return format_html('<svg class="whisker whisker--axis" {} aria-hidden="true">{}</svg>', BOX, marks)


@register.simple_tag
def reliability(dots: Iterable[Dot], label: str) -> SafeString:
    """Said against happened, 0 to 100 each way, the diagonal being always right."""
    grid = format_html_join(
        "",
        '<line class="reliability__grid" x1="{0}" x2="{0}" y1="0" y2="100"/>'
        '<line class="reliability__grid" x1="0" x2="100" y1="{0}" y2="{0}"/>',
        ((value,) for value in (0, 25, 50, 75, 100)),
    )
    marks = format_html_join(
        "",
        '<text x="{0}" y="107" text-anchor="middle">{0}</text><text x="-3" y="{1}" text-anchor="end">{0}</text>',
        ((value, 102 - value) for value in (0, 50, 100)),
    )
    points = format_html_join(
        "",
        '<g><title>{}</title><line class="whisker__line" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<circle class="whisker__dot" cx="{}" cy="{}" r="2"/></g>',
        ((dot.label, dot.x, dot.x, 100 - dot.low, 100 - dot.high, dot.x, 100 - dot.y) for dot in dots),
    )
    return format_html(
        '<svg class="reliability" viewBox="-14 -4 122 124" role="img" aria-label="{}">{}'
        '<line class="reliability__right" x1="0" x2="100" y1="100" y2="0"/>{}{}'
        '<text x="50" y="117" text-anchor="middle">chance it gave, in %</text></svg>',
        *(label, grid, marks, points),
    )
