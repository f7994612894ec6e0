"""The sentence plan (framtidsplan): versions with goals in the person's own words, and steps that somebody owns."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from inmates.models import Stay
from sentencing.choices import Partner, PlanArea, PlanState

OPEN = (PlanState.DRAFT, PlanState.OFFERED)
ANSWERED = (PlanState.AGREED, PlanState.NOT_AGREED, PlanState.DECLINED)


class PlanVersion(models.Model):
    """One version of the plan of a stay. What was offered stands as it was; another version follows it.

    ``stamp`` grows with every saved draft: who saves over an older one is told, and loses no word.
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    stamp = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(null=True, blank=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    own_words = models.TextField(max_length=2000, blank=True, help_text="What the person says of the plan")
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["stay", "number"], name="a_plan_version_has_a_number_of_its_own"),
            models.UniqueConstraint(fields=["stay"], condition=Q(state__in=OPEN), name="one_plan_is_open_at_a_time"),
            models.UniqueConstraint(fields=["stay"], condition=Q(state__in=ANSWERED), name="one_plan_holds_at_a_time"),
            models.CheckConstraint(name="the_state_of_a_plan_is_known", condition=Q(state__in=PlanState.values)),
            models.CheckConstraint(
                name="an_offered_plan_says_who_and_when",
                condition=Q(state=PlanState.DRAFT, offered_at__isnull=True, offered_by__isnull=True)
                | (~Q(state=PlanState.DRAFT) & Q(offered_at__isnull=False, offered_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_answered_plan_says_who_and_when",
                condition=Q(state__in=OPEN, answered_at__isnull=True, answered_by__isnull=True, own_words="")
                | (~Q(state__in=OPEN) & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="who_does_not_agree_is_quoted", condition=~Q(state=PlanState.NOT_AGREED) | ~Q(own_words="")
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.number} of stay {self.stay_id}"


class PlanGoal(models.Model):
    """What the person wants in one area of life, in their own words. ``thread`` is the same in every version."""

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="goals")
    thread = models.UUIDField(default=uuid4)
    position = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=10, choices=PlanArea)
    words = models.CharField(max_length=500, blank=True, help_text="In the person's own words; of health none")
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["version", "thread"], name="a_goal_is_in_a_plan_once"),
            models.CheckConstraint(name="the_area_of_a_goal_is_known", condition=Q(area__in=PlanArea.values)),
            models.CheckConstraint(
                name="a_goal_is_in_words_but_for_health",
                condition=Q(area=PlanArea.HEALTH, words="") | (~Q(area=PlanArea.HEALTH) & ~Q(words="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} in plan {self.version_id}"


class PlanStep(models.Model):
    """What is done to reach a goal, by when, and who sees to it: the person, a colleague, or somebody outside."""

    goal = models.ForeignKey(PlanGoal, models.PROTECT, related_name="steps")
    thread = models.UUIDField(default=uuid4)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    outside_owner = models.CharField(max_length=120, blank=True, help_text="Agency and name, such as NAV Fjordvik")
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["goal", "thread"], name="a_step_is_in_a_goal_once"),
            models.CheckConstraint(name="a_plan_step_says_what_is_done", condition=~Q(text="")),
            models.CheckConstraint(
                name="a_plan_step_has_one_owner", condition=Q(owner__isnull=True) | Q(outside_owner="")
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.thread}"


class PlanStepDone(models.Model):
    """A step is done, and what shows it. Only added to, and once for a step however many versions carry it."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    thread = models.UUIDField()
    done_on = models.DateField()
    evidence = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["stay", "thread"], name="a_plan_step_is_done_once"),
            models.CheckConstraint(name="a_step_that_is_done_shows_its_evidence", condition=~Q(evidence="")),
        ]

    def __str__(self) -> str:
        return f"step {self.thread} done {self.done_on}"


class PlanPartner(models.Model):
    """Who works with the person on the plan from outside, and whether they sit in the responsibility group."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    agency = models.CharField(max_length=12, choices=Partner)
    name = models.CharField(max_length=120, help_text="Office and name, such as NAV Fjordvik, Siri Moen")
    in_group = models.BooleanField(default=False)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_partner_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="a_partner_leaves_after_joining",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=models.F("joined_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
