"""Free text of a record, encrypted in the database and plain only inside an opened record (SECURITY.md 13).

Each patient has a key, kept wrapped by one that only the clinical process has (health/secrets.py). A text is bound to
its table, row and field: moved anywhere else, it cannot be read, and what stands instead says so. PostgreSQL shows the
wrapped key behind the same line of the access log as the text, and to who is told of an emergency, whose reason is
sealed too; it takes no text that is not encrypted (health/sql/after_migrate_sealed.sql).
"""

from typing import TYPE_CHECKING, Any, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connections, models
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corrections.refusals import Refusal
from health import secrets
from health.context import PROCESS, ClinicalContextRequired, current
from health.models.base import ClinicalModel, table
from health.secrets import SecretUnreadable, TextAltered

FIRST = 1
UNREADABLE = gettext_lazy("Cannot be read: altered outside the system.")

if TYPE_CHECKING:  # what it is in Python, and what it is to the database
    Column = models.TextField[str, str]
    Number = models.BigAutoField[int | None, int]
else:
    Column = models.BinaryField
    Number = models.BigAutoField


class PatientKey(ClinicalModel):
    """The key of a patient's texts, wrapped by the master of that fingerprint. The highest number writes."""

    patient = models.ForeignKey("health.Patient", models.DO_NOTHING, related_name="+")
    number = models.PositiveSmallIntegerField(default=FIRST)
    master = models.CharField(max_length=16)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta(ClinicalModel.Meta):
        abstract = False
        db_table = table("patient_key")
        constraints = [models.UniqueConstraint(name="one_key_of_a_number_for_a_patient", fields=["patient", "number"])]

    def __str__(self) -> str:
        return f"key {self.number} of patient {self.patient_id}"

    @property
    def place(self) -> str:
        return f"patient_key|{self.patient_id}|{self.number}"

    @cached_property
    def key(self) -> bytes:
        return secrets.unwrap(self.wrapped, master=self.master, place=self.place)

    @cached_property
    def box(self) -> AESGCM:
        return AESGCM(self.key)

    def wrap(self, key: bytes) -> Self:
        self.master, self.wrapped = secrets.wrap(key, place=self.place)
        return self


def keys_of(patient_id: int) -> dict[int, PatientKey]:
    """The keys of one patient by number; none when the record is not open. At most two queries in a context."""
    context = current()
    if context is None:
        raise ClinicalContextRequired("What is written in a record was used outside a clinical context")
    if patient_id not in context.keys:
        found = PatientKey.objects.all() if context.keys else PatientKey.objects.filter(patient=patient_id)
        for row in found:
            context.keys.setdefault(row.patient_id, {}).setdefault(row.number, row)
    return context.keys.get(patient_id, {})


def key_to_write(patient_id: int) -> PatientKey:
    """The newest key of the patient, made now if there is none. Of two who make it, the second takes the first's."""
    keys = keys_of(patient_id) or make_key(patient_id, FIRST)
    if not keys:
        raise SecretUnreadable(f"the record of patient {patient_id} is not open")
    key = keys[max(keys)]
    try:
        key.box  # noqa: B018  (unwrapped here, so that nothing is half done)
    except TextAltered as error:
        raise NotWritten(
            _("Nothing can be written: the key of this record was altered outside the system. Tell your leader."),
            code="key_altered",
        ) from error
    return key


def make_key(patient_id: int, number: int) -> dict[int, PatientKey]:
    made = PatientKey(patient_id=patient_id, number=number).wrap(secrets.new_key())
    PatientKey.objects.bulk_create([made], None, True)  # who was first stays
    context = current()
    if context is not None:
        context.keys.pop(patient_id, None)
    return keys_of(patient_id)


class NotWritten(Refusal):
    code = "not_written"


class Unreadable(str):
    """What is shown instead of a text that is not what was written. The rest of the record stands as it is."""

    __slots__ = ()
    altered = True


class Sealed(bytes):
    """As it stands in the database: opened by the attribute that holds it, when somebody asks."""


class RowKey(Number):
    """A primary key that is drawn before the row is written, for a text is bound to it. To the database, any other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("primary_key", True)
        kwargs.setdefault("auto_created", True)
        kwargs.setdefault("verbose_name", "ID")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BigAutoField", list(args), dict(kwargs)

    def get_pk_value_on_save(self, instance: models.Model) -> int:
        return next_row(type(instance))


def next_row(model: type[models.Model]) -> int:
    connection = connections["default"]
    name = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [name])
        (number,) = cursor.fetchone()
    return int(number)


class SealedModel(ClinicalModel):
    """A row about ``patient`` that has texts."""

    id = RowKey()

    class Meta(ClinicalModel.Meta):
        abstract = True


class SealedAttribute:
    """Opens the text when it is read; what is assigned stays as it is until it is saved."""

    def __init__(self, field: "EncryptedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        values, name = instance.__dict__, self.field.attname
        if name not in values:
            instance.refresh_from_db(fields=[name])
        if not isinstance(values[name], Sealed):
            return values[name]
        text = self.field.open(instance, values[name])
        if not isinstance(text, Unreadable):  # the bytes stay: saved anew, the row is as it was found
            values[name] = text
        return text

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(Column):
    """Text in Python, ``bytea`` in PostgreSQL. Nothing written is nothing kept. It cannot be searched or sorted."""

    descriptor_class = SealedAttribute
    empty_values = [None, ""]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        kwargs.setdefault("db_comment", "sealed")  # the SQL finds the column by it
        super().__init__(*args, **kwargs)

    def _check_str_default_value(self) -> list[Any]:
        return []

    def get_default(self) -> Any:
        return self.default if self.has_default() else None if self.null else ""

    def place(self, instance: models.Model) -> str:
        if instance.pk is None:
            raise TypeError(f"{type(instance).__name__} has no number yet: its key is a RowKey (SealedModel)")
        return place_of(instance._meta.db_table.rpartition('"')[2], instance.pk, self.column)

    def open(self, instance: Any, sealed: bytes) -> str:
        return shown(sealed, patient_id=instance.patient_id, place=self.place(instance))

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if not value or isinstance(value, Sealed):
            return value
        if str(value).strip() == str(UNREADABLE):
            raise NotWritten(_("What stood here cannot be read. Write it anew."), code="unreadable")
        return Sealed(sealed(str(value), key_to_write(model_instance.patient_id), self.place(model_instance)))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """What must be written and stands empty was emptied by somebody: it is shown as any other altered text."""
        if value is None or (not value and self.blank):
            return value if value is None else ""
        return Sealed(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str):
            if value:
                raise TypeError(f"{self.name} is encrypted: it is saved with its row, and cannot be searched")
            return b""
        return super().get_prep_value(value)

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


def place_of(name: str, row: int, column: str | None) -> str:
    return f"{name}|{row}|{column}"


def sealed(text: str, key: PatientKey, place: str) -> bytes:
    return secrets.seal_text(text, key.box, number=key.number, place=place)


def opened(sealed: bytes, *, patient_id: int, place: str) -> str:
    """Raises ``SecretUnreadable`` when the record is not open, and ``TextAltered`` when it is not what was written.

    What stands plain is never taken for something that somebody here wrote: anyone who reaches the database can put it
    there. Texts from before texts were encrypted are read once somebody has answered for them (rotate_journal_keys).
    """
    if sealed[:1] != secrets.SEALED:
        raise TextAltered(place)
    keys = keys_of(patient_id)
    key = keys.get(secrets.number_of(sealed))
    if key is None:
        raise TextAltered(place) if keys or process_at_work() or is_open(patient_id) else SecretUnreadable(place)
    return secrets.unseal_text(sealed, key.box, place=place)


def shown(sealed: bytes, *, patient_id: int, place: str) -> str:
    """The text; or that it cannot be read, which is told when the context ends."""
    try:
        return opened(sealed, patient_id=patient_id, place=place)
    except TextAltered:
        context = current()
        if context is not None:
            table, row, column = place.split("|")
            context.altered.add((table, column, int(row)))
        return Unreadable(UNREADABLE)


def process_at_work() -> bool:
    """Whether the clinical process itself reads, as when keys are changed. It is shown the keys of everybody."""
    context = current()
    return context is not None and context.user_id == PROCESS


def is_open(patient_id: int) -> bool:
    """Whether PostgreSQL would show the keys of this patient, were there any."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT %s = ANY (health.ctx_open_patients() || health.ctx_told_patients())", [patient_id])
        return bool(cursor.fetchone()[0])


@EncryptedTextField.register_lookup
class Octets(models.Transform):
    """How many bytes are kept, so that a constraint can want some."""

    lookup_name = "octets"
    function = "OCTET_LENGTH"
    output_field = models.IntegerField()
