"""The boxes of a person's page, each rendered on its own: one that fails says so, and the rest of the page stands."""

import logging
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from corrections.access import StaffRequest
from inmates.registries import PersonPanel, Subject, person_panels

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Box:
    """One box ready to print. ``state``: ready, failed, lazy (the browser fetches it) or asked (on request)."""

    id: str
    title: str | Promise
    state: str
    url: str
    column: int
    html: SafeString | str = ""
    href: str = ""
    link: str | Promise = ""


def boxes(request: StaffRequest, subject: Subject, tab: str) -> list[list[Box]]:
    """The columns of a tab. What the user may not see, and what has no place on the page, leaves nothing behind."""
    columns: list[list[Box]] = [[], [], []]
    for key, panel in person_panels.items():
        if panel.tab != tab or not subject.allows(request.access, panel.perm):
            continue
        waiting = "asked" if panel.on_request else "lazy" if panel.lazy else ""
        box = shell(key, panel, subject, waiting) if waiting else fill(request, subject, key, panel)
        if box is not None:
            columns[panel.column - 1].append(box)
    return [column for column in columns if column]


def fill(request: StaffRequest, subject: Subject, key: str, panel: PersonPanel) -> Box | None:
    """Load and render one box. Whatever goes wrong in it, goes wrong in it alone."""
    try:
        with alone():
            context = panel.load(subject, at=request.at, access=request.access)
            if context is None:
                return None
            html = render_to_string(panel.template, {**context, "subject": subject}, request)  # type: ignore[arg-type]
    except Exception:  # whatever it is, the rest of the page stands
        log.exception("panel %s failed", key)
        return shell(key, panel, subject, "failed")
    return shell(key, panel, subject, "ready", html)


def shell(key: str, panel: PersonPanel, subject: Subject, state: str, html: SafeString | str = "") -> Box:
    return Box(
        id=f"panel-{key}",
        title=panel.title,
        state=state,
        url=reverse("person_panel", args=[subject.uuid, key]),
        column=panel.column,
        html=html,
        href=panel.href(subject) if panel.href and state == "ready" else "",
        link=panel.link,
    )


def alone() -> AbstractContextManager[Any]:
    """A savepoint where a transaction is open, so that a failed statement does not spoil it; else nothing is needed."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()
