from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("security", "0008_regime"),
    ]

    operations = [
        migrations.RunSQL(
            (SQL / "count_events.sql").read_text(),
            "DROP TRIGGER records_are_only_added ON public.security_countevent;"
            "DROP TRIGGER records_are_only_added ON public.security_countstatechange",
        ),
    ]
