"""Triggers that refuse what no column constraint can (corrections/sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("corrections", "0001_initial")]
    operations = [
        migrations.RunSQL((SQL / "guards.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "operational_capacity.sql").read_text(), migrations.RunSQL.noop),
    ]
