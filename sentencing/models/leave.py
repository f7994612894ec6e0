"""Leave: what was granted, each time somebody goes, and whether the victim was told before."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from corrections.models import RuleVersion
from corrections.periods import During, PeriodQuerySet, begins_and_is_not_empty, never_overlapping
from inmates.models import Absence, Decision, Stay
from sentencing.choices import LeaveKind, LeaveState, NoticeAct, NoticeChannel, PermissionState
from sentencing.models.outside import OutsideTerm

QUOTA = 18  # days in a quota year (fskr. s. 3-30); above it only for special reasons, and never above MOST
MOST = 30
ALONG = 4  # officers who accompany somebody on leave, at the most: local


class LeavePermission(models.Model):
    """Leave that was granted: of which kind, from when to when, how often, on which conditions.

    A decided permission stands as it was decided; it can only be withdrawn. Never of somebody on remand
    (strgjfl. s. 52).
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=LeaveKind)
    state = models.CharField(max_length=9, choices=PermissionState, default=PermissionState.GRANTED)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="+", null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(help_text="The last day on which a leave may begin")
    destination = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300)
    conditions = models.CharField(max_length=2000, blank=True, help_text="strgjfl. s. 36 second paragraph")
    quota_days = models.PositiveSmallIntegerField(default=QUOTA, help_text="Days in a quota year")
    special_reason = models.CharField(
        max_length=300, blank=True, help_text="Why earlier than the threshold, or above the ordinary quota"
    )
    officers = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How many officers accompany the person, as a condition (strgjfl. s. 36)"
    )
    is_advanced = models.BooleanField(default=False, help_text="Before the threshold is reached (fskr. s. 3-31)")
    rule = models.ForeignKey(
        RuleVersion, models.PROTECT, related_name="+", help_text="The version it was decided under"
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_why = models.CharField(max_length=300)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_leave_is_of_a_known_kind", condition=Q(kind__in=LeaveKind.values)),
            models.CheckConstraint(
                name="a_leave_permission_ends_after_it_begins", condition=Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="a_leave_permission_says_where_and_why", condition=~Q(destination="") & ~Q(purpose="")
            ),
            models.CheckConstraint(
                name="a_leave_quota_is_at_most_30_days", condition=Q(quota_days__gte=1, quota_days__lte=MOST)
            ),
            models.CheckConstraint(
                name="a_leave_is_accompanied_by_at_most_4", condition=Q(officers__gte=0, officers__lte=ALONG)
            ),
            models.CheckConstraint(
                name="leave_beyond_the_ordinary_gives_its_reason",
                condition=Q(quota_days__lte=QUOTA, is_advanced=False) | ~Q(special_reason=""),
            ),
            models.CheckConstraint(
                name="a_decided_leave_permission_says_who_when_and_why",
                condition=Q(state__in=PermissionState.values) & ~Q(decided_why=""),
            ),
            models.CheckConstraint(
                name="nobody_decides_the_leave_that_they_asked_for",
                condition=~Q(state=PermissionState.GRANTED) | ~Q(decided_by=F("asked_by")),
            ),
        ]
        indexes = [models.Index(fields=["stay", "-asked_at"], name="leave_permission_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Leave(models.Model):
    """One time that somebody goes on leave. ``absence`` is the departure itself; late returns run on that."""

    permission = models.ForeignKey(LeavePermission, models.PROTECT, related_name="leaves")
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    during = During(help_text="As planned: from the gate and back to it")
    days = models.PositiveSmallIntegerField(help_text="Taken from the quota; 0 where it is not counted")
    state = models.CharField(max_length=9, choices=LeaveState, default=LeaveState.PLANNED)
    absence = models.OneToOneField(Absence, models.PROTECT, related_name="+", null=True, blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    cancelled_why = models.CharField(max_length=200, blank=True)
    interrupted_at = models.DateTimeField(null=True, blank=True, help_text="The return was ordered")
    interrupted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    interrupted_why = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["Leave"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("nobody_has_two_leaves_at_once", "stay", condition=~Q(state=LeaveState.CANCELLED)),
            begins_and_is_not_empty("a_leave_has_a_period"),
            models.CheckConstraint(name="a_leave_has_an_end", condition=Q(during__endswith__isnull=False)),
            models.CheckConstraint(
                name="a_leave_is_as_far_as_its_stamps_say",
                condition=(
                    Q(
                        state=LeaveState.PLANNED,
                        absence__isnull=True,
                        started_at__isnull=True,
                        cancelled_at__isnull=True,
                    )
                    | Q(
                        state=LeaveState.STARTED,
                        absence__isnull=False,
                        started_at__isnull=False,
                        cancelled_at__isnull=True,
                    )
                    | (
                        Q(
                            state=LeaveState.CANCELLED,
                            absence__isnull=True,
                            started_at__isnull=True,
                            cancelled_at__isnull=False,
                        )
                        & ~Q(cancelled_why="")
                    )
                ),
            ),
            models.CheckConstraint(
                name="an_interrupted_leave_had_begun_and_says_why",
                condition=Q(interrupted_at__isnull=True)
                | (Q(state=LeaveState.STARTED, interrupted_by__isnull=False) & ~Q(interrupted_why="")),
            ),
        ]
        indexes = [models.Index(fields=["stay", "-planned_at"], name="leave_of_stay")]

    def __str__(self) -> str:
        return f"leave {self.pk} {self.state}"


# ---- the victim: read by named roles alone, shown on no board and in no search -----------------------------------
class VictimDuty(models.Model):
    """Whether a victim or the bereaved must be told beforehand. Only yes or no: who they are is kept elsewhere.

    Only added to: the last one counts.
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    is_due = models.BooleanField()
    reason = models.CharField(max_length=300)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="a_victim_duty_says_why", condition=~Q(reason=""))]
        indexes = [models.Index(fields=["stay", "-id"], name="victim_duty_last")]

    def __str__(self) -> str:
        return f"duty {self.is_due}"


class VictimNotice(models.Model):
    """The victim was told of a leave, a term outside or the release, or it was waived for a reason. Only added to."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="+")
    leave = models.ForeignKey(
        Leave, models.PROTECT, related_name="+", null=True, blank=True, help_text="Empty: of the release"
    )
    outside = models.ForeignKey(
        OutsideTerm, models.PROTECT, related_name="+", null=True, blank=True, help_text="A term outside the walls"
    )
    act = models.CharField(max_length=6, choices=NoticeAct)
    channel = models.CharField(max_length=8, choices=NoticeChannel, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="a_victim_notice_is_known", condition=Q(act__in=NoticeAct.values)),
            models.CheckConstraint(
                name="a_sent_victim_notice_says_how",
                condition=~Q(act=NoticeAct.SENT) | Q(channel__in=NoticeChannel.values),
            ),
            models.CheckConstraint(
                name="a_waived_victim_notice_says_why", condition=~Q(act=NoticeAct.WAIVED) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="a_victim_notice_is_of_one_thing", condition=Q(leave__isnull=True) | Q(outside__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["leave"], name="victim_notice_of"),
            models.Index(fields=["outside"], name="victim_notice_outside"),
            models.Index(fields=["stay"], name="victim_notice_stay"),
        ]

    def __str__(self) -> str:
        return self.act
