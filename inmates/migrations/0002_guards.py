"""What no column can say: triggers that refuse, the count of a board, the next inmate number (inmates/sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("corrections", "0002_guards"), ("inmates", "0001_initial")]
    operations = [
        migrations.RunSQL((SQL / "guards.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "board_version.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(
            # two receptions at once never take the same number
            "CREATE SEQUENCE inmates_person_next_number START 40001",
            "DROP SEQUENCE inmates_person_next_number",
        ),
    ]
