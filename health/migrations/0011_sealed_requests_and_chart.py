"""What patients ask for and what is known of them is encrypted as the notes are. What stands is marked as plain (0)."""

from django.db import migrations, models
from django.db.models import F, Q

import health.models.sealed

OUTCOMES = ["APPOINTMENT", "ADVICE", "MEDICINE", "NO_NEED", "WITHDRAWN"]
ANSWERS = ["ACCEPTED", "REFUSED", "SEEN"]
TEXTS = {
    "patient_request": {"text": {"max_length": 4000}, "answer": {"blank": True, "max_length": 4000}},
    "appointment": {
        "reason": {
            "max_length": 500,
            "help_text": "Stays in the record: the officers see time and place alone",
        }
    },
    "appointment_time": {"comment": {"blank": True, "max_length": 300}},
    "problem": {"text": {"max_length": 200}, "comment": {"blank": True, "max_length": 500}},
    "consent": {
        "recipient": {"max_length": 200, "help_text": "To whom, by name or office"},
        "limits": {"blank": True, "max_length": 500, "help_text": "What may not be said, in the patient's words"},
    },
    "referral": {
        "to_name": {"max_length": 200},
        "reason": {"max_length": 4000},
        "answer": {"blank": True, "max_length": 4000},
    },
    "document": {"title": {"max_length": 200}},
}
# Checks are compiled with the type of their column: taken away and made again
CHECKS = [
    ("patient_request", "a_request_says_what", ~Q(text="")),
    (
        "patient_request",
        "an_answer_says_what_who_and_when",
        Q(outcome="", answer="", answered_at__isnull=True, answered_by__isnull=True)
        | Q(outcome__in=OUTCOMES, answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
    ),
    ("appointment", "an_appointment_says_why", ~Q(reason="")),
    ("problem", "a_problem_has_a_name", ~Q(text="")),
    ("consent", "a_consent_names_who_is_told", ~Q(recipient="")),
    ("referral", "a_referral_says_to_whom_and_why", ~Q(to_name="") & ~Q(reason="")),
    (
        "referral",
        "a_referral_answered_says_what_and_when",
        Q(outcome="", answer="", answered_at__isnull=True, answered_by__isnull=True)
        | Q(outcome__in=ANSWERS, answered_at__gte=F("sent_at"), answered_by__isnull=False),
    ),
    ("document", "a_document_has_a_title", ~Q(title="")),
]


def to_bytes(table: str, column: str) -> str:
    return f"""
    ALTER TABLE health.{table} ALTER COLUMN {column} TYPE bytea
      USING CASE WHEN {column} = '' THEN ''::bytea ELSE '\\x00'::bytea || convert_to({column}, 'UTF8') END;
    COMMENT ON COLUMN health.{table}.{column} IS 'sealed';"""


def model(table: str) -> str:
    return table.replace("_", "")


class Migration(migrations.Migration):
    dependencies = [("health", "0010_looks")]

    operations = [
        *(migrations.RemoveConstraint(model_name=model(table), name=name) for table, name, _condition in CHECKS),
        *(
            migrations.RunSQL(
                to_bytes(table, column),
                state_operations=[
                    migrations.AlterField(
                        model_name=model(table),
                        name=column,
                        field=health.models.sealed.EncryptedTextField(**options),
                    )
                ],
            )
            for table, columns in TEXTS.items()
            for column, options in columns.items()
        ),
        migrations.AddField(
            model_name="document",
            name="file_key",
            field=health.models.sealed.EncryptedTextField(
                default=b"", max_length=64, help_text="What the bytes are encrypted with, in hexadecimal"
            ),
            preserve_default=False,
        ),
        *(
            migrations.AddConstraint(
                model_name=model(table), constraint=models.CheckConstraint(name=name, condition=condition)
            )
            for table, name, condition in CHECKS
        ),
    ]
