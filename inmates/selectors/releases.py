"""Releases: what every app's checks say, who goes when, and how far each has come."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext

from corrections.access import Access
from inmates.choices import ReleaseState
from inmates.models import Placement, Release, ReleaseOverride
from inmates.permissions import ReleasePerm
from inmates.registries import Finding, Subject, release_checks
from inmates.rules.releasing import OPEN
from inmates.selectors.alone import attempt


@dataclass(frozen=True, slots=True)
class Said:
    """One finding as it bears on this release: ``level`` after what the ground of the release or a leader answers."""

    key: str
    level: str
    text: str
    href: str = ""
    override: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """One check with what it found. ``hidden`` where the reader may not know what it is about."""

    key: str
    title: str | Promise
    said: list[Said] = field(default_factory=list)
    hidden: bool = False

    @property
    def level(self) -> str:
        levels = {one.level for one in self.said}
        return next((level for level in ("stop", "warn", "ok") if level in levels), "ok")

    @property
    def stops(self) -> list[Said]:
        return [one for one in self.said if one.level == "stop"]


def run(release: Release, at: datetime) -> list[Checked]:
    """Every check of every app. One that fails stops the release: nobody goes on what could not be read."""
    decided = {row.finding: row for row in ReleaseOverride.objects.filter(release=release).select_related("decided_by")}
    found = []
    for key, check in release_checks.items():
        failed = [Finding("stop", gettext("This could not be checked. Try again, or call support."), key="failed")]
        findings = attempt(f"release check {key}", lambda load=check.load: load(release.stay_id, at), failed)  # type: ignore[misc]
        if findings:
            found.append(Checked(key, check.title, [weighed(release, key, one, decided) for one in findings]))
    return found


def weighed(release: Release, check: str, finding: Finding, decided: dict[str, ReleaseOverride]) -> Said:
    key = f"{check}:{finding.key}"[:80]
    level, note = finding.level, ""
    if level == "stop" and release.kind in finding.answered_by:
        level, note = "warn", gettext("The ground of the release answers this.")
    elif level == "stop" and key in decided:
        row = decided[key]
        level, note = (
            "warn",
            gettext("Decided by %(who)s: %(decision)s.")
            % {
                "who": row.decided_by,
                "decision": row.decision,
            },
        )
    return Said(key, level, finding.text, finding.href, finding.override if level == "stop" else "", note)


def readable(checks: Iterable[Checked], subject: Subject, access: Access) -> list[Checked]:
    """As this reader may know it: of a check that they may not read, only that it stops the release is told."""
    shown = []
    for check in checks:
        entry = release_checks.get(check.key)
        if entry is not None and subject.allows(access, entry.perm):
            leads = not entry.opens or subject.allows(access, entry.opens)
            shown.append(check if leads else replace(check, said=[replace(one, href="") for one in check.said]))
        elif check.stops:
            text = gettext("Something that you may not read stops the release. Ask the caseworker or the leader.")
            shown.append(Checked(check.key, check.title, [Said("", "stop", text)], hidden=True))
    return shown


def stops(checks: Iterable[Checked]) -> list[Said]:
    return [one for check in checks for one in check.stops]


# ---- which releases there are --------------------------------------------------------------------------------------
def all_of_them() -> QuerySet[Release]:
    people = ("registered_by", "prepared_by", "confirmed_by", "executed_by", "cancelled_by")
    return Release.objects.select_related("stay__person", "prison", "unit", *people)


def visible(access: Access, perm: ReleasePerm = ReleasePerm.VIEW) -> QuerySet[Release]:
    """The releases of the units and prisons where ``perm`` is held, also after the person has left."""
    return all_of_them().filter(Q(unit__in=access.units(perm)) | Q(unit__isnull=True, prison__in=access.prisons(perm)))


def find(uuid: UUID, access: Access) -> Release | None:
    return visible(access).filter(uuid=uuid).order_by("pk").first()


def open_of(stay_id: int | None) -> Release | None:
    return Release.objects.filter(stay=stay_id, state__in=OPEN).order_by("-pk").first() if stay_id else None


def subject_of(release: Release) -> Subject:
    """Whom a release is about, and where they were held when it was last looked at."""
    person = release.stay.person
    return Subject(person.pk, person.uuid, release.stay_id, release.unit_id, release.prison_id)


@dataclass(frozen=True, slots=True)
class Going:
    """One line of the list of a prison."""

    release: Release
    cell: str


@dataclass(frozen=True, slots=True)
class Departures:
    today: list[Going]
    coming: list[Going]
    done: list[Going]


DAYS_AHEAD = timedelta(days=30)
DONE_WITHIN = timedelta(days=7)


def of_prison(prison_id: int, access: Access, at: datetime) -> Departures:
    """Who goes today (and who should have gone), who goes within a month, who went this week: one statement each."""
    mine = visible(access).filter(prison=prison_id)
    here = mine.filter(stay__during__endswith__isnull=True)
    last = end_of_day(at)
    to_come = here.filter(state__in=OPEN, planned_at__lte=last + DAYS_AHEAD).order_by("planned_at", "pk")
    gone = mine.filter(state=ReleaseState.EXECUTED, executed_at__gt=at - DONE_WITHIN).order_by("-executed_at", "pk")
    lines = with_cells(to_come)
    return Departures(
        today=[line for line in lines if line.release.planned_at <= last],
        coming=[line for line in lines if line.release.planned_at > last],
        done=with_cells(gone),
    )


def with_cells(rows: QuerySet[Release]) -> list[Going]:
    last = Placement.objects.filter(stay=OuterRef("stay")).order_by("-during").values("bed__cell__code")[:1]
    return [Going(row, row.cell or "") for row in rows.annotate(cell=Subquery(last))]


def end_of_day(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=23, minute=59, second=59, microsecond=999_999)
