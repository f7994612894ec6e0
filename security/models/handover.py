"""One shift hands a unit over to the next: both sign, what was said stays as it was said."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.models import RuleVersion, Unit
from inmates.choices import LogSource, VerifiedHow
from security.choices import Calm, EquipmentKind, HandoverState, ShiftName

WHO = settings.AUTH_USER_MODEL


class Handover(models.Model):
    """Where two shifts of a unit meet. ``totals`` are the numbers as they stood when it was signed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    on = models.DateField(help_text="The local date on which the next shift begins")
    shift = models.CharField(max_length=7, choices=ShiftName, help_text="The shift that begins")
    due_at = models.DateTimeField(help_text="When the shifts meet")
    from_at = models.DateTimeField(help_text="When the unit was handed over last: what has changed since belongs here")
    state = models.CharField(max_length=5, choices=HandoverState, default=HandoverState.OPEN)
    calm = models.CharField(max_length=6, choices=Calm, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(WHO, models.PROTECT, related_name="+", null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(WHO, models.PROTECT, related_name="+", null=True, blank=True)
    alone_reason = models.CharField(max_length=200, blank=True, help_text="Why nobody handed over")
    totals = models.JSONField(default=dict, help_text="Numbers and codes, no text about people")
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["unit", "on", "shift"], name="one_handover_of_a_unit_and_shift"),
            models.CheckConstraint(name="a_handover_is_to_a_known_shift", condition=Q(shift__in=ShiftName.values)),
            models.CheckConstraint(name="calm_has_three_steps", condition=Q(calm__in=["", *Calm.values])),
            models.CheckConstraint(
                name="who_hands_over_never_takes_over",
                condition=Q(given_by__isnull=True) | Q(taken_by__isnull=True) | ~Q(given_by=F("taken_by")),
            ),
            models.CheckConstraint(
                name="a_handover_is_taken_after_it_is_given",
                condition=Q(given_at__isnull=True) | Q(taken_at__isnull=True) | Q(taken_at__gte=F("given_at")),
            ),
            models.CheckConstraint(
                name="a_handover_is_signed_as_it_says",
                condition=Q(state=HandoverState.OPEN, given_at__isnull=True, taken_at__isnull=True)
                | Q(state=HandoverState.GIVEN, given_at__isnull=False, taken_at__isnull=True)
                | (
                    Q(state=HandoverState.TAKEN, taken_at__isnull=False)
                    & (Q(given_at__isnull=False) | ~Q(alone_reason=""))
                ),
            ),
            models.CheckConstraint(
                name="a_signature_says_who_and_when",
                condition=Q(given_at__isnull=True, given_by__isnull=True)
                | Q(given_at__isnull=False, given_by__isnull=False),
            ),
            models.CheckConstraint(
                name="who_takes_over_says_who_and_when",
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
            ),
            models.CheckConstraint(
                name="who_signs_says_how_calm_it_is", condition=Q(state=HandoverState.OPEN) | ~Q(calm="")
            ),
        ]
        indexes = [models.Index(fields=["unit", "-due_at"], name="handover_last")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.on} {self.shift}"


class HandoverNote(models.Model):
    """What one shift tells the next. Only added to; what nobody could verify is emptied like a line of the log (G1)."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="notes")
    text = models.CharField(max_length=1500)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(WHO, models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=LogSource, default=LogSource.OWN, db_default=LogSource.OWN)
    is_verified = models.BooleanField(default=True, db_default=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_under = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="a_handover_note_says_something", condition=~Q(text="") | Q(erased_at__isnull=False)
            ),
            models.CheckConstraint(name="a_note_has_a_known_source", condition=Q(source__in=LogSource.values)),
            models.CheckConstraint(
                name="a_note_of_what_one_saw_is_verified", condition=~Q(source=LogSource.OWN) | Q(is_verified=True)
            ),
            models.CheckConstraint(
                name="an_erased_note_says_nothing",
                condition=Q(erased_at__isnull=True, erased_under__isnull=True)
                | Q(erased_at__isnull=False, erased_under__isnull=False, text="", is_verified=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["written_at"],
                name="note_unverified",
                condition=Q(is_verified=False, erased_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]


class NoteVerification(models.Model):
    """A note that was not verified has been: who did, how. Only added to."""

    note = models.OneToOneField(HandoverNote, models.PROTECT, related_name="verification")
    how = models.CharField(max_length=10, choices=VerifiedHow)
    words = models.CharField(max_length=200, blank=True)
    verified_at = models.DateTimeField()
    verified_by = models.ForeignKey(WHO, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.note_id} {self.how}"


class NoteReliance(models.Model):
    """A decision rests on a note, which is then not deleted. Only added to."""

    note = models.ForeignKey(HandoverNote, models.PROTECT, related_name="reliances")
    reference = models.CharField(max_length=60)
    relied_at = models.DateTimeField()
    relied_by = models.ForeignKey(WHO, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_decision_that_rests_on_a_note_is_named", condition=~Q(reference="")),
            models.UniqueConstraint(fields=["note", "reference"], name="a_decision_rests_on_a_note_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} on {self.note_id}"


class HandoverItem(models.Model):
    """What the next shift must do, as it read when the one who takes over ticked it. Only added to."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="items")
    key = models.CharField(max_length=80)
    icon = models.CharField(max_length=20)
    level = models.CharField(max_length=5, blank=True)
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=300, blank=True)
    acknowledged_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(WHO, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["handover", "key"], name="an_item_is_acknowledged_once")]

    def __str__(self) -> str:
        return self.title


class HandoverReading(models.Model):
    handover = models.ForeignKey(Handover, models.PROTECT, related_name="readings")
    reader = models.ForeignKey(WHO, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["handover", "reader"], name="a_handover_is_read_once_by_each")]
        indexes = [models.Index(fields=["reader", "-read_at"], name="handover_reader")]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.reader_id}"


class UnitEquipment(models.Model):
    """Keys, radios, alarms and tools of a unit, and how many there should be; none any more: ``expected`` is 0."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=EquipmentKind)
    name = models.CharField(max_length=60)
    expected = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(WHO, models.PROTECT, related_name="+", null=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="a_unit_lists_equipment_once"),
            models.CheckConstraint(name="equipment_is_of_a_known_kind", condition=Q(kind__in=EquipmentKind.values)),
        ]

    def __str__(self) -> str:
        return self.name


class EquipmentCheck(models.Model):
    """How much was in place when somebody looked. Only added to; the newest counts."""

    equipment = models.ForeignKey(UnitEquipment, models.PROTECT, related_name="checks")
    handover = models.ForeignKey(Handover, models.PROTECT, related_name="checks")
    expected = models.PositiveSmallIntegerField()
    in_place = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(WHO, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="missing_equipment_is_explained", condition=Q(in_place=F("expected")) | ~Q(note="")
            )
        ]
        indexes = [models.Index(fields=["equipment", "-checked_at"], name="equipment_last_check")]

    def __str__(self) -> str:
        return f"{self.equipment_id}: {self.in_place}"
