"""The estate: region, prison, unit, cell, bed, closure, and the places people go to.

A cell has three capacities (peers.md 1.5): *physical* (how many can be held), *in use* (how many may be
held now) and *certified normal* (how many live there uncrowded). A bed is one physical place.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from corrections.choices import CellKind, ClosureReason, PlaceKind, Sanitary, SecurityLevel, UnitFunction, UnitSex
from corrections.periods import During, PeriodQuerySet, begins_and_is_not_empty, never_overlapping, open_index


class Region(models.Model):
    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Prison(models.Model):
    region = models.ForeignKey(Region, models.PROTECT, related_name="prisons")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    municipality = models.CharField(max_length=80, blank=True)
    county = models.CharField(max_length=80, blank=True)
    operational_capacity = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("The most people the prison may hold, at most its physical places.")
    )
    history = HistoricalRecords()

    class Meta:
        permissions = ()
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="units")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    security_level = models.CharField(max_length=20, choices=SecurityLevel)
    function = models.CharField(max_length=20, choices=UnitFunction)
    sex = models.CharField(max_length=1, choices=UnitSex, default=UnitSex.MEN)
    position = models.PositiveSmallIntegerField(default=0)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["prison", "code"], name="one_unit_of_a_code_per_prison"),
            models.CheckConstraint(
                name="a_unit_has_a_known_level", condition=Q(security_level__in=SecurityLevel.values)
            ),
            models.CheckConstraint(name="a_unit_has_a_known_function", condition=Q(function__in=UnitFunction.values)),
            models.CheckConstraint(name="a_unit_has_a_known_sex", condition=Q(sex__in=UnitSex.values)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_in_words(self) -> str:
        """Level and function; once, where both have the same name."""
        both = (self.get_security_level_display(), self.get_function_display())
        return " · ".join(dict.fromkeys(str(word) for word in both))


class Cell(models.Model):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cells")
    code = models.CharField(max_length=20, help_text=_("As on the door, such as B2-01."))
    floor = models.SmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0, help_text=_("Order in the building."))
    kind = models.CharField(max_length=20, choices=CellKind, default=CellKind.ORDINARY)
    sanitary = models.CharField(max_length=10, choices=Sanitary, default=Sanitary.OWN)
    physical_places = models.PositiveSmallIntegerField(default=1)
    places_in_use = models.PositiveSmallIntegerField(default=1)
    certified_places = models.PositiveSmallIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="one_cell_of_a_code_per_unit"),
            models.CheckConstraint(name="a_cell_has_a_place", condition=Q(physical_places__gte=1)),
            models.CheckConstraint(
                name="places_in_use_never_above_physical", condition=Q(places_in_use__lte=F("physical_places"))
            ),
            models.CheckConstraint(
                name="certified_places_never_above_physical", condition=Q(certified_places__lte=F("physical_places"))
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Bed(models.Model):
    """One physical place in a cell; a placement is of a bed."""

    cell = models.ForeignKey(Cell, models.PROTECT, related_name="beds")
    number = models.PositiveSmallIntegerField(default=1)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["cell", "number"], name="one_bed_of_a_number_per_cell")]

    def __str__(self) -> str:
        return f"{self.cell.code}/{self.number}"


class CellClosure(models.Model):
    """A cell out of use, with why and until when. Nobody can be placed in it, and nobody may be in it."""

    cell = models.ForeignKey(Cell, models.PROTECT, related_name="closures")
    during = During()
    reason = models.CharField(max_length=20, choices=ClosureReason)
    note = models.CharField(max_length=200, blank=True)
    expected_return_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["CellClosure"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("a_cell_is_closed_once_at_a_time", "cell"),
            begins_and_is_not_empty("a_closure_has_a_period"),
            models.CheckConstraint(
                name="a_reopened_cell_says_who_and_when",
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True)
                | Q(reopened_at__isnull=False, reopened_by__isnull=False),
            ),
        ]
        indexes = [open_index("closure_open", "cell")]

    def __str__(self) -> str:
        return f"{self.cell_id} {self.reason}"


class Place(models.Model):
    """Somewhere a person can be inside the walls besides their own cell."""

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="places")
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="places",
        null=True,
        blank=True,
        help_text=_("Set when the place lies on a unit."),
    )
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=PlaceKind)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["prison", "code"], name="one_place_of_a_code_per_prison")]

    def __str__(self) -> str:
        return self.name
