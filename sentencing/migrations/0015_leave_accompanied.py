"""Somebody on leave is accompanied where the decision says so, and leaves with no fewer officers."""

from pathlib import Path

from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "leave_accompanied.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('corrections', '0003_competences'),
        ('inmates', '0018_escorts_on_leave'),
        ('sentencing', '0014_breach_says_which_check'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalleavepermission',
            name='officers',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='How many officers accompany the person, as a condition (strgjfl. s. 36)'),
        ),
        migrations.AddField(
            model_name='leavepermission',
            name='officers',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='How many officers accompany the person, as a condition (strgjfl. s. 36)'),
        ),
        migrations.AddConstraint(
            model_name='leavepermission',
            constraint=models.CheckConstraint(condition=models.Q(('officers__gte', 0), ('officers__lte', 4)), name='a_leave_is_accompanied_by_at_most_4'),
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
