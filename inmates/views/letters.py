"""Letters: drawn from a template in the language of the letter, on the screen and as PDF.

The PDF needs Pango on the machine. Where there is none the page to print is what there is, and says so.
"""

from ctypes import CDLL
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

STYLE = Path(settings.BASE_DIR) / "static" / "css" / "decision-letter.css"


def html(template: str, context: dict[str, Any], language: str) -> SafeString:
    with translation.override(language):
        return render_to_string(template, context)


def pdf(template: str, context: dict[str, Any], language: str, name: str) -> HttpResponse:
    """The letter as a file. Nothing is fetched while it is drawn: it holds no picture and no address."""
    if engine() is None:
        raise Http404
    answer = HttpResponse(draw(html(template, context, language), language), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def draw(inner: SafeString, language: str) -> bytes:
    tool = engine()
    whole = f'<!doctype html><html lang="{language}"><meta charset="utf-8"><body>{inner}</body></html>'
    style = tool.CSS(string=STYLE.read_text(encoding="utf-8"))
    found: bytes = tool.HTML(string=whole, url_fetcher=nothing).write_pdf(stylesheets=[style])
    return found


def nothing(url: str) -> dict[str, Any]:
    raise ValueError(f"a letter fetches nothing: {url}")


@cache
def can_draw() -> bool:
    """Cheap: the tool itself is loaded for the first letter, and that takes a while."""
    try:
        CDLL("libpango-1.0.so.0")
    except OSError:
        return False
    return find_spec("weasyprint") is not None


@cache
def engine() -> Any:
    """WeasyPrint, where the machine has the Pango that it draws with."""
    try:
        return import_module("weasyprint")
    except (ImportError, OSError):
        return None
