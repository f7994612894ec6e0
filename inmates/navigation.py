"""What this floor lends to the shell: where the day begins, tabs about a prison, names for the review of lookups."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from corrections.access import StaffRequest
from corrections.permissions import EstatePerm
from corrections.registries import NavigationEntry, ReadSubject, landings, navigation, prison_tabs, read_subjects
from corrections.selectors import estate
from inmates.permissions import (
    BoardPerm,
    CustodyPerm,
    DecisionPerm,
    ImportPerm,
    LogPerm,
    PersonPerm,
    ReceptionPerm,
    ReleasePerm,
)
from inmates.selectors import lookups


def first_board(request: StaffRequest) -> str:
    """One's own unit, or the only one; with several, the prison they are in."""
    units = request.access.units(BoardPerm.VIEW)
    home = request.user.home_unit_id
    if home in units or len(units) == 1:
        return reverse("board", args=[home if home in units else next(iter(units))])
    slug = slug_of(request) if units else ""
    return reverse("prison", args=[slug]) if slug else ""


def people(request: StaffRequest) -> str:
    """For those who come to meet people, such as teachers."""
    return reverse("people") if request.access.may(PersonPerm.VIEW) else ""


def slug_of(request: StaffRequest) -> str:
    """The only prison in scope; with several the list of prisons is the better beginning."""
    slugs = estate.prisons(request.access, BoardPerm.VIEW).values_list("slug", flat=True)[:2]
    return slugs[0] if len(slugs) == 1 else ""


navigation.register(
    "board", NavigationEntry(_("Board"), "board", "grid", perm=BoardPerm.VIEW, needs_unit=True), order=10
)
navigation.register("residents", NavigationEntry(_("Residents"), "people", "people", perm=PersonPerm.VIEW), order=30)
navigation.register(
    "log", NavigationEntry(_("Unit log"), "unit_log", "log", perm=LogPerm.VIEW, needs_unit=True), order=40
)
navigation.register(
    "receptions", NavigationEntry(_("Reception"), "receptions", "reception", perm=ReceptionPerm.RUN), order=34
)
navigation.register(
    "duplicates", NavigationEntry(_("Duplicates"), "duplicates", "people", perm=ReceptionPerm.MERGE), order=86
)
navigation.register("imports", NavigationEntry(_("Import"), "imports", "upload", perm=ImportPerm.RUN), order=88)
landings.register("board", first_board, order=10)
landings.register("people", people, order=95)
prison_tabs.register("overview", NavigationEntry(_("Overview"), "prison", "home", EstatePerm.VIEW), order=10)
prison_tabs.register("roll", NavigationEntry(_("Roll"), "roll", "people", EstatePerm.VIEW), order=12)
prison_tabs.register(
    "trips", NavigationEntry(_("Movement list"), "trips", "truck", CustodyPerm.VIEW, whole=True), order=16
)
prison_tabs.register("releases", NavigationEntry(_("Releases"), "releases", "door", ReleasePerm.VIEW), order=30)
prison_tabs.register(
    "apart", NavigationEntry(_("Kept apart"), "apart", "keep-apart", CustodyPerm.VIEW_APART, whole=True), order=31
)
prison_tabs.register("decisions", NavigationEntry(_("Decisions"), "decisions", "gavel", DecisionPerm.VIEW), order=32)
prison_tabs.register(
    "contact_officers",
    NavigationEntry(_("Contact officers"), "contact_officers", "person", CustodyPerm.CONTACT_OFFICER),
    order=50,
)
read_subjects.register(
    "inmates.person",
    ReadSubject(
        names=lookups.names,
        find=lookups.find,
        pages={
            "person.overview": _("Overview"),
            "person.timeline": _("Timeline"),
            "person.log": _("Log"),
            "person.cells": _("Cells and absences"),
            "person.details": _("Person"),
            "person.photo": _("Photo"),
            "person.move": _("Move cell"),
            "person.transfer": _("Transfer"),
            "person.trip": _("Trip"),
            "person.absence": _("Absence"),
            "person.board": _("Board"),
            "person.compared": _("Compared with another record"),
            "person.act": _("A form about the person"),
            "person.property": _("Property"),
            "person.release": _("Release"),
            "person.way_out": _("The way out"),
            "person.leave": _("Leave"),
            "person.decisions": _("Decisions"),
            "person.decision": _("A decision"),
            "person.panel.numbers": _("Identity numbers"),
        },
    ),
)
