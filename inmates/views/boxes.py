"""The boxes of a person's page, each rendered on its own: one that fails says so, and the rest of the page stands."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from corrections.access import StaffRequest
from inmates.registries import PersonPanel, Subject, person_panels
from inmates.selectors.alone import attempt


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

    def ready() -> Box | None:
        context = panel.load(subject, at=request.at, access=request.access)
        if context is None:
            return None
        html = render_to_string(panel.template, {**context, "subject": subject}, request)
        return shell(key, panel, subject, "ready", html)

    failed: Box | None = shell(key, panel, subject, "failed")
    return attempt(f"panel {key}", ready, failed)


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
