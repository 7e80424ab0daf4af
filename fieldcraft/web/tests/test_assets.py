import gzip
import re

import pytest
from django.test import RequestFactory

from fieldcraft.web.assets.bundle import script, script_files, style_files, stylesheet
from fieldcraft.web.assets.views import scripts, styles

pytestmark = pytest.mark.urls("fieldcraft.web.tests.addresses")


def test_the_order_of_layers_comes_first() -> None:
    assert stylesheet().text.startswith(b"@layer tokens, base, layout, components, utilities;")


def test_every_other_file_stays_in_its_layer() -> None:
    for path in style_files()[1:]:
        code = path.read_text(encoding="utf-8").split("*/", 1)[1].strip()
        assert code.startswith("@layer "), path.name
        assert code.count("{") == code.count("}"), path.name


def test_all_styles_stay_within_thirty_kilobytes() -> None:
    assert len(stylesheet().packed) <= 30_000


def test_the_styles_are_cacheable_for_ever_under_their_digest() -> None:
    sheet = stylesheet()
    response = styles(RequestFactory().get(sheet.href, HTTP_ACCEPT_ENCODING="gzip, br"), digest=sheet.digest)
    assert "immutable" in response["Cache-Control"]
    assert gzip.decompress(response.content) == sheet.text
    plain = styles(RequestFactory().get(sheet.href), digest=sheet.digest)
    assert plain.content == sheet.text
    assert "Content-Encoding" not in plain


def test_an_old_digest_is_sent_on_to_the_present_styles() -> None:
    response = styles(RequestFactory().get("/assets/old.css"), digest="old")
    assert response.status_code == 302
    assert response["Location"] == stylesheet().href


def test_every_script_is_a_block_of_its_own_in_one_module() -> None:
    for path in script_files():
        code = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(import|export)\b", code, re.MULTILINE), path.name
        assert f"{{\n{code}}}\n".encode() in script().text
    asked = RequestFactory().get(script().href)
    response = scripts(asked, digest=script().digest)
    assert response.content == script().text
    assert response["Content-Type"].startswith("text/javascript")
    assert scripts(asked, digest="old")["Location"] == script().href
