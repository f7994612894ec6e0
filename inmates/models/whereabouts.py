"""Where a person lives, is, and is supposed to be.

Nothing here holds a second copy of where someone is: the board, the count and "where was everyone at 03:12"
are queries over placement, absence, movement and commitment (``inmates.selectors.whereabouts``).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.models import Bed, Place
from corrections.periods import During, PeriodQuerySet, begins_and_is_not_empty, never_overlapping, open_index
from inmates.choices import AbsenceKind, CommitmentKind
from inmates.models.stay import Stay


class Placement(models.Model):
    """A bed, for a period. Also where someone belongs while they are out."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="placements")
    bed = models.ForeignKey(Bed, models.PROTECT, related_name="+")
    during = During()
    reason = models.CharField(max_length=160, blank=True)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["Placement"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("a_bed_holds_one_person_at_a_time", "bed"),
            never_overlapping("a_person_has_one_bed_at_a_time", "stay"),
            begins_and_is_not_empty("a_placement_has_a_period"),
        ]
        indexes = [open_index("placement_open", "bed"), open_index("placement_open_stay", "stay")]

    def __str__(self) -> str:
        return f"{self.stay_id} in {self.bed_id}"


class Absence(models.Model):
    """Outside the walls, for a period. Open until the person is back; a return before departure is refused."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=12, choices=AbsenceKind)
    destination = models.CharField(max_length=120, blank=True)
    during = During()
    expected_return_at = models.DateTimeField(null=True, blank=True)
    departed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    departed_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    continues = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="continued_by",
        null=True,
        blank=True,
        help_text="The absence that became this one, such as a leave that became an escape: nobody came back between",
    )
    history = HistoricalRecords()

    objects = PeriodQuerySet["Absence"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("one_absence_at_a_time", "stay"),
            begins_and_is_not_empty("an_absence_has_a_period"),
            models.CheckConstraint(name="an_absence_is_known", condition=Q(kind__in=AbsenceKind.values)),
            models.CheckConstraint(
                name="nobody_is_expected_back_before_they_left",
                condition=Q(expected_return_at__isnull=True) | Q(expected_return_at__gt=F("departed_at")),
            ),
            models.CheckConstraint(
                name="an_absence_lasts_from_departure_to_return",
                condition=Q(during__startswith=F("departed_at"))
                & (
                    Q(during__endswith__isnull=True, returned_at__isnull=True)
                    | Q(during__endswith__isnull=False, returned_at__isnull=False, during__endswith=F("returned_at"))
                ),
            ),
        ]
        indexes = [
            open_index("absence_open", "stay"),
            models.Index(fields=["stay", "-departed_at"], name="absence_last"),
        ]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.kind}"


class Commitment(models.Model):
    """Where a person is supposed to be, for a period; every app books here, PostgreSQL refuses two places at once."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="commitments")
    kind = models.CharField(max_length=10, choices=CommitmentKind)
    label = models.CharField(max_length=120, help_text="Neutral: anyone on the unit may read it")
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="+", null=True, blank=True, help_text="Empty: outside"
    )
    during = During()
    source = models.CharField(max_length=60, help_text="Which app booked it, and its key there")
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["Commitment"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping(
                "a_person_is_committed_to_one_place_at_a_time", "stay", condition=Q(cancelled_at__isnull=True)
            ),
            begins_and_is_not_empty("a_commitment_has_a_period"),
            models.CheckConstraint(name="a_commitment_has_an_end", condition=Q(during__endswith__isnull=False)),
            models.CheckConstraint(name="a_commitment_is_known", condition=Q(kind__in=CommitmentKind.values)),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def named_place(self) -> str:
        """Where it is, unless the label says so already."""
        name = self.place.name if self.place else ""
        return "" if name.casefold() in self.label.casefold() else name


class Movement(models.Model):
    """Left for ``to_place`` at ``left_at``, arrived at ``arrived_at``. An empty place is the person's own cell.

    Each movement follows the one before it; PostgreSQL lets only one follow, so of two officers one wins.
    An undone movement stays, marked; only the last can be undone.
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="movements")
    follows = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, blank=True)
    from_place = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True, blank=True)
    to_place = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True, blank=True)
    left_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True, blank=True, help_text="Empty while on the way")
    expected_back_at = models.DateTimeField(null=True, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["follows"], name="one_movement_follows_another", condition=Q(undone_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["stay"],
                name="one_first_movement_of_a_stay",
                condition=Q(undone_at__isnull=True, follows__isnull=True),
            ),
            models.CheckConstraint(
                name="nobody_arrives_before_leaving",
                condition=Q(arrived_at__isnull=True) | Q(arrived_at__gte=F("left_at")),
            ),
            models.CheckConstraint(
                name="an_undone_movement_says_who_and_when",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["stay", "-left_at", "-id"], name="movement_last", condition=Q(undone_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.stay_id} to {self.to_place_id}"


class Reservation(models.Model):
    """A bed kept for someone who is expected."""

    bed = models.ForeignKey(Bed, models.PROTECT, related_name="+")
    during = During()
    expected_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=120, blank=True)
    reserved_at = models.DateTimeField()
    reserved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["Reservation"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("a_bed_is_kept_for_one_at_a_time", "bed"),
            begins_and_is_not_empty("a_reservation_has_a_period"),
        ]
        indexes = [open_index("reservation_open", "bed")]

    def __str__(self) -> str:
        return f"bed {self.bed_id}"
