"""The operational capacity of a prison never exceeds its physical places (corrections/sql/operational_capacity.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("corrections", "0002_guards")]
    operations = [migrations.RunSQL((SQL / "operational_capacity.sql").read_text(), migrations.RunSQL.noop)]
