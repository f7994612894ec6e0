"""Every component draws in every state, in both languages, with nothing that the strict policy would stop."""

import datetime as dt
import re
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from corrections import gallery
from corrections.gallery.components import COMPONENTS

AT = dt.datetime(2026, 11, 24, 14, 32, tzinfo=ZoneInfo("Europe/Oslo"))
TEMPLATES = settings.BASE_DIR / "templates"
STATIC = settings.BASE_DIR / "static"
OWN = sorted(TEMPLATES.rglob("*.html"))
INLINE = re.compile(r"""\sstyle=|<style|\son[a-z]+=|javascript:|hx-on|hx-boost|js:""")
SCRIPT = re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))")


def drawn(language: str) -> str:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with translation.override(language):
        return "".join(example.html for section in gallery.sections(request, at=AT) for example in section.examples)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_component_draws_in_both_languages(language: str) -> None:
    html = drawn(language)
    assert "B2-06 Myhre" in html
    assert "{{" not in html
    assert "{%" not in html


def test_no_two_elements_of_the_gallery_share_an_id() -> None:
    ids = Counter(re.findall(r'\sid="([^"]+)"', drawn("en")))
    assert [name for name, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("path", OWN, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_has_inline_style_or_script(path: object) -> None:
    text = path.read_text()  # type: ignore[attr-defined]
    assert INLINE.search(text) is None
    assert SCRIPT.search(text) is None


def test_every_icon_in_a_template_is_in_the_sprite() -> None:
    listed = {line.split()[0] for line in (STATIC / "icons.txt").read_text().splitlines() if line[:1].isalpha()}
    known = listed | {file.stem for file in (STATIC / "icons").glob("*.svg")}
    used = {name for path in OWN for name in re.findall(r"\{% icon \"([\w-]+)\"", path.read_text())}
    assert used - known == set()


def test_every_component_has_a_place_in_the_gallery() -> None:
    shown = " ".join(path.read_text() for path in (TEMPLATES / "corrections" / "gallery").glob("*.html"))
    shown += " ".join(component.template for component in COMPONENTS)
    shell = {"topbar", "live", "stale_banner", "messages", "foot", "side_sheet", "palette", "_palette_results", "keys"}
    shell |= {"toasts", "toast", "cover", "panel", "dialog", "field", "fields", "error_summary", "form"}
    parts = {path.stem for path in (TEMPLATES / "ui").glob("*.html")} - shell
    assert [name for name in sorted(parts) if f"ui/{name}.html" not in shown] == []


def test_what_the_page_has_under_the_name_of_an_option_shows_in_no_head_of_a_box() -> None:
    page = Template("{% load ui %}{% panel title=title id='box' %}inside{% endpanel %}")
    of_the_page = {"title": "What comes next", "count": "4 2026-11-22T21:55", "note": "of the page", "level": 3}
    said = page.render(Context(of_the_page))
    assert "What comes next" in said
    assert "inside" in said
    assert "2026" not in said
    assert "of the page" not in said
    assert "<h2" in said
