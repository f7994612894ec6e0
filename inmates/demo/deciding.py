"""Decisions on their way: a draft, one that waits for the leader, one for the region, and what became of others."""

from datetime import timedelta

from corrections.demo.stage import Stage
from corrections.models import Unit, User
from inmates.choices import DecisionLevel, DecisionOutcome, LegalStatusKind, NoticeHow
from inmates.demo.cast import GOES_TODAY, GOES_TOMORROW
from inmates.models import Decision, Language, Stay, Transfer
from inmates.selectors.decisions import spoken_with
from inmates.services import decision_appeals, decision_ends, decisions
from inmates.services.decisions import Text

MILDER = "Samtaler og flytting internt er prøvd i tre uker uten at det har hjulpet."
INTERPRETER = "Telefontolk, nr. 10482"
WISH = Text(
    grounds=("i", "h"),
    facts="Søker om å sone nærmere hjemstedet for å holde kontakt med barna. Har plass på fagopplæring der.",
    assessment="Overføringen støtter framtidsplanen. Det er ikke registrert noe som taler mot.",
    milder_means="Vedtaket er til gunst, mildere tiltak er ikke aktuelt.",
    affects_child=True,
    child_interest="Barna bor tjue minutter fra det nye fengselet og får besøke oftere.",
    outcome=DecisionOutcome.GRANTED,
)
ORDER = Text(
    grounds=("d",),
    facts="Fire rapporterte episoder på fellesskapet siden 1. i måneden, den siste med skade på inventar.",
    assessment="Ro og orden på avdelingen er over tid forstyrret, og miljøet blir bedre i en mindre enhet.",
    milder_means=MILDER,
    outcome=DecisionOutcome.IMPOSED,
)
WAYS = (
    ("draft", 0, WISH),
    ("heard", 1, ORDER),
    ("told", 3, ORDER),
    ("forwarded", 5, ORDER),
    ("final", 9, WISH),
    ("refused", 12, WISH),
)


def seed(stage: Stage) -> None:
    """One person of B2 for each way, the same every time."""
    where = Unit.objects.exclude(prison__slug="fjordvik").filter(security_level="HIGH").order_by("pk").first()
    if where is None:
        return
    for stay, (way, days, text) in zip(sentenced(), WAYS, strict=False):
        details = {"to": f"{where.prison_id}:{where.security_level}"}
        walk(stage, stay, way, days, Text(**{name: getattr(text, name) for name in FIELDS} | {"details": details}))
    decision_ends.finish_due(at=stage.at)


FIELDS = ("grounds", "facts", "assessment", "milder_means", "affects_child", "child_interest", "outcome")


def sentenced() -> list[Stay]:
    """Who serves a sentence on B2, is not on the way out, and is not to be transferred already."""
    here = Stay.objects.current().filter(
        placements__during__endswith__isnull=True,
        placements__bed__cell__unit__code="B2",
        placements__bed__cell__unit__prison__slug="fjordvik",
        legal_statuses__kind=LegalStatusKind.SENTENCED,
        legal_statuses__during__endswith__isnull=True,
    )
    leaving = Transfer.objects.open().values("stay")
    return list(
        here.exclude(person__family_name__in=(GOES_TODAY, GOES_TOMORROW)).exclude(pk__in=leaving).order_by("pk")
    )


def walk(stage: Stage, stay: Stay, way: str, days: int, text: Text) -> None:
    """As far as ``way`` says, so many days ago."""
    caseworker, leader = (User.objects.get(username=name) for name in ("brekke", "fjeldstad"))
    at = max(stage.at - timedelta(days=days, hours=3), stay.during.lower + timedelta(hours=1))
    row = decisions.draft(stay=stay, kind="transfer", text=text, by=caseworker, at=at)
    if way == "draft":
        return
    row = decisions.warn(decision=row, by=caseworker, at=at)
    spoken, interpreter = spoken_with(row), interpreter_of(stay)
    said = "Jeg forstår, men er ikke enig i alt."
    row = decisions.hear(decision=row, said=said, language=spoken, interpreter=interpreter, by=caseworker, at=at)
    if way == "heard" or row.level != DecisionLevel.LOCAL:
        return
    outcome = DecisionOutcome.REFUSED if way == "refused" else text.outcome
    later = at + timedelta(hours=1)
    row = decisions.decide(decision=row, outcome=outcome, level=DecisionLevel.LOCAL, by=leader, at=later)
    row = decision_ends.tell(
        decision=row, how=NoticeHow.SIGNED, language=spoken, interpreter=interpreter, by=caseworker, at=later
    )
    if way == "forwarded":
        appeal(row, caseworker, stage)


def appeal(row: Decision, caseworker: User, stage: Stage) -> None:
    lodged = min(row.notified_at + timedelta(days=1), stage.at) if row.notified_at else stage.at
    said = "Episodene er overdrevet. Jeg vil bli her og fullføre kurset."
    row = decision_appeals.appeal(decision=row, text=said, by=caseworker, at=lodged)
    decision_appeals.forward(decision=row, remarks="Vi står ved vedtaket.", by=caseworker, at=lodged)


def interpreter_of(stay: Stay) -> str:
    """Whoever needs an interpreter has one."""
    return INTERPRETER if Language.objects.filter(person=stay.person_id, needs_interpreter=True).exists() else ""
