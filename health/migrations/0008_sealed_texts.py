"""Free texts become bytes, encrypted by the clinical process. What stands is marked as plain (0) until it has been."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.models import Q

import health.models.sealed

ASKED = ("suicide_risk", "withdrawal", "pregnancy", "infection", "medicines")
TEXTS = {
    "note": {"text": {"max_length": 8000}},
    "medication_order": {
        "instruction": {"blank": True, "max_length": 200},
        "look_for": {"blank": True, "max_length": 300, "help_text": "What to watch after the dose"},
        "stop_reason": {"blank": True, "max_length": 200},
        "cave_answer": {
            "blank": True,
            "max_length": 300,
            "help_text": "Why it is ordered although CAVE warns of it",
        },
    },
    "medication_hold": {"reason": {"max_length": 200}},
    "administration": {"reason": {"blank": True, "max_length": 300}},
    "allergy": {"reaction": {"blank": True, "max_length": 200}},
    "missed_told": {"decision": {"max_length": 300}},
    "screening": {
        "health": {"max_length": 4000, "help_text": "How the patient is, in the words of the examiner"},
        **{f"{asked}_what": {"blank": True, "max_length": 500} for asked in ASKED},
    },
}
# Checks are compiled with the type of their column: taken away and made again
CHECKS = [
    ("note", "a_note_says_something", ~Q(text="")),
    ("medication_hold", "a_hold_says_why", ~Q(reason="")),
    ("administration", "not_given_says_why", Q(status__in=["GIVEN", "UNDONE"]) | ~Q(reason="")),
    ("allergy", "a_refuted_allergy_says_why", Q(refuted=False) | Q(instead_of__isnull=False) & ~Q(reaction="")),
    ("missed_told", "who_was_told_decided_something", ~Q(decision="")),
    ("screening", "a_screening_says_how_the_patient_is", ~Q(health="")),
    (
        "screening",
        "a_yes_in_a_screening_says_what",
        (~Q(withdrawal="YES") | ~Q(withdrawal_what=""))
        & (~Q(pregnancy="YES") | ~Q(pregnancy_what=""))
        & (~Q(infection="YES") | ~Q(infection_what=""))
        & (~Q(medicines="YES") | ~Q(medicines_what="")),
    ),
    (
        "screening",
        "a_raised_suicide_risk_says_what_is_done",
        Q(suicide_risk__in=["NONE", "DECLINED"]) | ~Q(suicide_risk_what=""),
    ),
]


def to_bytes(table: str, column: str) -> str:
    return f"""
    ALTER TABLE health.{table} ALTER COLUMN {column} TYPE bytea
      USING CASE WHEN {column} = '' THEN ''::bytea ELSE '\\x00'::bytea || convert_to({column}, 'UTF8') END;
    COMMENT ON COLUMN health.{table}.{column} IS 'sealed';"""


def model(table: str) -> str:
    return table.replace("_", "")


class Migration(migrations.Migration):
    dependencies = [("health", "0007_requests_and_chart")]

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
        *(
            migrations.AddConstraint(
                model_name=model(table), constraint=models.CheckConstraint(name=name, condition=condition)
            )
            for table, name, condition in CHECKS
        ),
        migrations.CreateModel(
            name="PatientKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("master", models.CharField(max_length=16)),
                ("wrapped", models.BinaryField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="health.patient"
                    ),
                ),
            ],
            options={
                "db_table": 'health"."patient_key',
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("patient", "number"), name="one_key_of_a_number_for_a_patient")
                ],
            },
        ),
    ]
