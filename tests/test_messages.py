"""Both languages are complete, and say the same."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.test import override_settings
from django.utils import translation

from corrections.launch import collect_messages, compile_messages
from corrections.launch.collect_messages import KEYWORDS

TEMPLATES = sorted((Path(__file__).resolve().parent.parent / "templates").rglob("*.html"))
CODE = re.compile(
    r"<(script|kbd)\b.*?</\1>|<(\w+) lang=\"(?:nb|en)\">[^<]*</\2>"  # code, keys, and each language's own name
    r"|{%\s*block (?:bodyclass|bodydata|mainclass|wide|size)\s*%}.*?{%\s*endblock\s*%}"  # inside the page's own tags
    r"|{%\s*blocktrans.*?endblocktrans(?:late)?\s*%}|{%\s*comment.*?endcomment\s*%}|{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<[^>]*>",
    re.DOTALL,
)
SAID_IN_EVERY_LANGUAGE = {
    "Ctrl",
    "K",
    "NO",
    "EN",
    "kr",
    "Esc",
    "PDF",
    "CSV",
    "min",
    "nbsp",
    "middot",
    "ndash",
    "times",
    "amp",
}


def catalogue(app: str) -> Catalog:
    path = collect_messages.catalogue_path(app)
    if not path.exists():
        return Catalog(locale="nb")
    with path.open("rb") as text:
        return read_po(text, locale="nb")


@pytest.mark.parametrize("app", collect_messages.FLOORS)
def test_every_text_is_translated_and_none_is_left_over(app: str) -> None:
    wanted = {(collect_messages.message_key(m.id), m.context) for m in collect_messages.collect()[app] if m.id}
    kept = {
        (collect_messages.message_key(m.id), m.context)
        for m in catalogue(app)
        if m.id and m.string and all([m.string] if isinstance(m.string, str) else m.string) and not m.fuzzy
    }
    assert wanted - kept == set(), "run `make messages` and translate"
    assert kept - wanted == set(), "run `make messages`"


@pytest.mark.parametrize("app", collect_messages.FLOORS)
def test_a_translation_fills_in_the_same_values(app: str) -> None:
    wrong = [(message.id, str(error)) for message, errors in catalogue(app).check() for error in errors]
    assert not wrong


def in_f_strings(path: Path) -> set[str]:
    """Texts that are asked for inside an f-string: whoever collects the texts does not look in there."""
    every = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    inside = [one for string in every if isinstance(string, ast.JoinedStr) for one in ast.walk(string)]
    calls = [one for one in inside if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)]
    asked = [call.args[0] for call in calls if getattr(call.func, "id", "") in KEYWORDS and call.args]
    return {text.value for text in asked if isinstance(text, ast.Constant) and isinstance(text.value, str)}


def test_every_text_is_asked_for_where_it_is_collected() -> None:
    """Under the names that the collector knows, and not inside an f-string alone."""
    collected = {message.id for found in collect_messages.collect().values() for message in found}
    files = [path for app in collect_messages.FLOORS for path in collect_messages.sources(app) if path.suffix == ".py"]
    assert {text for path in files for text in in_f_strings(path)} - collected == set()
    alias = re.compile(r"import n?p?gettext(?:_lazy)? as (?!_$)", re.MULTILINE)
    assert [str(path) for path in files if alias.search(path.read_text(encoding="utf-8"))] == []


def named_values(text: str | tuple[str, ...] | list[str] | None) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sd]", text if isinstance(text, str) else " ".join(text or ())))


@pytest.mark.parametrize("app", collect_messages.FLOORS)
def test_no_named_value_is_lost_or_invented(app: str) -> None:
    assert [m.id for m in catalogue(app) if m.id and named_values(m.id) != named_values(m.string)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_outside_the_catalogue(template: Path) -> None:
    left = CODE.sub(" ", template.read_text(encoding="utf-8"))
    words = set(re.findall(r"[A-Za-zÆØÅæøå]{2,}", left)) - SAID_IN_EVERY_LANGUAGE
    assert not words


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_label_in_an_attribute_is_translated(template: Path) -> None:
    bare = re.findall(
        r'\s(?:aria-label|title|placeholder|alt)="([^"{]*[A-Za-zÆØÅæøå]{2,}[^"{]*)"',
        template.read_text(encoding="utf-8"),
    )
    assert not bare


def test_every_app_speaks_bokmal_with_the_words_of_the_field() -> None:
    assert compile_messages.main() == 0
    folders = [collect_messages.catalogue_path(app).parents[2] for app in collect_messages.FLOORS]
    with override_settings(LOCALE_PATHS=folders), translation.override("nb"):
        assert translation.gettext("Duty manager") == "Vaktleder"
        assert translation.gettext("Change whereabouts") == "Endre oppholdssted"
        assert translation.gettext("Remand order") == "Fengslingskjennelse"
        assert translation.pgettext("import", "Register") != translation.gettext("Register") == "Registrer"
