"""What a court or the region decides while preventive detention runs: its extension, and petitions for release."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from sentencing.choices import PetitionAnswer, PetitionBody, PetitionBy, PetitionOutcome
from sentencing.models.courts import TERM, YEAR, Judgment, at_most

LONGEST_EXTENSION = 5 * YEAR
LONGEST_PROBATION = 5


class Extension(models.Model):
    """A judgment on the prosecutor's request to extend a frame: at most five years at a time, any number (strl. s. 43).

    ``frame_expires`` is the frame as it stood when the court decided. Filed less than three months before that day, the
    court says why it took the case up. A request that was not granted has no length: the frame expires as it stands.
    """

    judgment = models.ForeignKey(Judgment, models.PROTECT, related_name="+")
    judged_on = models.DateField()
    filed_on = models.DateField()
    is_granted = models.BooleanField(default=True)
    years = models.PositiveSmallIntegerField(default=0)
    months = models.PositiveSmallIntegerField(default=0)
    frame_expires = models.DateField()
    late_reason = models.CharField(max_length=200, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["judgment", "judged_on"], name="an_extension_is_entered_once"),
            models.CheckConstraint(
                name="an_extension_is_at_most_five_years",
                condition=(Q(is_granted=True) & at_most(TERM, LONGEST_EXTENSION) & ~at_most(TERM, 0))
                | Q(is_granted=False, years=0, months=0),
            ),
            models.CheckConstraint(
                name="an_extension_is_filed_before_it_is_judged", condition=Q(filed_on__lte=F("judged_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"extension of {self.judged_on}"


class ReleasePetition(models.Model):
    """Somebody asks that a preventive detention ends in release on probation (strl. s. 44). One at a time.

    The prosecutor brings it to the court, or consents; then the region may decide. A refusing judgment that is final
    keeps the person from asking for a year. What is decided stands.
    """

    judgment = models.ForeignKey(Judgment, models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=8, choices=PetitionBy)
    asked_on = models.DateField()
    answer = models.CharField(max_length=8, choices=PetitionAnswer, blank=True, help_text="The prosecutor's")
    answered_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=PetitionOutcome, blank=True)
    decided_by = models.CharField(max_length=8, choices=PetitionBody, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    final_on = models.DateField(null=True, blank=True, help_text="When a refusing judgment became final")
    release_on = models.DateField(null=True, blank=True)
    probation_years = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=400, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["judgment"], condition=Q(outcome=""), name="one_petition_for_release_at_a_time"
            ),
            models.CheckConstraint(
                name="a_petition_is_asked_by_the_person_or_the_service", condition=Q(asked_by__in=PetitionBy.values)
            ),
            models.CheckConstraint(
                name="a_prosecutor_answers_on_a_day",
                condition=Q(answer="", answered_on__isnull=True)
                | Q(answer__in=PetitionAnswer.values, answered_on__isnull=False, answered_on__gte=F("asked_on")),
            ),
            models.CheckConstraint(
                name="a_decided_petition_says_who_when_and_why",
                condition=Q(outcome="", decided_by="", decided_on__isnull=True, closed_at__isnull=True)
                | (
                    Q(outcome__in=PetitionOutcome.values, closed_at__isnull=False)
                    & Q(decided_on__isnull=False, decided_on__gte=F("asked_on"))
                    & (Q(decided_by__in=PetitionBody.values) | Q(outcome=PetitionOutcome.WITHDRAWN, decided_by=""))
                    & Q(closed_by__isnull=False)
                    & ~Q(why="")
                ),
            ),
            models.CheckConstraint(
                name="the_region_decides_only_when_the_prosecutor_consents",
                condition=~Q(decided_by=PetitionBody.REGION) | Q(answer=PetitionAnswer.CONSENT),
            ),
            models.CheckConstraint(
                name="a_release_on_probation_has_a_day_and_one_to_five_years",
                condition=Q(
                    outcome=PetitionOutcome.GRANTED,
                    release_on__isnull=False,
                    release_on__gte=F("decided_on"),
                    probation_years__gte=1,
                    probation_years__lte=LONGEST_PROBATION,
                )
                | (~Q(outcome=PetitionOutcome.GRANTED) & Q(release_on__isnull=True, probation_years=0)),
            ),
            models.CheckConstraint(
                name="only_a_refusing_judgment_becomes_final",
                condition=Q(final_on__isnull=True)
                | Q(outcome=PetitionOutcome.REFUSED, decided_by=PetitionBody.COURT, final_on__gte=F("decided_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"petition of {self.asked_on}"
