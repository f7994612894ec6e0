"""The board of a unit: the page, what its poll gets, the past, the wall; and the whole day."""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from corrections.access import Access, StaffRequest, requires
from corrections.models import Prison, Unit
from inmates.forms.past import PastForm
from inmates.permissions import BoardPerm, LogPerm
from inmates.registries import board_links
from inmates.selectors import board_version
from inmates.selectors.board import Board, NoSuchUnit, UnitFacts, Viewer, board_rows, day_agenda, kept, unit_of

MOST_PARTS = 5_000


@require_GET
@requires(BoardPerm.VIEW)
def board(request: StaffRequest, pk: int) -> HttpResponse:
    """The page; to htmx what stands inside it, or 304 when nothing that it shows has changed."""
    wall = request.GET.get("wall") == "1"
    in_scope(request, pk, BoardPerm.WALL if wall else BoardPerm.VIEW)
    past = PastForm(request.GET, at=request.at)
    viewer = Viewer(wall=wall, live=past.moment is None)
    # the page reads the unit in any case, its version with it; a poll asks for the version alone
    unit = None if request.htmx else facts_of(request, pk, past.moment or request.at, viewer)
    etag = etag_of(request, pk, viewer, unit) if viewer.live else ""
    if etag and request.htmx and request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag, "Vary": "HX-Request"})
    shown, html = drawn(request, pk, past.moment or request.at, viewer, etag, unit)
    if not request.htmx:
        return page(request, shown, html, past)
    response = HttpResponse(html, headers={"ETag": etag} if etag else None)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
@requires(BoardPerm.VIEW)
def board_agenda(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything of a day: what has begun, what is to come."""
    in_scope(request, pk, BoardPerm.VIEW)
    past = PastForm(request.GET, at=request.at)
    try:
        unit, day, items = day_agenda(pk, past.cleaned_data.get("day") or past.today, request.at, request.access)
    except NoSuchUnit:
        raise Http404 from None
    about(request, unit)
    context = {
        "unit": unit,
        "day": day,
        "items": items,
        "before": (day - timedelta(days=1)).isoformat(),
        "after": (day + timedelta(days=1)).isoformat(),
        "today": day == timezone.localtime(request.at).date(),
    }
    return render(request, "inmates/agenda.html", context)


# ---- parts -----------------------------------------------------------------------------------------------------
def in_scope(request: StaffRequest, unit_id: int, perm: BoardPerm | LogPerm) -> None:
    """Forbidden to who holds ``perm`` nowhere; for the others a unit where they do not hold it is not there."""
    if not request.access.may(perm):
        raise PermissionDenied
    if not request.access.may(perm, unit_id=unit_id):
        raise Http404


def about(request: StaffRequest, unit: UnitFacts) -> None:
    """What the shell around the page says of where one is."""
    request.prison = Prison(pk=unit.prison_id, name=unit.prison_name)
    request.unit = Unit(pk=unit.id, code=unit.code, name=unit.name, prison=request.prison)


def facts_of(request: StaffRequest, unit_id: int, at: datetime, viewer: Viewer) -> UnitFacts:
    try:
        return unit_of(unit_id, at.astimezone(UTC), request.access, viewer)
    except NoSuchUnit:
        raise Http404 from None


def load(request: StaffRequest, unit_id: int, at: datetime, viewer: Viewer, unit: UnitFacts | None = None) -> Board:
    unit = unit or facts_of(request, unit_id, at, viewer)
    about(request, unit)
    return board_rows(unit_id, at, request.access, viewer, unit)


def drawn(
    request: StaffRequest, unit_id: int, at: datetime, viewer: Viewer, etag: str, unit: UnitFacts | None
) -> tuple[Board, SafeString]:
    """The board and its markup, as they were drawn for the same ``etag``, else drawn now. The past has no tag."""
    found: tuple[Board, SafeString] | None = kept.recall(unit_id, etag) if etag else None
    if found is None:
        shown = load(request, unit_id, at, viewer, unit)
        found = shown, render_board(shown, request.access)
        if etag:
            kept.keep(unit_id, etag, found)
    about(request, found[0].unit)
    return found


def page(request: StaffRequest, shown: Board, html: SafeString, past: PastForm) -> HttpResponse:
    context = {
        "board": shown,
        "html": html,
        "past": past,
        "wall": shown.viewer.wall,
        "live": shown.viewer.live,
        "may_wall": request.access.may(BoardPerm.WALL, unit_id=shown.unit.id),
        "links": links(request.access, shown.unit.id),
    }
    response = render(request, "inmates/board.html", context, status=422 if past.is_bound and past.errors else 200)
    patch_vary_headers(response, ["HX-Request"])
    return response


def links(access: Access, unit_id: int) -> list[dict[str, object]]:
    """The unit's other pages that this user may open."""
    return [
        {"href": reverse(entry.url_name, args=[unit_id]), "icon": entry.icon, "text": entry.label}
        for entry in board_links.values()
        if access.may(entry.perm, unit_id=unit_id)
    ]


def etag_of(request: StaffRequest, unit_id: int, viewer: Viewer, unit: UnitFacts | None) -> str:
    """Another one whenever anything on the board is another: the rows, the minute, the language, what one may do.

    Two who get the same one are shown the same board (``kept``), so everything that one may do on the unit is in it.
    """
    version = unit.version if unit else board_version.of_unit(unit_id)
    seen_by = f"{get_language()}|{request.access.held_at(unit_id)}|{sorted(request.access.roles)}|{viewer}|{build()}"
    digest = hashlib.blake2b(seen_by.encode(), digest_size=6).hexdigest()
    return f'W/"{version}-{int(request.at.timestamp()) // 60}-{digest}"'


@cache
def build() -> str:
    """The look of this release: another template or another word is another board."""
    names = ("inmates/_board.html", "ui/action_list.html", "ui/place_list.html", "ui/agenda.html", "ui/log.html")
    sources = [str(get_template(name).template.source) for name in names]  # type: ignore[attr-defined]
    return hashlib.blake2b("".join([*sources, settings.STATIC_URL]).encode(), digest_size=6).hexdigest()


def render_board(shown: Board, access: Access) -> SafeString:
    """What stands inside the board's page. Each part is kept in this process by what it says, so only news is drawn."""
    unit_id = shown.unit.id
    wall, live = shown.viewer.wall, shown.viewer.live
    values = {
        "board": shown,
        "tally": part("ui/tally.html", tally=shown.tally),
        "actions": part("ui/action_list.html", actions=shown.actions, empty_text=gettext("Nothing needs action now.")),
        "places": part("ui/place_list.html", groups=shown.groups),
        "agenda": part("ui/agenda.html", entries=shown.agenda, empty_text=gettext("Nothing in the next two hours.")),
        "log": "" if wall else part("ui/log.html", lines=shown.log, empty_text=gettext("Nothing in the log yet.")),
        "legend": part("ui/legend.html"),
        "agenda_url": reverse("board_agenda", args=[unit_id]),
        **log_field(unit_id, shown.unit.version),
        "wall": wall,
        "live": live,
        "may_log": live and not wall and access.may(LogPerm.WRITE, unit_id=unit_id),
        "may_see_log": not wall and access.may(LogPerm.VIEW, unit_id=unit_id),
    }
    return render_to_string("inmates/_board.html", values)


def log_field(unit_id: int, version: int) -> dict[str, Any]:
    """Where the one field of the log sends its line, and a key that changes with the board."""
    return {
        "log_url": reverse("unit_log", args=[unit_id]),
        "names_url": reverse("unit_log_names", args=[unit_id]),
        "log_key": uuid5(NAMESPACE_URL, f"{reverse('board', args=[unit_id])}#{version}"),
    }


_parts: dict[tuple[Any, ...], SafeString] = {}


def part(template: str, **values: Any) -> SafeString:
    """A component drawn once for what it says: ``values`` are frozen and hashable."""
    key = (template, get_language(), *(tuple(v) if isinstance(v, list) else v for v in values.values()))
    html = _parts.get(key)
    if html is None:
        if len(_parts) >= MOST_PARTS:
            _parts.clear()
        html = _parts[key] = mark_safe(render_to_string(template, values))  # noqa: S308
    return html
