"""PostgreSQL counts what changes on a board (inmates/sql/board_version.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("corrections", "0003_operational_capacity"), ("inmates", "0004_person_numbers")]
    operations = [
        migrations.CreateModel(
            name="BoardVersion",
            fields=[
                (
                    "prison",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="corrections.prison",
                    ),
                ),
                ("version", models.BigIntegerField(default=0)),
                (
                    "counted_in",
                    models.BigIntegerField(default=0, help_text="The transaction that counted last: each counts once"),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL((SQL / "board_version.sql").read_text(), migrations.RunSQL.noop),
    ]
