"""The component gallery: every part of the screen in every state, on one page, for people and for the tests.

People and places are invented. A test renders this page in both languages and both colour schemes under axe.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from corrections.gallery.components import COMPONENTS, Component


@dataclass(frozen=True, slots=True)
class Shown:
    """An example as it stands on the page."""

    state: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    note: str
    template: str
    examples: list[Shown]
    small: bool


def sections(request: HttpRequest, *, at: dt.datetime) -> list[Section]:
    """Every component with its examples drawn, as of ``at``."""
    return [_section(component, request, at) for component in COMPONENTS]


def _section(component: Component, request: HttpRequest, at: dt.datetime) -> Section:
    drawn = [
        Shown(state, _draw(component.template, values, request)) for state, values in component.examples(at).items()
    ]
    return Section(component.name, str(component.note), component.template, drawn, component.small)


def _draw(template: str, values: dict[str, Any], request: HttpRequest) -> SafeString:
    return render_to_string(template, values, request)
