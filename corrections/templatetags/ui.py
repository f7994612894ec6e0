"""Components of the screen as template tags; each has its page in the gallery."""

from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from corrections import display
from corrections.fields import FieldView, view_of

register = template.Library()

register.simple_tag(display.icon, name="icon")
# Django's own, kept: forty of them stand in the head of every page, and none changes while the process lives.
register.simple_tag(lru_cache(maxsize=512)(static), name="static")
register.filter("clock", display.clock)
register.filter("day", display.day)
register.filter("law", display.law)
register.filter("short_day", display.short_day)
register.filter("long_day", display.long_day)
register.filter("iso", display.iso)
register.filter("moment", display.moment)
register.filter("ago", display.ago)
register.filter("until", display.until)
register.filter("days_away", display.days_away)


# ---- forms -------------------------------------------------------------------------------------------------
@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, FieldView]:
    """One field with label, hint and error. Options: label, hint (False: none), width (s, m), attributes."""
    return {"field": view_of(bound, **options)}


@register.inclusion_tag("ui/fields.html")
def fields(form: BaseForm, *, optional: bool | None = None) -> dict[str, Any]:
    """All fields of a form in their order, the hidden ones last. ``optional=False`` says of none that it is."""
    found = [view_of(bound, optional=optional) for bound in form.visible_fields()]
    return {"hidden": form.hidden_fields(), "fields": found}


# ---- kept --------------------------------------------------------------------------------------------------
class Kept(template.Node):
    def __init__(self, nodes: template.NodeList, asked: list[FilterExpression]) -> None:
        self.nodes = nodes
        self.asked = asked
        self.drawn: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = (get_language(), *(value.resolve(context) for value in self.asked))
        html = self.drawn.get(key)
        if html is None:
            html = self.drawn[key] = self.nodes.render(context)
        return html


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """A part that says the same on every page, drawn once in each language, and once for each value of what is named:

    ``{% kept shell.clinical %}…{% endkept %}``. What depends on anything else does not belong inside.
    """
    asked = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodes, asked)


# ---- blocks ------------------------------------------------------------------------------------------------
# each option by name, so that a page's own "count" or "note" never shows in the head of its panels
PANEL = dict.fromkeys(("id", "href", "link", "count", "note", "level", "css"), "")
DIALOG = dict.fromkeys(("id", "wide"), "")


@register.simple_block_tag(takes_context=True)
def panel(context: Context, content: str, title: str, **options: Any) -> SafeString:
    """A titled box. Options: id (needed), href and link (a link in its head), count, note, level (2 or 3), css."""
    return _render("ui/panel.html", context, content, title=title, **PANEL | options)


@register.simple_block_tag(takes_context=True)
def dialog(context: Context, content: str, title: str, **options: Any) -> SafeString:
    """A native dialog that names the person and the effect. Options: id (needed), wide."""
    return _render("ui/dialog.html", context, content, title=title, **DIALOG | options)


def _render(name: str, context: Context, content: str, **values: Any) -> SafeString:
    inner = get_template(name).template  # type: ignore[attr-defined]
    with context.push(content=SafeString(content), **values):  # rendered by this very template, so escaped already
        return SafeString(inner.render(context))
