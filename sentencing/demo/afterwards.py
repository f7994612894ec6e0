"""What comes after a court: part of a fine is paid, somebody asks for release, and a remand has restrictions."""

from datetime import timedelta

from corrections.demo.estate import SLUG
from corrections.demo.stage import Stage
from corrections.models import User
from inmates.models import Stay
from sentencing.choices import PetitionAnswer, PetitionBy, RestrictionKind, TermKind
from sentencing.demo.courts import KRONER_A_DAY
from sentencing.models import Judgment, RemandOrder
from sentencing.services import conversions, preventive
from sentencing.services.restrictions import Restricted, restrict

RECEIPT = "Kvittering fra Statens innkrevingssentral"


def seed(stage: Stage) -> None:
    clerk = User.objects.get(username="brekke")
    here = Stay.objects.current().filter(reception_prison__slug=SLUG)
    fine = Judgment.objects.filter(kind=TermKind.FINE, stay__in=here).order_by("pk").first()
    if fine is not None:
        paid_on = stage.today - timedelta(days=1)
        conversions.note_fulfilled(
            judgment=fine, amount=2 * KRONER_A_DAY, on=paid_on, document=RECEIPT, by=clerk, at=stage.at
        )
    frame = Judgment.objects.filter(kind=TermKind.PREVENTIVE, stay__in=here).order_by("pk").first()
    if frame is not None:
        ask_for_release(stage, frame, clerk)
    order = (
        RemandOrder.objects.filter(stay__in=here, expires_on__gt=stage.today, ordered_on__isnull=False)
        .order_by("stay_id", "-pk")
        .first()
    )
    if order is not None and order.ordered_on is not None:
        kinds = [RestrictionKind.VISIT_BAN, RestrictionKind.MEDIA_BAN]
        restrict(order, order.ordered_on, [Restricted(kind) for kind in kinds], clerk, stage.at)


def ask_for_release(stage: Stage, frame: Judgment, clerk: User) -> None:
    """The service asked three weeks ago and the prosecutor consents: it is now for the region."""
    asked, answered = stage.today - timedelta(days=21), stage.today - timedelta(days=6)
    petition = preventive.ask_for_release(
        judgment=frame, asked_by=PetitionBy.SERVICE, asked_on=asked, by=clerk, at=stage.clock(20, "10:00")
    )
    preventive.note_answer(
        petition=petition,
        answer=PetitionAnswer.CONSENT,
        answered_on=answered,
        by=clerk,
        at=stage.clock(5, "10:00"),
    )
