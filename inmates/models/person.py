"""A person: an identity with numbers, names, a face, languages, next of kin and practical needs."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from corrections.access import Access
from corrections.periods import During, PeriodQuerySet, begins_and_is_not_empty, never_overlapping
from inmates.choices import IdentifierKind, NeedKind, Sex
from inmates.permissions import PersonPerm


def name_key(*fields: str) -> Func:
    """The Norwegian sorting and searching key of a name (corrections/sql/names.sql)."""
    joined = F(fields[0]) if len(fields) == 1 else Concat(F(fields[0]), Value(" "), F(fields[1]))
    return Func(joined, function="public.name_key", output_field=TextField(db_collation="C"))


# Who holds a person without a bed: the prison of their last bed or arrival, else the one that received them.
HOLDER = """
coalesce((SELECT held.prison_id FROM (
            (SELECT u.prison_id, lower(x.during) AS since
             FROM inmates_placement x JOIN corrections_bed b ON b.id = x.bed_id
             JOIN corrections_cell c ON c.id = b.cell_id JOIN corrections_unit u ON u.id = c.unit_id
             WHERE x.stay_id = s.id ORDER BY lower(x.during) DESC LIMIT 1)
            UNION ALL
            (SELECT t.to_prison_id, t.arrived_at FROM inmates_transfer t
             WHERE t.stay_id = s.id AND t.arrived_at IS NOT NULL ORDER BY t.arrived_at DESC LIMIT 1)
          ) AS held ORDER BY held.since DESC LIMIT 1), s.reception_prison_id)
"""
# On the way to a prison: who stands in its roll, and is known there, from the departure until the arrival.
EN_ROUTE = "t.departed_at IS NOT NULL AND t.arrived_at IS NULL AND t.turned_back_at IS NULL AND t.cancelled_at IS NULL"
# Everyone in custody whom a posting reaches: by the unit of their bed, by the prison that holds them without one, or by
# the prison that they are on the way to.
# OFFSET 0 keeps the two halves of the second branch in order: who has no bed first (few), then who holds them.
RESIDENTS = f"""
SELECT s.id AS stay_id, s.person_id, h.id AS placement_id, c.id AS cell_id, c.code AS cell_code, c.unit_id
FROM inmates_placement h
JOIN inmates_stay s ON s.id = h.stay_id AND upper(s.during) IS NULL
JOIN corrections_bed b ON b.id = h.bed_id
JOIN corrections_cell c ON c.id = b.cell_id
WHERE upper(h.during) IS NULL AND c.unit_id = ANY(%(units)s::bigint[])
UNION ALL
SELECT s.id, s.person_id, NULL, NULL, '', NULL
FROM (SELECT s.id, s.person_id, s.reception_prison_id FROM inmates_stay s
      WHERE upper(s.during) IS NULL AND %(prisons)s::bigint[] <> '{{}}'
        AND NOT EXISTS (SELECT FROM inmates_placement x WHERE x.stay_id = s.id AND upper(x.during) IS NULL)
      OFFSET 0) s
WHERE {HOLDER} = ANY(%(prisons)s::bigint[])
UNION ALL
SELECT s.id, s.person_id, NULL, NULL, '', NULL
FROM inmates_transfer t JOIN inmates_stay s ON s.id = t.stay_id
WHERE t.to_prison_id = ANY(%(prisons)s::bigint[]) AND {EN_ROUTE} AND upper(s.during) IS NULL
  AND NOT EXISTS (SELECT FROM inmates_placement x JOIN corrections_bed b ON b.id = x.bed_id
                  JOIN corrections_cell c ON c.id = b.cell_id
                  WHERE x.stay_id = s.id AND upper(x.during) IS NULL AND c.unit_id = ANY(%(units)s::bigint[]))
"""  # noqa: S608  (joined from constants; values are parameters)


class PersonQuerySet(models.QuerySet["Person"]):
    def in_custody(self) -> Self:
        """Those whose stay has no end."""
        return self.filter(stays__during__endswith__isnull=True)

    def residents_of(self, units: frozenset[int], prisons: frozenset[int]) -> Self:
        """Who has a bed on one of ``units``, or no bed and is held by one of ``prisons``."""
        query = RESIDENTS.replace("%(units)s", "%s").replace("%(prisons)s", "%s")
        where = (list(units), list(prisons), list(prisons), list(prisons), list(units))
        people = RawSQL(f"SELECT r.person_id FROM ({query}) AS r", where)  # noqa: S608, S611  (constants; parameters)
        return self.filter(pk__in=people)

    def visible_to(self, access: Access) -> Self:
        """Whom a user may find: the residents of their postings; with ``SEARCH_ALL`` everyone, also of the past."""
        if access.may(PersonPerm.SEARCH_ALL):
            return self
        return self.residents_of(access.units(PersonPerm.VIEW), access.prisons(PersonPerm.VIEW))


class Person(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True, help_text=_("The inmate number, such as F-20418."))
    family_name = models.CharField(max_length=120)
    given_name = models.CharField(max_length=120, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    nationality = models.CharField(max_length=3, blank=True, help_text=_("ISO 3166 code, such as NOR."))
    municipality = models.CharField(max_length=80, blank=True)
    sort_key = models.GeneratedField(
        expression=name_key("family_name", "given_name"), output_field=TextField(db_collation="C"), db_persist=True
    )
    given_key = models.GeneratedField(
        expression=name_key("given_name"), output_field=TextField(db_collation="C"), db_persist=True
    )
    sound_key = models.GeneratedField(
        expression=Func(F("family_name"), function="public.name_sound", output_field=TextField(db_collation="C")),
        output_field=TextField(db_collation="C"),
        db_persist=True,
    )
    version = models.PositiveIntegerField(default=1)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="+", null=True, blank=True, help_text="The row that this one was joined to"
    )
    history = HistoricalRecords(excluded_fields=["sort_key", "given_key", "sound_key"])

    objects = PersonQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_person_has_a_name", condition=~Q(family_name="")),
            models.CheckConstraint(name="a_person_has_a_known_sex", condition=Q(sex__in=Sex.values)),
            models.CheckConstraint(
                name="nobody_is_joined_to_themselves",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key"], name="person_sort"),
            models.Index(fields=["given_key"], name="person_given"),
            models.Index(fields=["sound_key", "sort_key"], name="person_sound"),
            models.Index(fields=["birth_date", "sound_key"], name="person_born"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Surname first, as in every list."""
        return f"{self.family_name}, {self.given_name}" if self.given_name else self.family_name


class Identifier(models.Model):
    """A number that someone else knows the person by. Never a key, never in a URL, a log or a file name."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=10, choices=IdentifierKind)
    value = models.CharField(max_length=40)
    during = During()
    was_wrong = models.BooleanField(default=False, db_default=False, help_text="It never was the person's number")
    why_ended = models.CharField(max_length=200, blank=True, db_default="")
    superseded_by = models.OneToOneField("self", models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["Identifier"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("one_person_per_active_identifier", "kind", "value"),
            begins_and_is_not_empty("an_identifier_has_a_period"),
            models.CheckConstraint(
                name="a_wrong_number_has_ended_and_says_why",
                condition=Q(was_wrong=False) | (Q(during__endswith__isnull=False) & ~Q(why_ended="")),
            ),
            models.CheckConstraint(
                name="a_number_that_another_follows_has_ended",
                condition=Q(superseded_by__isnull=True) | Q(during__endswith__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Alias(models.Model):
    person = models.ForeignKey(Person, models.PROTECT, related_name="aliases")
    family_name = models.CharField(max_length=120)
    given_name = models.CharField(max_length=120, blank=True)
    sort_key = models.GeneratedField(
        expression=name_key("family_name", "given_name"), output_field=TextField(db_collation="C"), db_persist=True
    )
    note = models.CharField(max_length=120, blank=True)
    history = HistoricalRecords(excluded_fields=["sort_key"])

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["sort_key"], name="alias_sort")]

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}"


class Photo(models.Model):
    person = models.ForeignKey(Person, models.PROTECT, related_name="photos")
    image = models.FileField(upload_to="photos", max_length=200)
    content_type = models.CharField(max_length=40)
    taken_on = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["person", "-taken_on"], name="photo_newest")]

    def __str__(self) -> str:
        return f"photo of {self.person_id}"


class Language(models.Model):
    person = models.ForeignKey(Person, models.PROTECT, related_name="languages")
    code = models.CharField(max_length=12, help_text=_("BCP 47 code, such as nb, se or ar."))
    needs_interpreter = models.BooleanField(default=False)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "code"], name="a_language_is_listed_once")]

    def __str__(self) -> str:
        return self.code


class NextOfKin(models.Model):
    """Who to call. The address is not held here: a protected address lives in a vault of its own."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="next_of_kin")
    name = models.CharField(max_length=160)
    relation = models.CharField(max_length=60)
    phone = models.CharField(max_length=30, blank=True)
    may_be_called_at_night = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Need(models.Model):
    """Diet, faith and adaptation: what the kitchen and the unit do, without why."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=10, choices=NeedKind)
    label = models.CharField(max_length=80)
    during = During()
    history = HistoricalRecords()

    objects = PeriodQuerySet["Need"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("a_need_is_listed_once_at_a_time", "person", "kind", "label"),
            begins_and_is_not_empty("a_need_has_a_period"),
        ]

    def __str__(self) -> str:
        return self.label
