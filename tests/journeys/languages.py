"""Journeys read the texts as the code says them, in English. Here a page is read as the house reads it, in Bokmål.

``catalogues`` loads what is translated; ``in_bokmal(window)`` then says what is wrong with the page as it stands:
another language in its head, English left over, what breaks WCAG, and whether it scrolls sideways.
"""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages.pofile import read_po
from django.template.autoreload import reset_loaders
from playwright.sync_api import Page
from pytest_django import Settings

from corrections.launch import collect_messages, compile_messages
from corrections.models import User
from inmates.views import board
from tests.journeys.browser import Window

# Words that no Norwegian sentence has, and hardly an English one goes without.
ENGLISH = re.compile(
    r"\b(the|and|of|with|without|this|that|these|those|which|who|whom|whose|was|were|has|have|been|from|you|your|they"
    r"|their|nobody|somebody|nothing|before|after|until|what|where|cannot|already|choose|write)\b",
    re.IGNORECASE,
)
TEXTS = """() => {
  const silent = "script, style, template, kbd, textarea, [lang=en], [lang=en] *";
  const found = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.matches(silent)) found.push(node.textContent);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (!element.matches(silent)) found.push(element.getAttribute(name));
  return found.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""


@pytest.fixture
def catalogues(settings: Settings) -> Iterator[None]:
    """The texts as they are shipped: a reader of Bokmål gets Bokmål, a reader of English what the code says.

    Templates keep parts that they have drawn once in a language ({% kept %}), and so does the board: they are drawn
    anew before and after.
    """
    assert compile_messages.main() == 0
    settings.LOCALE_PATHS = [collect_messages.catalogue_path(app).parents[2] for app in collect_messages.FLOORS]
    forget_what_is_drawn()
    yield
    forget_what_is_drawn()


def forget_what_is_drawn() -> None:
    reset_loaders()
    board._parts.clear()


def in_bokmal(window: Window) -> list[str]:
    """What is wrong with the page that is open, one line each."""
    page = window.page
    said = page.locator("html").get_attribute("lang")
    wrong = [] if said == "nb" else [f"the page says that it is in {said}"]
    wrong += [f"in English: {text}" for text in english_on(page)]
    wrong += [f"axe: {line}" for line in window.axe()]
    return wrong + (["it scrolls sideways"] if window.scrolls_sideways() else [])


def english_on(page: Page) -> list[str]:
    texts: list[str] = page.evaluate(TEXTS)
    return sorted({text for text in texts if ENGLISH.search(text) or text in said_otherwise()})


@cache
def said_otherwise() -> frozenset[str]:
    """Whole texts of the code that Bokmål says in other words, and that are no Bokmål themselves."""
    pairs = [pair for app in collect_messages.FLOORS for pair in translated(app)]
    return frozenset(english for english, bokmal in pairs if english != bokmal) - {bokmal for _english, bokmal in pairs}


def translated(app: str) -> Iterator[tuple[str, str]]:
    path = collect_messages.catalogue_path(app)
    if not path.exists():
        return
    with path.open("rb") as text:
        for message in read_po(text, locale="nb"):
            if isinstance(message.id, str) and isinstance(message.string, str) and message.id:
                yield message.id, message.string


def then_it_reads_in_both_languages(window: Window, user: User) -> None:
    """The page that ``user`` has open, which is one that can be asked for again: in English, and then in Bokmål."""
    assert window.axe() == []
    assert not window.scrolls_sideways()
    speak(window, user, "nb")
    wrong = in_bokmal(window)
    assert not wrong, "\n".join(wrong)
    speak(window, user, "en")


def then_it_reads_well(window: Window) -> None:
    """The page as it stands, in the language of whoever has it open."""
    wrong = in_bokmal(window) if window.page.locator("html").get_attribute("lang") == "nb" else window.axe()
    assert not wrong, "\n".join(wrong)
    assert not window.scrolls_sideways()


def speak(window: Window, user: User, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)
    window.page.reload()
