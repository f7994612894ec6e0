from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("security", "0006_locks"),
        ("inmates", "0018_escorts_on_leave"),
    ]

    operations = [
        migrations.RunSQL(
            (SQL / "out_of_cell.sql").read_text(),
            "DROP FUNCTION public.out_of_cell(bigint[], timestamptz[]); DROP FUNCTION public.length_of(tstzmultirange)",
        ),
    ]
