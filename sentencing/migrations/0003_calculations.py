"""Dates that two people confirm, the days that do not count, and what no column can say of them."""

from pathlib import Path

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "counting.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('inmates', '0011_decisions'),
        ('sentencing', '0002_release_path_and_leave'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Calculation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('reason', models.CharField(max_length=200)),
                ('basis', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('rule_version', models.CharField(max_length=20)),
                ('steps', models.JSONField()),
                ('start', models.DateField()),
                ('full', models.DateField()),
                ('earliest_probation', models.DateField(blank=True, null=True)),
                ('remaining_days', models.PositiveIntegerField(default=0)),
                ('is_eligible', models.BooleanField(default=False)),
                ('minimum_reached', models.DateField(blank=True, null=True)),
                ('frame_expires', models.DateField(blank=True, null=True)),
                ('extension_filed_by', models.DateField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_why', models.CharField(blank=True, max_length=200)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('stay', 'number'), name='a_calculation_has_a_number_of_its_own'), models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('stay',), name='one_calculation_waits_at_a_time'), models.CheckConstraint(condition=models.Q(('full__gte', models.F('start')), models.Q(('earliest_probation__isnull', True), models.Q(('earliest_probation__gte', models.F('start')), ('earliest_probation__lte', models.F('full'))), _connector='OR')), name='dates_lie_between_the_start_and_the_end'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('withdrawn_at__isnull', True)), _connector='OR'), name='dates_are_confirmed_by_somebody'), models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('made_by')), _negated=True), _connector='OR'), name='dates_are_confirmed_by_a_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_why', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_why', ''), _negated=True)), _connector='OR'), name='a_withdrawn_calculation_says_who_and_why'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_calculation_says_why_it_was_made')],
            },
        ),
        migrations.CreateModel(
            name='NotCounted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('INTERRUPTION', 'Interruption that was granted'), ('ESCAPE', 'Escape or absconding'), ('NOT_RETURNED', 'Did not return'), ('OTHER_CASE', 'Remand in another case, or another sanction'), ('HOSPITAL', 'Stay in hospital brought about on purpose')], max_length=12)),
                ('days', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('document', models.CharField(help_text='What it rests on, such as the decision or the report', max_length=160)),
                ('registered_at', models.DateTimeField()),
                ('annulled_at', models.DateTimeField(blank=True, null=True)),
                ('annulled_why', models.CharField(blank=True, max_length=200)),
                ('annulled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
            ],
            options={
                'default_permissions': (),
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('annulled_at__isnull', True)), expressions=[('stay', '='), ('days', '&&')], name='a_day_is_left_out_once'), models.CheckConstraint(condition=models.Q(('days__isempty', False), ('days__lower_inf', False), ('days__upper_inf', False)), name='days_left_out_have_an_end'), models.CheckConstraint(condition=models.Q(('reason__in', ['INTERRUPTION', 'ESCAPE', 'NOT_RETURNED', 'OTHER_CASE', 'HOSPITAL'])), name='days_left_out_are_of_a_known_reason'), models.CheckConstraint(condition=models.Q(('document', ''), _negated=True), name='days_left_out_say_what_they_rest_on'), models.CheckConstraint(condition=models.Q(models.Q(('annulled_at__isnull', True), ('annulled_by__isnull', True), ('annulled_why', '')), models.Q(('annulled_at__isnull', False), ('annulled_by__isnull', False), models.Q(('annulled_why', ''), _negated=True)), _connector='OR'), name='annulled_days_say_who_and_why')],
            },
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
