"""The way out: steps, what must be in place, leave, and whether the victim was told."""

from pathlib import Path

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import corrections.periods

SQL = Path(__file__).resolve().parent.parent / "sql" / "leave.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('corrections', '0003_competences'),
        ('inmates', '0010_seen_by_health'),
        ('sentencing', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalLeavePermission',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ORDINARY', 'Ordinary leave'), ('SHORT', 'Short leave'), ('WELFARE', 'Welfare leave')], max_length=8)),
                ('state', models.CharField(choices=[('ASKED', 'Waits for a decision'), ('GRANTED', 'Granted'), ('REFUSED', 'Refused'), ('WITHDRAWN', 'Withdrawn')], default='ASKED', max_length=9)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(help_text='The last day on which a leave may begin')),
                ('destination', models.CharField(max_length=120)),
                ('purpose', models.CharField(max_length=300)),
                ('conditions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('SOBER', 'Sober: no alcohol, no drugs'), ('TEST', 'A clean test before leaving'), ('REPORT', 'Reports to the police'), ('FETCHED', 'Is fetched and brought back by a named person'), ('STAYS', 'Stays at the agreed address'), ('NO_CONTACT', 'No contact with named persons'), ('CALLS', 'Calls the prison at agreed times')], max_length=10), blank=True, default=list, size=None)),
                ('more_conditions', models.CharField(blank=True, max_length=300)),
                ('quota_days', models.PositiveSmallIntegerField(default=18, help_text='Days in a quota year')),
                ('special_reason', models.CharField(blank=True, help_text='Why earlier than the threshold, or above the ordinary quota', max_length=300)),
                ('is_advanced', models.BooleanField(default=False, help_text='Before the threshold is reached (fskr. s. 3-31)')),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_why', models.CharField(blank=True, max_length=300)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('asked_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rule', models.ForeignKey(blank=True, db_constraint=False, help_text='The version it was decided under', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='corrections.ruleversion')),
                ('stay', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.stay')),
            ],
            options={
                'verbose_name': 'historical leave permission',
                'verbose_name_plural': 'historical leave permissions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalReleaseItem',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('domain', models.CharField(choices=[('HOME', 'Somewhere to live'), ('OCCUPATION', 'Work or school'), ('INCOME', 'Income'), ('ID_PAPERS', 'Identity papers'), ('HEALTH', 'Health appointment booked'), ('DEBT', 'Debt'), ('NETWORK', 'Family and network')], max_length=10)),
                ('state', models.CharField(choices=[('OPEN', 'Not arranged'), ('ARRANGED', 'Arranged'), ('NOT_NEEDED', 'Not needed')], default='OPEN', max_length=10)),
                ('outside_owner', models.CharField(blank=True, help_text='Agency and name, such as NAV Fjordvik', max_length=120)),
                ('evidence', models.CharField(blank=True, help_text='What shows that it is in place; no diagnosis', max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.stay')),
            ],
            options={
                'verbose_name': 'historical release item',
                'verbose_name_plural': 'historical release items',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='LeavePermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ORDINARY', 'Ordinary leave'), ('SHORT', 'Short leave'), ('WELFARE', 'Welfare leave')], max_length=8)),
                ('state', models.CharField(choices=[('ASKED', 'Waits for a decision'), ('GRANTED', 'Granted'), ('REFUSED', 'Refused'), ('WITHDRAWN', 'Withdrawn')], default='ASKED', max_length=9)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(help_text='The last day on which a leave may begin')),
                ('destination', models.CharField(max_length=120)),
                ('purpose', models.CharField(max_length=300)),
                ('conditions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('SOBER', 'Sober: no alcohol, no drugs'), ('TEST', 'A clean test before leaving'), ('REPORT', 'Reports to the police'), ('FETCHED', 'Is fetched and brought back by a named person'), ('STAYS', 'Stays at the agreed address'), ('NO_CONTACT', 'No contact with named persons'), ('CALLS', 'Calls the prison at agreed times')], max_length=10), blank=True, default=list, size=None)),
                ('more_conditions', models.CharField(blank=True, max_length=300)),
                ('quota_days', models.PositiveSmallIntegerField(default=18, help_text='Days in a quota year')),
                ('special_reason', models.CharField(blank=True, help_text='Why earlier than the threshold, or above the ordinary quota', max_length=300)),
                ('is_advanced', models.BooleanField(default=False, help_text='Before the threshold is reached (fskr. s. 3-31)')),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_why', models.CharField(blank=True, max_length=300)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rule', models.ForeignKey(help_text='The version it was decided under', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='corrections.ruleversion')),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
            ],
            options={
                'default_permissions': (),
    'indexes': [models.Index(fields=['stay', '-asked_at'], name='leave_permission_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['ORDINARY', 'SHORT', 'WELFARE'])), name='a_leave_is_of_a_known_kind'), models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='a_leave_permission_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('destination', ''), _negated=True), models.Q(('purpose', ''), _negated=True)), name='a_leave_permission_says_where_and_why'), models.CheckConstraint(condition=models.Q(('quota_days__gte', 1), ('quota_days__lte', 30)), name='a_leave_quota_is_at_most_30_days'), models.CheckConstraint(condition=models.Q(models.Q(('is_advanced', False), ('quota_days__lte', 18)), models.Q(('special_reason', ''), _negated=True), _connector='OR'), name='leave_beyond_the_ordinary_gives_its_reason'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'ASKED')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ('GRANTED', 'REFUSED', 'WITHDRAWN')), models.Q(('decided_why', ''), _negated=True)), _connector='OR'), name='a_decided_leave_permission_says_who_when_and_why'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('state', 'GRANTED'), _negated=True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='nobody_decides_the_leave_that_they_asked_for')],
            },
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', corrections.periods.During(help_text='As planned: from the gate and back to it')),
                ('days', models.PositiveSmallIntegerField(help_text='Taken from the quota; 0 where it is not counted')),
                ('state', models.CharField(choices=[('PLANNED', 'Planned'), ('STARTED', 'Out on leave'), ('CANCELLED', 'Cancelled')], default='PLANNED', max_length=9)),
                ('planned_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_why', models.CharField(blank=True, max_length=200)),
                ('interrupted_at', models.DateTimeField(blank=True, help_text='The return was ordered', null=True)),
                ('interrupted_why', models.CharField(blank=True, max_length=200)),
                ('absence', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.absence')),
                ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('interrupted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to='sentencing.leavepermission')),
            ],
            options={
                'default_permissions': (),
    'indexes': [models.Index(fields=['stay', '-planned_at'], name='leave_of_stay')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'CANCELLED'), _negated=True), expressions=[('stay', '='), ('during', '&&')], name='nobody_has_two_leaves_at_once'), models.CheckConstraint(condition=models.Q(('during__isempty', False), ('during__startswith__isnull', False)), name='a_leave_has_a_period'), models.CheckConstraint(condition=models.Q(('during__endswith__isnull', False)), name='a_leave_has_an_end'), models.CheckConstraint(condition=models.Q(models.Q(('absence__isnull', True), ('cancelled_at__isnull', True), ('started_at__isnull', True), ('state', 'PLANNED')), models.Q(('absence__isnull', False), ('cancelled_at__isnull', True), ('started_at__isnull', False), ('state', 'STARTED')), models.Q(('absence__isnull', True), ('cancelled_at__isnull', False), ('started_at__isnull', True), ('state', 'CANCELLED'), models.Q(('cancelled_why', ''), _negated=True)), _connector='OR'), name='a_leave_is_as_far_as_its_stamps_say'), models.CheckConstraint(condition=models.Q(('interrupted_at__isnull', True), models.Q(('interrupted_by__isnull', False), ('state', 'STARTED'), models.Q(('interrupted_why', ''), _negated=True)), _connector='OR'), name='an_interrupted_leave_had_begun_and_says_why')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalLeave',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('during', corrections.periods.During(help_text='As planned: from the gate and back to it')),
                ('days', models.PositiveSmallIntegerField(help_text='Taken from the quota; 0 where it is not counted')),
                ('state', models.CharField(choices=[('PLANNED', 'Planned'), ('STARTED', 'Out on leave'), ('CANCELLED', 'Cancelled')], default='PLANNED', max_length=9)),
                ('planned_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_why', models.CharField(blank=True, max_length=200)),
                ('interrupted_at', models.DateTimeField(blank=True, help_text='The return was ordered', null=True)),
                ('interrupted_why', models.CharField(blank=True, max_length=200)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('absence', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.absence')),
                ('cancelled_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('interrupted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('planned_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.stay')),
                ('permission', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='sentencing.leavepermission')),
            ],
            options={
                'verbose_name': 'historical leave',
                'verbose_name_plural': 'historical leaves',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ReleaseItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(choices=[('HOME', 'Somewhere to live'), ('OCCUPATION', 'Work or school'), ('INCOME', 'Income'), ('ID_PAPERS', 'Identity papers'), ('HEALTH', 'Health appointment booked'), ('DEBT', 'Debt'), ('NETWORK', 'Family and network')], max_length=10)),
                ('state', models.CharField(choices=[('OPEN', 'Not arranged'), ('ARRANGED', 'Arranged'), ('NOT_NEEDED', 'Not needed')], default='OPEN', max_length=10)),
                ('outside_owner', models.CharField(blank=True, help_text='Agency and name, such as NAV Fjordvik', max_length=120)),
                ('evidence', models.CharField(blank=True, help_text='What shows that it is in place; no diagnosis', max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.UniqueConstraint(fields=('stay', 'domain'), name='a_release_item_is_there_once'), models.CheckConstraint(condition=models.Q(('domain__in', ['HOME', 'OCCUPATION', 'INCOME', 'ID_PAPERS', 'HEALTH', 'DEBT', 'NETWORK'])), name='a_release_item_is_known'), models.CheckConstraint(condition=models.Q(('state__in', ['OPEN', 'ARRANGED', 'NOT_NEEDED'])), name='the_state_of_a_release_item_is_known'), models.CheckConstraint(condition=models.Q(('state', 'OPEN'), models.Q(('evidence', ''), _negated=True), _connector='OR'), name='a_release_item_that_is_settled_shows_its_evidence'), models.CheckConstraint(condition=models.Q(('owner__isnull', True), ('outside_owner', ''), _connector='OR'), name='a_release_item_has_one_owner')],
            },
        ),
        migrations.CreateModel(
            name='StepReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('LEAVE', 'Leave'), ('DAY_RELEASE', 'Day release'), ('LOWER', 'Lower security'), ('TRANSITION', 'Halfway house'), ('OUTSIDE', 'Serving outside prison'), ('MONITORING', 'Electronic monitoring'), ('INSTITUTION', 'Treatment institution'), ('PROBATION', 'Release on probation')], max_length=12)),
                ('outcome', models.CharField(choices=[('ASKED', 'The person is asked to apply'), ('APPLIED', 'Applied for, waits for a decision'), ('GRANTED', 'Granted'), ('REFUSED', 'Refused'), ('NOT_NOW', 'Not now')], max_length=8)),
                ('reason', models.CharField(max_length=300)),
                ('look_again_on', models.DateField(blank=True, null=True)),
                ('reviewed_at', models.DateTimeField()),
                ('reviewed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
            ],
            options={
                'default_permissions': (),
    'indexes': [models.Index(fields=['stay', 'step', '-reviewed_at', '-id'], name='step_review_last')],
                'constraints': [models.CheckConstraint(condition=models.Q(('step__in', ['LEAVE', 'DAY_RELEASE', 'LOWER', 'TRANSITION', 'OUTSIDE', 'MONITORING', 'INSTITUTION', 'PROBATION'])), name='a_step_is_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['ASKED', 'APPLIED', 'GRANTED', 'REFUSED', 'NOT_NOW'])), name='the_outcome_of_a_step_is_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_reviewed_step_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ('NOT_NOW', 'REFUSED')), _negated=True), ('look_again_on__isnull', False), _connector='OR'), name='a_step_put_off_says_when_it_is_looked_at_again')],
            },
        ),
        migrations.CreateModel(
            name='VictimDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_due', models.BooleanField()),
                ('reason', models.CharField(max_length=300)),
                ('said_at', models.DateTimeField()),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
            ],
            options={
                'default_permissions': (),
    'indexes': [models.Index(fields=['stay', '-id'], name='victim_duty_last')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_victim_duty_says_why')],
            },
        ),
        migrations.CreateModel(
            name='VictimNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('SENT', 'The victim was told'), ('WAIVED', 'Nobody is told, for a reason')], max_length=6)),
                ('channel', models.CharField(blank=True, choices=[('PHONE', 'Telephone'), ('LETTER', 'Letter'), ('COUNSEL', "Through the victim's counsel"), ('POLICE', 'Through the police')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('done_at', models.DateTimeField()),
                ('done_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('leave', models.ForeignKey(blank=True, help_text='Empty: of the release', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sentencing.leave')),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
            ],
            options={
                'default_permissions': (),
    'indexes': [models.Index(fields=['leave'], name='victim_notice_of'), models.Index(fields=['stay'], name='victim_notice_stay')],
                'constraints': [models.CheckConstraint(condition=models.Q(('act__in', ['SENT', 'WAIVED'])), name='a_victim_notice_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('act', 'SENT'), _negated=True), ('channel__in', ['PHONE', 'LETTER', 'COUNSEL', 'POLICE']), _connector='OR'), name='a_sent_victim_notice_says_how'), models.CheckConstraint(condition=models.Q(models.Q(('act', 'WAIVED'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_waived_victim_notice_says_why')],
            },
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
