"""Dates that two people have confirmed; of one person new ones wait, because three days at large came in between."""

from datetime import timedelta

from corrections.demo.stage import Stage
from corrections.models import User
from inmates.choices import LegalStatusKind
from inmates.models import LegalStatus, Stay
from sentencing.choices import NotCountedReason
from sentencing.models import Judgment
from sentencing.services import calculations

WAITS = "Lervik"


def seed(stage: Stage) -> None:
    clerk, leader = User.objects.get(username="brekke"), User.objects.get(username="fjeldstad")
    serving = LegalStatus.objects.current().exclude(kind=LegalStatusKind.REMAND)
    held = Stay.objects.current().filter(pk__in=serving.values("stay")).select_related("person")
    sentenced = list(held.filter(pk__in=Judgment.objects.values("stay")).order_by("pk"))
    for stay in sentenced:
        made = max(stay.during.lower + timedelta(hours=20), stage.clock(40, "10:30"))
        if made < stage.at:
            first = calculations.work_out(stay=stay, reason="Dommen er rettskraftig", by=clerk, at=made)
            calculations.confirm(calculation=first, by=leader, at=min(stage.at, made + timedelta(hours=3)))
    for stay in sentenced:
        if stay.person.family_name == WAITS:
            add_days(stage, stay, clerk)


def add_days(stage: Stage, stay: Stay, clerk: User) -> None:
    """Three days at large some weeks ago, entered yesterday: everything moves by three days, and waits."""
    first = stage.today - timedelta(days=34)
    document = "Rapport om unnvikelse"
    days = {"first": first, "last": first + timedelta(days=2), "reason": NotCountedReason.NOT_RETURNED}
    at = stage.clock(1, "13:10")
    calculations.leave_out(stay=stay, document=document, by=clerk, at=at, **days)  # type: ignore[arg-type]
    calculations.work_out(stay=stay, reason="Tre døgn som ikke regnes med", by=clerk, at=at + timedelta(minutes=5))
