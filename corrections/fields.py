"""What a form field needs to be drawn and read aloud: ids that tie label, hint and error to the control."""

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, IntegerField, widgets
from django.forms.boundfield import BoundWidget
from django.utils.safestring import SafeString

KINDS: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.CheckboxSelectMultiple, "choices"),
    (widgets.RadioSelect, "choices"),
    (widgets.CheckboxInput, "tick"),
    (widgets.Select, "select"),
    (widgets.Textarea, "textarea"),
    (widgets.FileInput, "file"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    label: str
    control: SafeString


@dataclass(frozen=True, slots=True)
class FieldView:
    id: str
    kind: str
    label: str
    hint: str
    hint_id: str
    error: str
    error_id: str
    control: SafeString
    choices: tuple[Choice, ...]
    optional: bool
    width: str
    date: bool


def kind_of(bound: BoundField) -> str:
    return next((kind for widget, kind in KINDS if isinstance(bound.field.widget, widget)), "text")


def is_short(bound: BoundField) -> bool:
    """A day, a time or a number: its box says how much is asked for."""
    return isinstance(bound.field.widget, (widgets.DateInput, widgets.TimeInput)) or isinstance(
        bound.field, IntegerField
    )


def view_of(
    bound: BoundField,
    *,
    label: str = "",
    hint: str | bool = "",
    width: str = "",
    optional: bool | None = None,
    **attrs: Any,
) -> FieldView:
    """A bound field, ready to draw. Further options become attributes of the control.

    ``optional`` is said of a field that need not be filled in; ``False`` where it must be after another answer.
    """
    identity = bound.id_for_label or bound.auto_id or bound.html_name
    hint = "" if hint is False else str(hint or bound.help_text or "")
    error = " ".join(str(message) for message in bound.errors)
    ids = [f"{identity}-{part}" for part, text in (("hint", hint), ("error", error)) if text]
    kind = kind_of(bound)
    attrs |= {"class": "ds-input"} | ({"aria-invalid": "true"} if error else {})
    if ids and kind != "choices":
        attrs["aria-describedby"] = " ".join(ids)
    return FieldView(
        id=identity,
        kind=kind,
        label=str(label or bound.label or ""),
        hint=hint,
        hint_id=f"{identity}-hint",
        error=error,
        error_id=f"{identity}-error",
        control=bound.as_widget(attrs=attrs),
        choices=_choices(bound) if kind == "choices" else (),
        optional=not bound.field.required if optional is None else optional,
        width=width or ("s" if is_short(bound) else ""),
        date=isinstance(bound.field.widget, widgets.DateInput) and bound.field.widget.input_type == "text",
    )


def _choices(bound: BoundField) -> tuple[Choice, ...]:
    return tuple(_choice(part) for part in bound.subwidgets)


def _choice(part: BoundWidget) -> Choice:
    part.data["attrs"]["class"] = "ds-input"
    return Choice(str(part.id_for_label), str(part.choice_label), part.tag(wrap_label=False))
