"""Serving outside the walls as decisions of the engine: one kind each, checked when heard and decided, and granted
with the notice. What they ask for is data (rule ``OUTSIDE``); here are the words of what is refused.
"""

from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corrections import display
from corrections.models import User
from inmates.choices import DecisionLevel, DecisionOutcome, LegalStatusKind
from inmates.decision_kinds import DecisionField, DecisionKind, Ground
from inmates.models import Decision, Stay
from sentencing.choices import OutsideKind, OutsideState
from sentencing.models import HouseholdMember, OutsideTerm
from sentencing.rules import outside as rules
from sentencing.rules import timetable
from sentencing.rules.outside import Known, Wanted
from sentencing.selectors.dates import basis_of, dates_of_stay
from sentencing.services import outside, steps_decided
from sentencing.services.outside import Asked, OutsideRefused
from sentencing.services.outside_hours import OPEN, parameters_at

K = OutsideKind
PREFIX: Final = "outside-"


def kind_of(decision: Decision) -> str:
    return KIND_OF[decision.kind]


# ---- what is applied for ---------------------------------------------------------------------------------------------
def asked_of(decision: Decision, at: datetime) -> Asked:
    kind, given = kind_of(decision), decision.details
    first_on = day_of(given.get("first_on"))
    months = given.get("reporting_months")
    return Asked(
        Wanted(
            kind=kind,
            first_on=first_on,
            last_on=end_of(decision, at) if kind == K.PROBATION else day_of(given.get("last_on")),
            special_reason=str(given.get("special_reason", ""))[:300],
            is_education=given.get("education") == "yes",
            earlier=outside.links_before(decision.stay_id) if kind == K.INTERRUPTION else 0,
            reporting_months=int(months) if str(months or "").isdecimal() else None,
        ),
        place=str(given.get("place", ""))[:120],
        purpose=str(given.get("purpose", ""))[:300],
        timetable=hours_of(str(given.get("timetable", ""))) if kind in (K.DAY_RELEASE, K.MONITORING) else "",
    )


def day_of(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise OutsideRefused(_("Say from which day, and to which day."), code="no_days") from None


def end_of(decision: Decision, at: datetime) -> date:
    """Probation ends when the full term would have been served (strgjfl. s. 42 last paragraph)."""
    dates = dates_of_stay(decision.stay_id, timezone.localtime(at).date())
    if dates is None:
        raise OutsideRefused(REFUSED["no_dates"], code="no_dates")
    return dates.full


def hours_of(text: str) -> str:
    try:
        return timetable.written(timetable.read(text))
    except ValueError:
        raise OutsideRefused(
            _("Write the hours of the week such as “Mon-Fri 07:30-16:00, Sat 10-14”."), code="timetable"
        ) from None


def known_of(stay: Stay, at: datetime) -> Known:
    dates = dates_of_stay(stay.pk, timezone.localtime(at).date())
    is_remand = basis_of(stay.pk, at) in ("", LegalStatusKind.REMAND)
    if dates is None:
        return Known(is_remand=is_remand)
    is_preventive = dates.frame_expires is not None
    return Known(
        lines={line.what: line.on for line in dates.steps},
        full=dates.full,
        is_eligible=dates.eligible,
        is_preventive=is_preventive,
        is_remand=is_remand,
    )


# ---- what speaks against it ------------------------------------------------------------------------------------------
REFUSED: Final[dict[str, Any]] = {
    "remand": gettext_lazy("Nobody on remand serves outside (strgjfl. s. 52)."),
    "preventive": gettext_lazy("Preventive detention is served inside: it is neither interrupted nor served outside."),
    "preventive_probation": gettext_lazy(
        "Of probation from preventive detention the court decides, or the prosecutor consents (strl. s. 44)."
    ),
    "backwards": gettext_lazy("It ends before it begins. Check the dates."),
    "no_dates": gettext_lazy("No day can be worked out from which it is possible. Enter the judgment first."),
    "past_the_end": gettext_lazy("It lasts longer than the term. Check the dates."),
    "too_short": gettext_lazy("The term is too short for it (%(source)s)."),
    "too_early": gettext_lazy("It is possible from %(day)s at the earliest (%(source)s)."),
    "too_long": gettext_lazy("It may last to %(longest)s at the longest (%(source)s)."),
    "remainder": gettext_lazy(
        "Less than 14 days would be left of the term. Write the weighty reasons (strgjfl. s. 42)."
    ),
    "reporting_short": gettext_lazy("The reporting duty lasts a month at least (fskr. s. 3-42)."),
    "reporting_long": gettext_lazy(
        "A reporting duty above a year must be particularly required. Write the reasons (fskr. s. 3-42)."
    ),
    "offence": gettext_lazy("Electronic monitoring is never granted for these offences (strgjfl. s. 16 a)."),
    "against_home": gettext_lazy(
        "Electronic monitoring is not granted for these offences where they were against a child or the home."
    ),
    "no_power": gettext_lazy("The home must have power for the monitor."),
    "adult": gettext_lazy(
        "%(name)s lives in the home and does not consent. Every adult there must (strgjfl. s. 16 a)."
    ),
    "child": gettext_lazy("%(name)s lives in the home, and is not informed and heard yet (fskr. s. 7-9)."),
    "alone": gettext_lazy("Say who lives in the home, or that nobody does."),
    "conditions": gettext_lazy("Write the conditions."),
    "place": gettext_lazy("Write where, and what for."),
    "waits": gettext_lazy("One of the same kind is granted already and has not begun. Withdraw that first."),
    "follows": gettext_lazy("The interruption that runs lasts to %(longest)s. An extension begins the day after."),
}


def check(decision: Decision, at: datetime) -> None:
    asked, known, parameters = asked_of(decision, at), known_of(decision.stay, at), parameters_at(at)
    given = parameters[asked.wanted.kind]
    first, longest = rules.earliest(asked.wanted.kind, known, given), rules.last_day(asked.wanted, given)
    values = {
        "source": given["source"],
        "day": display.day(first) if first else "",
        "longest": display.day(longest) if longest else "",
    }
    if code := rules.wrong(asked.wanted, known, parameters):
        raise OutsideRefused(str(REFUSED[code]) % values, code=code, source=given["source"])
    refuse_thin(decision, asked)
    refuse_standing(decision, asked, given["source"])
    if asked.wanted.kind == K.MONITORING:
        refuse_home(decision)


def refuse_thin(decision: Decision, asked: Asked) -> None:
    if not asked.place.strip() or not asked.purpose.strip():
        raise OutsideRefused(str(REFUSED["place"]), code="place")
    if asked.wanted.kind in (K.OUTSIDE, K.MONITORING, K.PROBATION) and not decision.conditions.strip():
        raise OutsideRefused(str(REFUSED["conditions"]), code="conditions")


def refuse_standing(decision: Decision, asked: Asked, source: str) -> None:
    """One of a kind at a time, and an extension joins on to what it extends."""
    waits = OutsideTerm.objects.filter(stay=decision.stay_id, kind=asked.wanted.kind, state="GRANTED")
    if waits.exists():
        raise OutsideRefused(str(REFUSED["waits"]), code="waits")
    runs = outside.running(decision.stay_id, K.INTERRUPTION) if asked.wanted.kind == K.INTERRUPTION else None
    if runs is not None and (asked.wanted.first_on - runs.last_on).days != 1:
        text = str(REFUSED["follows"]) % {"longest": display.day(runs.last_on)}
        raise OutsideRefused(text, code="follows", source=source)


def refuse_home(decision: Decision) -> None:
    """Suitable: the offence, the power, everybody who lives there (strgjfl. s. 16 a; fskr. ch. 7)."""
    given = decision.details
    code = rules.unfit_for_monitoring(
        str(given.get("offence", "")),
        has_power=given.get("power") == "yes",
        is_against_home=given.get("against_home") != "no",
    )
    if code:
        raise OutsideRefused(str(REFUSED[code]), code=code, source="strgjfl. s. 16 a")
    living = list(HouseholdMember.objects.filter(stay=decision.stay_id, left_at__isnull=True).order_by("pk"))
    if not living and given.get("alone") != "yes":
        raise OutsideRefused(str(REFUSED["alone"]), code="alone")
    for one in living:
        if not one.is_settled:
            code = "adult" if one.is_adult else "child"
            raise OutsideRefused(str(REFUSED[code]) % {"name": one.name}, code=code, source="strgjfl. s. 16 a")


def least_level(decision: Decision, at: datetime) -> str:
    """Beyond what the prison may grant, the superior level decides (fskr. ss. 3-5, 3-14, 3-33, 3-42)."""
    try:
        wanted = asked_of(decision, at).wanted
    except OutsideRefused:  # a draft that is not filled in yet
        return ""
    return DecisionLevel.REGIONAL if rules.goes_above(wanted, parameters_at(at)) else ""


def grant(decision: Decision, by: User, at: datetime) -> OutsideTerm:
    """Runs inside ``carry_out``. What was found when it was decided is asked again: the home may have changed."""
    check(decision, at)
    made = outside.grant(decision=decision, asked=asked_of(decision, at), by=decision.decided_by or by, at=at)
    steps_decided.granted(decision=decision, by=by, at=at)
    return made


def undo(decision: Decision, by: User, at: datetime) -> bool:
    """Set aside on appeal: what has not begun is withdrawn; who is out is for somebody to put right."""
    term = OutsideTerm.objects.filter(decision=decision).order_by("pk").first()
    if term is None or term.state not in OPEN or outside.absence_now(term) is not None:
        return False
    if term.kind == K.PROBATION and term.state == OutsideState.RUNNING:
        return False
    outside.withdraw(term=term, why="SET_ASIDE", by=by, at=at)
    return True


# ---- the kinds -------------------------------------------------------------------------------------------------------
def yes_no(_decision: object, _at: datetime) -> list[tuple[str, str]]:
    return [("yes", _("Yes")), ("no", _("No"))]


def offences(_decision: object, _at: datetime) -> list[tuple[str, str]]:
    return [
        (rules.NO_OFFENCE, _("None of those named by the law")),
        (rules.SOMETIMES, _("Criminal Code ss. 271 to 273, 278, 280, 287 or 276 second paragraph")),
        (rules.NEVER, _("Criminal Code ch. 26, or ss. 274, 275, 277, 279, 281 to 286, 288")),
    ]


FIRST = DecisionField("first_on", gettext_lazy("From"), widget="day")
LAST = DecisionField("last_on", gettext_lazy("To and including"), widget="day")
PLACE = DecisionField("place", gettext_lazy("Where"))
PURPOSE = DecisionField("purpose", gettext_lazy("What for"))
HOURS = DecisionField(
    "timetable",
    gettext_lazy("Hours of the week"),
    help=gettext_lazy("When the person may be out, such as “Mon-Fri 07:30-16:00, Sat 10-14”."),
)
SPECIAL = DecisionField("special_reason", gettext_lazy("Special reasons"), widget="long", required=False)
OF_KIND: Final[dict[str, tuple[DecisionField, ...]]] = {
    K.INTERRUPTION: (FIRST, LAST, PLACE, PURPOSE),
    K.DAY_RELEASE: (
        FIRST,
        LAST,
        PLACE,
        PURPOSE,
        HOURS,
        DecisionField("education", gettext_lazy("It is education"), choices=yes_no, required=False),
    ),
    K.INSTITUTION: (FIRST, LAST, PLACE, PURPOSE),
    K.OUTSIDE: (FIRST, LAST, PLACE, PURPOSE),
    K.MONITORING: (
        FIRST,
        LAST,
        PLACE,
        PURPOSE,
        HOURS,
        DecisionField("offence", gettext_lazy("The offence"), choices=offences),
        DecisionField("against_home", gettext_lazy("Against a child or somebody in the home"), choices=yes_no),
        DecisionField("power", gettext_lazy("The home has power"), choices=yes_no),
        DecisionField("alone", gettext_lazy("Nobody else lives there"), choices=yes_no, required=False),
    ),
    K.PROBATION: (
        DecisionField("first_on", gettext_lazy("Day of release"), widget="day"),
        PLACE,
        PURPOSE,
        DecisionField(
            "reporting_months",
            gettext_lazy("Months of reporting duty"),
            widget="number",
            required=False,
            help=gettext_lazy("Normally 3, at least 1. Empty: no reporting duty."),
        ),
        SPECIAL,
    ),
}
GROUNDS: Final[dict[str, tuple[Ground, ...]]] = {
    K.INTERRUPTION: (
        Ground("35.1", gettext_lazy("Weighty reasons of health, or others that are extraordinary")),
        Ground("35.2", gettext_lazy("Other grounds named by the law")),
    ),
    K.DAY_RELEASE: (
        Ground("20", gettext_lazy("Work, education or other measures, where security does not speak against it")),
    ),
    K.INSTITUTION: (
        Ground("12", gettext_lazy("Stay in an institution that betters the ability to live without crime")),
    ),
    K.OUTSIDE: (Ground("16", gettext_lazy("Half is served, with a home, an occupation and no intoxicants")),),
    K.MONITORING: (
        Ground("16a", gettext_lazy("Expedient for a life without crime, and security does not speak against it")),
    ),
    K.PROBATION: (
        Ground("42.1", gettext_lazy("Two thirds and at least 60 days are served")),
        Ground("42.2", gettext_lazy("Half is served, for special reasons")),
        Ground("42.4", gettext_lazy("Shortly before, for special reasons")),
    ),
}
KIND_OF: Final[dict[str, str]] = {PREFIX + kind.value.lower().replace("_", "-"): kind.value for kind in OutsideKind}
STEP_OF: Final[dict[str, str]] = {key: kind for key, kind in KIND_OF.items() if kind != K.INTERRUPTION}
KINDS: Final[dict[str, DecisionKind]] = {
    key: DecisionKind(
        title=OutsideKind(kind).label,
        rule=f"DECISION_{kind}",
        grounds=GROUNDS[kind],
        outcomes=(DecisionOutcome.GRANTED, DecisionOutcome.REFUSED),
        fields=OF_KIND[kind],
        execute=grant,
        undo=undo,
        check=check,
        least_level=least_level,
        executes_itself=True,
    )
    for key, kind in KIND_OF.items()
}
