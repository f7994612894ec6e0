"""Staff accounts and their postings.

A posting gives a person a role at a prison or one of its units for a period. What a role may do at a place is
held by a group with guardian's object permissions on that prison or unit; whether the posting counts is asked
of its period at each request, so it ends by itself. ``is_superuser`` and Django's own groups open nothing here.
"""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractUser, Group
from django.db import ProgrammingError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase
from simple_history.models import HistoricalRecords

from corrections.choices import ColourScheme, CompetenceKind, Role
from corrections.models.estate import Prison, Unit
from corrections.periods import During, PeriodQuerySet, begins_and_is_not_empty, never_overlapping

NOT_HISTORY = {"password", "last_login"}


class User(AbstractUser):
    """A member of staff. Never deleted, only deactivated: what they did keeps their name."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service_number = models.CharField(
        max_length=12, blank=True, help_text=_("Shown instead of the name where a name must be protected.")
    )
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="nb")
    colour_scheme = models.CharField(max_length=5, choices=ColourScheme, default=ColourScheme.AUTO)
    single_key_shortcuts = models.BooleanField(default=True)
    access_version = models.PositiveIntegerField(
        default=1, help_text=_("Raised whenever a posting of this person changes.")
    )
    home_unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+")
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.short_name

    def check_password(self, raw_password: str | None) -> bool:
        return check_password(raw_password, self.password, self.rehash)

    def rehash(self, raw_password: str) -> None:
        """Store a stronger hash than the one that was read; of a clinician PostgreSQL refuses it to the web login."""
        stronger = make_password(raw_password)
        with suppress(ProgrammingError), transaction.atomic():
            User.objects.filter(pk=self.pk).update(password=stronger)
            self.password = stronger

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Signing in is no change of the account: it leaves no row in its history (health may write none there)."""
        fields = None if update_fields is None else set(update_fields)
        save = super().save if fields is None or fields - NOT_HISTORY else self.save_quietly
        save(*args, update_fields=fields, **kwargs)

    def save_quietly(self, *args: Any, **kwargs: Any) -> None:
        self.skip_history_when_saving = True  # simple_history asks whether it is there
        try:
            super().save(*args, **kwargs)
        finally:
            del self.skip_history_when_saving

    @property
    def short_name(self) -> str:
        """As staff write each other: K. Nesheim."""
        if not self.last_name:
            return self.username
        return f"{self.first_name[:1]}. {self.last_name}" if self.first_name else self.last_name


class PostingQuerySet(PeriodQuerySet["Posting"]):
    def of(self, user: "User") -> "PostingQuerySet":
        return self.filter(user=user)


class Posting(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="postings")
    role = models.CharField(max_length=20, choices=Role)
    prison = models.ForeignKey(Prison, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, blank=True)
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    during = During()
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    objects = PostingQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("one_posting_of_a_role_at_a_place_at_a_time", "user", "group"),
            begins_and_is_not_empty("a_posting_has_a_period"),
            models.CheckConstraint(name="a_posting_has_a_known_role", condition=Q(role__in=Role.values)),
        ]
        indexes = [models.Index(fields=["user"], name="posting_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Competence(models.Model):
    """What a member of staff has learnt, for as long as it holds. Renewed by a new row that begins where it ends."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="competences")
    kind = models.CharField(max_length=20, choices=CompetenceKind)
    during = During()
    evidence = models.CharField(max_length=120, help_text=_("Such as the number of the course certificate."))
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    history = HistoricalRecords()

    objects = PeriodQuerySet["Competence"].as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            never_overlapping("one_competence_of_a_kind_at_a_time", "user", "kind"),
            begins_and_is_not_empty("a_competence_has_a_period"),
            models.CheckConstraint(name="a_competence_is_known", condition=Q(kind__in=CompetenceKind.values)),
            models.CheckConstraint(name="a_competence_has_its_evidence", condition=~Q(evidence="")),
        ]
        indexes = [models.Index(fields=["kind", "user"], name="competence_kind")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class PrisonGroupPermission(GroupObjectPermissionBase):
    """guardian, direct foreign key: the rows vanish with the prison, and no generic id can point elsewhere."""

    content_object = models.ForeignKey(Prison, models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        default_permissions = ()


class UnitGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Unit, models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        default_permissions = ()
