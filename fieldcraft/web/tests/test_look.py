import re
from pathlib import Path

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory

from fieldcraft.web.assets.bundle import STYLES
from fieldcraft.web.styleguide.views import PAGES, styleguide

pytestmark = pytest.mark.urls("fieldcraft.web.tests.addresses")
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
PARTIALS = sorted((TEMPLATES / "components").glob("*.html"))


def page(name: str) -> str:
    return styleguide(RequestFactory().get("/styleguide/"), page=name).content.decode()


@pytest.mark.parametrize("name", ["", *PAGES])
def test_a_page_needs_neither_inline_style_nor_inline_script(name: str) -> None:
    html = page(name)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


@pytest.mark.parametrize("name", ["", *PAGES])
def test_no_two_elements_of_a_page_share_an_id(name: str) -> None:
    ids = re.findall(r'\sid="([^"]*)"', page(name))
    assert len(ids) == len(set(ids)), sorted({found for found in ids if ids.count(found) > 1})


@pytest.mark.parametrize("name", ["", *PAGES])
def test_every_icon_on_a_page_is_in_the_sprite(name: str) -> None:
    drawn = set(re.findall(r'id="(\w+)"', (STYLES.parent / "icons.svg").read_text(encoding="utf-8")))
    assert set(re.findall(r"icons\.svg#([\w-]*)", page(name))) <= drawn


def test_a_page_that_is_none_is_not_found() -> None:
    with pytest.raises(Http404):
        page("nothing")


@pytest.mark.parametrize("partial", PARTIALS, ids=lambda path: path.name)
def test_a_partial_says_first_what_it_needs(partial: Path) -> None:
    opening = partial.read_text(encoding="utf-8").split("{% endcomment %}")[0]
    assert opening.startswith("{% comment %}")
    assert "ontext" in opening


@pytest.mark.parametrize("code", [400, 403, 404, 500])
def test_an_error_page_needs_no_request_and_says_what_to_do(code: int) -> None:
    html = render_to_string(f"{code}.html")
    assert "<h1>" in html
    assert "Go to the start" in html


def test_words_from_outside_are_escaped_in_a_step() -> None:
    step = {"key": "a", "title": "<b>x</b>", "account": "A & B", "why": "<script>", "minutes": 5, "actions": []}
    html = render_to_string("components/step_row.html", {"step": step})
    assert "<b>x</b>" not in html
    assert "<script>" not in html
    assert "A &amp; B" in html
