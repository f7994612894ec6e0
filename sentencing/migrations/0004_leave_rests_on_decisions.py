"""Leave rests on a decision of the engine; a permission is what was granted, and can be withdrawn."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "leave_decided.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('corrections', '0003_competences'),
        ('inmates', '0011_decisions'),
        ('sentencing', '0003_calculations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='leavepermission',
            name='a_decided_leave_permission_says_who_when_and_why',
        ),
        migrations.RemoveConstraint(
            model_name='leavepermission',
            name='nobody_decides_the_leave_that_they_asked_for',
        ),
        migrations.RemoveField(
            model_name='historicalleavepermission',
            name='more_conditions',
        ),
        migrations.RemoveField(
            model_name='leavepermission',
            name='more_conditions',
        ),
        migrations.AddField(
            model_name='historicalleavepermission',
            name='decision',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.decision'),
        ),
        migrations.AddField(
            model_name='leavepermission',
            name='decision',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.decision'),
        ),
        migrations.RemoveField(
            model_name='historicalleavepermission',
            name='conditions',
        ),
        migrations.AddField(
            model_name='historicalleavepermission',
            name='conditions',
            field=models.CharField(blank=True, help_text='strgjfl. s. 36 second paragraph', max_length=2000),
        ),
        migrations.AlterField(
            model_name='historicalleavepermission',
            name='decided_at',
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name='historicalleavepermission',
            name='decided_why',
            field=models.CharField(max_length=300),
        ),
        migrations.AlterField(
            model_name='historicalleavepermission',
            name='state',
            field=models.CharField(choices=[('GRANTED', 'Granted'), ('WITHDRAWN', 'Withdrawn')], default='GRANTED', max_length=9),
        ),
        migrations.RemoveField(
            model_name='leavepermission',
            name='conditions',
        ),
        migrations.AddField(
            model_name='leavepermission',
            name='conditions',
            field=models.CharField(blank=True, help_text='strgjfl. s. 36 second paragraph', max_length=2000),
        ),
        migrations.AlterField(
            model_name='leavepermission',
            name='decided_at',
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name='leavepermission',
            name='decided_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='leavepermission',
            name='decided_why',
            field=models.CharField(max_length=300),
        ),
        migrations.AlterField(
            model_name='leavepermission',
            name='state',
            field=models.CharField(choices=[('GRANTED', 'Granted'), ('WITHDRAWN', 'Withdrawn')], default='GRANTED', max_length=9),
        ),
        migrations.AddConstraint(
            model_name='leavepermission',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['GRANTED', 'WITHDRAWN']), models.Q(('decided_why', ''), _negated=True)), name='a_decided_leave_permission_says_who_when_and_why'),
        ),
        migrations.AddConstraint(
            model_name='leavepermission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'GRANTED'), _negated=True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='nobody_decides_the_leave_that_they_asked_for'),
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
