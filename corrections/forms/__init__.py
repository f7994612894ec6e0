"""Forms of the ground floor: parse and explain; services write."""

from typing import Any

from django import forms


class FilterForm(forms.Form):
    """What a list is narrowed by, on one line above it (``ui`` draws other forms field by field)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "ds-input"
