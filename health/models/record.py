"""The patient's record: who is a patient of which clinic, what was written, and who has opened it.

Nothing here is visible outside a clinical context; a record's own rows only to someone for whom ``health.open_journal``
has committed a line of the access log first (health/sql/after_migrate_record.sql).
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from corrections.models import Prison
from health.choices import AccessBasis, NoteKind
from health.models.base import ClinicalModel, table
from health.models.sealed import EncryptedTextField, SealedModel
from inmates.models import Person


class Patient(ClinicalModel):
    """Everyone received is one, so that being a patient says nothing. PostgreSQL moves ``prison`` with the person."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.OneToOneField(Person, models.DO_NOTHING, related_name="+")
    prison = models.ForeignKey(
        Prison, models.DO_NOTHING, related_name="+", null=True, help_text="Whose clinic sees the record"
    )

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("patient")

    def __str__(self) -> str:
        return f"patient {self.pk}"

    @property
    def person_row(self) -> int:
        """The person, or the one whom their row was joined to: whose bed and face it is."""
        return self.person.merged_into_id or self.person_id

    @property
    def whose(self) -> Person:
        """The same, as the person."""
        return self.person.merged_into or self.person


class Note(SealedModel):
    """One entry, signed by being written, and from then on as it is. A correction is another entry."""

    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="notes")
    kind = models.CharField(max_length=12, choices=NoteKind)
    text = EncryptedTextField(max_length=8000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    corrects = models.ForeignKey("self", models.DO_NOTHING, related_name="+", null=True)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("note")
        constraints = [
            models.CheckConstraint(name="a_note_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="a_note_is_of_a_known_kind", condition=Q(kind__in=NoteKind.values)),
            models.UniqueConstraint(name="a_note_is_corrected_once", fields=["corrects"]),
        ]
        indexes = [models.Index(fields=["patient", "-written_at"], name="note_patient")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class AccessEntry(ClinicalModel):
    """One look at a record, or one that was refused. Written by ``health.open_journal`` alone, before the look."""

    at = models.DateTimeField()
    user_id = models.BigIntegerField(help_text="Who looked; no foreign key, so that no account can take it away")
    patient = models.ForeignKey(Patient, models.DO_NOTHING, related_name="accesses")
    basis = models.CharField(max_length=16, choices=AccessBasis)
    reason = models.CharField(max_length=500, blank=True)
    expires_at = models.DateTimeField()
    request_id = models.UUIDField(null=True)
    db_login = models.CharField(max_length=63)

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("access_log")
        constraints = [
            models.CheckConstraint(name="an_access_has_a_known_basis", condition=Q(basis__in=AccessBasis.values))
        ]
        indexes = [models.Index(fields=["patient", "-at"], name="access_patient")]

    def __str__(self) -> str:
        return f"access {self.pk}"


class AccessSeal(ClinicalModel):
    """The access log up to ``to_id`` as it was: the root of its lines, chained to the seal before."""

    from_id = models.BigIntegerField()
    to_id = models.BigIntegerField(unique=True)
    lines = models.IntegerField()
    root = models.BinaryField()
    previous = models.BinaryField(null=True)
    seal = models.BinaryField()
    at = models.DateTimeField()

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("access_seal")

    def __str__(self) -> str:
        return f"seal {self.pk}"
