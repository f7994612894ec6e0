"""Where the next inmate number comes from: a sequence, so that two receptions at once never take the same."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("inmates", "0003_reception_prison")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE inmates_person_next_number START 40001",
            "DROP SEQUENCE inmates_person_next_number",
        )
    ]
