"""While the demo stood still, time did not: orders were followed by new ones, and whoever had served was released."""

from datetime import date, timedelta

from django.db.models import Max

from corrections.demo.stage import OSLO, Stage, oslo
from corrections.models import User
from corrections.services import work
from inmates.choices import LegalStatusKind
from inmates.models import LegalStatus, Stay
from inmates.services import release
from sentencing.calculation import dates_of
from sentencing.demo.courts import SOON, ahead
from sentencing.models import LONGEST_ORDER, RemandOrder
from sentencing.services import judgments, watch


def let_go(stage: Stage) -> None:
    """On the morning of the last day, before the day of the others is played."""
    clerk = User.objects.get(username="brekke")
    for case in watch.gather(None, stage.at):
        if case.basis == LegalStatusKind.REMAND or not case.judgments:
            continue
        last_day = oslo(dates_of(case.judgments, case.admitted_on, on=stage.today).full, "09:30")
        if last_day < stage.at:
            stay = Stay.objects.get(pk=case.stay_id)
            moved = stay.movements.filter(left_at__gte=last_day).exists()
            release.release(stay=stay, by=clerk, at=stage.at if moved else last_day, note="Ferdig sonet")


def refresh(stage: Stage) -> None:
    clerk = User.objects.get(username="brekke")
    on_remand = LegalStatus.objects.current().filter(kind=LegalStatusKind.REMAND).values("stay_id")
    latest = dict(
        RemandOrder.objects.filter(stay__in=on_remand, stay__during__endswith__isnull=True)
        .values_list("stay_id")
        .annotate(until=Max("expires_on"))
    )
    for stay in Stay.objects.filter(pk__in=latest).select_related("person").order_by("pk"):
        prolong(stage, stay, latest[stay.pk], clerk)


def keep_watch(stage: Stage) -> None:
    """Last of all, over those too who came in another chapter."""
    watch.watch_all(at=stage.at)
    work.escalate(at=stage.at)


def prolong(stage: Stage, stay: Stay, until: date, by: User) -> None:
    """Order upon order, each made the day before the last one ends, until one reaches into the days to come."""
    dice = stage.dice("prolonged", stay.person.number, stage.today)
    while until < stage.today + timedelta(days=SOON):
        made_on = min(until - timedelta(days=1), stage.today)
        wanted = max(until + timedelta(days=1), stage.today + timedelta(days=ahead(dice)))
        expires = min(made_on + LONGEST_ORDER, wanted)
        at = min(stage.at, oslo(made_on, "15:30"))
        judgments.register_remand_order(
            stay=stay, ordered_on=min(made_on, at.astimezone(OSLO).date()), expires_on=expires, by=by, at=at
        )
        until = expires
