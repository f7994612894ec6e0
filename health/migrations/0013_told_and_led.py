"""Why a record was opened in an emergency, and what reviewers say, become sealed texts as those of the record.

What stands is marked as plain until the clinical process has encrypted it (rotate_journal_keys). The lines of the access
log that repeat an old reason are sealed in their chain and stay as they are; new lines name the emergency by its number.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

import health.models.sealed

USER = settings.AUTH_USER_MODEL
ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
CALLED = [
    ("CLINIC", "Everyone at the clinic"),
    ("LEADER", "The leader of the clinic"),
    ("LEADERS", "The leader again, and everyone at the clinic"),
]


def to(model: str, name: str = "+", **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name=name, to=model, **more)


def one(model: str, name: str) -> models.OneToOneField:
    return models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, related_name=name, to=model)


def made(name: str, table: str, *fields: tuple[str, models.Field]) -> migrations.CreateModel:
    options = {
        "db_table": f'health"."{table}',
        "abstract": False,
        "default_permissions": (),
        "base_manager_name": "objects",
        "default_manager_name": "objects",
    }
    return migrations.CreateModel(name=name, fields=[ID, *fields], options=options)


def sealed(model: str, table: str, column: str, **options: object) -> migrations.RunSQL:
    field = health.models.sealed.EncryptedTextField(max_length=500, **options)
    return migrations.RunSQL(
        f"""ALTER TABLE health.{table} ALTER COLUMN {column} TYPE bytea
              USING CASE WHEN {column} = '' THEN ''::bytea ELSE '\\x00'::bytea || convert_to({column}, 'UTF8') END;
            COMMENT ON COLUMN health.{table}.{column} IS 'sealed'""",
        state_operations=[migrations.AlterField(model_name=model, name=column, field=field)],
    )


def with_patient(model: str, table: str, of: str, column: str) -> list[migrations.RunSQL]:
    """Whose key the comment is under: taken from what was reviewed."""
    return [
        migrations.AddField(model_name=model, name="patient", field=to("health.patient", null=True)),
        migrations.RunSQL(
            f"""ALTER TABLE health.{table} DISABLE TRIGGER USER;
                UPDATE health.{table} r SET patient_id = o.patient_id FROM health.{of} o WHERE o.id = r.{column};
                SET CONSTRAINTS ALL IMMEDIATE;
                ALTER TABLE health.{table} ENABLE TRIGGER USER"""  # noqa: S608  (names of this file)
        ),
        migrations.AlterField(
            model_name=model,
            name="patient",
            field=to("health.patient", help_text="Whose key the comment is under"),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("health", "0012_continuity"),
        ("inmates", "0008_signals"),
        migrations.swappable_dependency(USER),
    ]

    operations = [
        migrations.RemoveConstraint("emergencyaccess", "an_emergency_has_a_reason"),
        migrations.RemoveConstraint("emergencyreview", "what_must_be_followed_up_says_what"),
        migrations.RemoveConstraint("lookreview", "a_look_to_follow_up_says_what"),
        sealed("emergencyaccess", "emergency_access", "reason"),
        sealed("emergencyreview", "emergency_review", "comment", blank=True),
        sealed("lookreview", "look_review", "comment", blank=True),
        *with_patient("emergencyreview", "emergency_review", "emergency_access", "emergency_id"),
        *with_patient("lookreview", "look_review", "found_look", "look_id"),
        AddConstraintNotValid(  # one written before is shorter while it is plain; made valid when all are sealed
            "emergencyaccess",
            models.CheckConstraint(name="an_emergency_has_a_reason", condition=Q(reason__octets__gte=41)),
        ),
        migrations.AddConstraint(
            "emergencyreview",
            models.CheckConstraint(
                name="what_must_be_followed_up_says_what", condition=~Q(finding="FOLLOW_UP") | ~Q(comment="")
            ),
        ),
        migrations.AddConstraint(
            "lookreview",
            models.CheckConstraint(
                name="a_look_to_follow_up_says_what", condition=~Q(finding="FOLLOW_UP") | ~Q(comment="")
            ),
        ),
        made(
            "LookCall",
            "look_call",
            ("called", models.CharField(choices=CALLED, max_length=10)),
            ("at", models.DateTimeField()),
            ("look", to("health.foundlook", "calls")),
        ),
        migrations.AddConstraint(
            "lookcall",
            models.UniqueConstraint(fields=("look", "called"), name="each_is_called_once_to_a_look"),
        ),
        migrations.AddConstraint(
            "lookcall",
            models.CheckConstraint(
                name="a_look_calls_somebody_known", condition=Q(called__in=[code for code, _said in CALLED])
            ),
        ),
        made(
            "LeadProposal",
            "lead_proposal",
            ("leads", models.BooleanField()),
            ("proposed_at", models.DateTimeField()),
            ("clinician", to("health.clinician")),
            ("prison", to("corrections.prison")),
            ("proposed_by", to(USER)),
        ),
        made(
            "LeadDecision",
            "lead_decision",
            ("approved", models.BooleanField()),
            ("decided_at", models.DateTimeField()),
            ("decided_by", to(USER)),
            ("proposal", one("health.leadproposal", "decision")),
        ),
        made(
            "AlteredText",
            "altered_text",
            ("table_name", models.CharField(max_length=63)),
            ("column_name", models.CharField(max_length=63)),
            ("row_id", models.BigIntegerField()),
            ("fingerprint", models.CharField(max_length=64)),
            ("found_at", models.DateTimeField()),
            ("found_by", to(USER, null=True, help_text="Nobody: at a change of keys")),
            ("patient", to("health.patient")),
            ("person", to("inmates.person", help_text="Who it is, without the record")),
            ("prison", to("corrections.prison", null=True, help_text="Whose clinic is told")),
        ),
        migrations.AddConstraint(
            "alteredtext",
            models.UniqueConstraint(
                fields=("table_name", "column_name", "row_id", "fingerprint"), name="an_altered_text_is_told_once"
            ),
        ),
        made(
            "AlteredSettled",
            "altered_settled",
            ("done", models.CharField(max_length=500)),
            ("at", models.DateTimeField()),
            ("altered", one("health.alteredtext", "settled")),
            ("by", to(USER)),
        ),
        migrations.AddConstraint(
            "alteredsettled",
            models.CheckConstraint(name="what_was_done_about_it_is_said", condition=~Q(done="")),
        ),
    ]
