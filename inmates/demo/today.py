"""The day up to this minute."""

from corrections.demo.estate import SLUG
from corrections.demo.load import copy
from corrections.demo.stage import Stage
from corrections.models import Place, Unit, User
from inmates.demo.cast import B2
from inmates.demo.day import Hands, Step, absence_of, steps_of, write_steps
from inmates.models import Absence, LogEntry, Placement


def play(stage: Stage) -> None:
    hands = Hands(
        places=dict(Place.objects.filter(prison__slug=SLUG).values_list("code", "pk")),
        staff=dict(User.objects.values_list("username", "pk")),
    )
    stays = dict(
        Placement.objects.current().filter(bed__cell__unit__prison__slug=SLUG).values_list("bed__cell__code", "stay_id")
    )
    officer = hands.staff["nesheim"]
    steps: dict[int, list[Step]] = {}
    absences: list[Absence] = []
    for part in B2:
        stay_id = stays[part.cell]
        steps[stay_id] = [
            step for trip in part.trips for step in steps_of(trip, stage=stage, hands=hands, by_id=officer)
        ]
        if part.away:
            absences.append(absence_of(part.away, stay_id=stay_id, stage=stage, by_id=officer))
    write_steps(steps, {})
    copy(absences)
    write_log(stage, hands)


def write_log(stage: Stage, hands: Hands) -> None:
    unit = Unit.objects.get(code="B2", prison__slug=SLUG)
    copy(
        [
            LogEntry(
                unit=unit,
                happened_at=stage.moment(time),
                text=text,
                written_at=stage.moment(time),
                written_by_id=hands.staff[by],
            )
            for time, text, by in (
                ("13:10", "B2-12 sperret, sluk tett. Sak 4471 til drift.", "dale"),
                ("13:58", "Myhre: våken, snakket sammen i fem minutter.", "lunde"),
                ("14:05", "Kvalvåg og Skogli på kjøkkenet, kniv 3 og 4 utlevert mot kvittering.", "lunde"),
                ("14:21", "Karimi fulgt til helse.", "nesheim"),
            )
        ]
    )
