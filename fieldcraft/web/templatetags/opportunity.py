"""Lists of the page of one opportunity, drawn at a tenth of a loop's cost: they were a third of its template."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fieldcraft.web.opportunities.present.chance import ReasonLine
from fieldcraft.web.shapes import Figure, Fold, News
from fieldcraft.web.templatetags.ui import icon

register = template.Library()


@register.simple_tag
def figure_lines(figures: Iterable[Figure]) -> SafeString:
    """The lines of components/figures.html."""
    return SafeString(
        "".join(
            [
                format_html(
                    "<div><dt>{}</dt><dd>{}{}</dd></div>",
                    *(
                        figure.label,
                        figure.value,
                        format_html("<small>{}</small>", figure.small) if figure.small else "",
                    ),
                )
                for figure in figures
            ]
        )
    )


@register.simple_tag
def news_lines(items: Iterable[News]) -> SafeString:
    """What changed, a line each; what is new to the reader is marked by a word."""
    badge = SafeString(' <span class="badge" data-tone="accent">New</span>')
    return SafeString(
        "".join(
            [
                format_html(
                    "<li{}><span>{}</span><p>{}{}{}</p></li>",
                    *(SafeString(" data-new") if one.new else "", one.day, one.text),
                    *(format_html(" <small>{}</small>", one.who) if one.who else "", badge if one.new else ""),
                )
                for one in items
            ]
        )
    )


@register.simple_tag
def reason_lines(reasons: Iterable[ReasonLine]) -> SafeString:
    """What moves the chance, a line each with its points."""
    unit = SafeString('<span class="hidden-text"> points</span>')
    return SafeString(
        "".join(
            [
                format_html(
                    "<li><span>{} <small>{}</small></span><b>{}{}</b></li>", one.text, one.small, one.points, unit
                )
                for one in reasons
            ]
        )
    )


@register.simple_tag
def fold_line(stage: Fold) -> SafeString:
    """A stage that is folded: opened, it fetches its criteria; without a script a link does."""
    return format_html(
        '<details class="fold" id="stage-{0}" hx-get="{1}" hx-trigger="toggle once" hx-select="#stage-{0}"'
        ' hx-swap="outerHTML"><summary data-row>{2}<b>{3}</b><small>{4} of {5} shown</small></summary>'
        '<p class="fold__body"><a href="{1}#stage-{0}">Show them</a></p></details>\n',
        *(stage.key, stage.href, icon("chevron"), stage.title, stage.met, stage.total),
    )
