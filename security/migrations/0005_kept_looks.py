from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('security', '0004_note_standing'),
    ]

    operations = [
        migrations.RunSQL((SQL / "kept_looks.sql").read_text(), migrations.RunSQL.noop),
    ]
