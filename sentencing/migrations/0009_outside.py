"""Serving outside the walls: terms, outings, checks, breaches, households; and what no column can say of them."""

from pathlib import Path

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import corrections.periods

SQL = Path(__file__).resolve().parent.parent / "sql" / "outside.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('corrections', '0003_competences'),
        ('inmates', '0013_absences_by_a_decision'),
        ('sentencing', '0005_restrictions_and_extension'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='stepreview',
            name='decision',
            field=models.OneToOneField(blank=True, help_text='What was decided of the step', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.decision'),
        ),
        migrations.CreateModel(
            name='HistoricalHouseholdMember',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('is_adult', models.BooleanField()),
                ('consented_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('heard_at', models.DateTimeField(blank=True, help_text='A child: informed, and heard', null=True)),
                ('heard_said', models.CharField(blank=True, help_text='What the child said', max_length=500)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('noted_at', models.DateTimeField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('noted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.stay')),
            ],
            options={
                'verbose_name': 'historical household member',
                'verbose_name_plural': 'historical household members',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HouseholdMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('is_adult', models.BooleanField()),
                ('consented_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('heard_at', models.DateTimeField(blank=True, help_text='A child: informed, and heard', null=True)),
                ('heard_said', models.CharField(blank=True, help_text='What the child said', max_length=500)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='OutsideTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('INTERRUPTION', 'Interruption of the sentence'), ('DAY_RELEASE', 'Day release'), ('INSTITUTION', 'Stay in an institution'), ('OUTSIDE', 'Serving outside prison'), ('MONITORING', 'Electronic monitoring'), ('PROBATION', 'Release on probation')], max_length=12)),
                ('state', models.CharField(choices=[('GRANTED', 'Granted'), ('RUNNING', 'Under way'), ('ENDED', 'Ended'), ('WITHDRAWN', 'Withdrawn')], default='GRANTED', max_length=9)),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('place', models.CharField(max_length=120)),
                ('purpose', models.CharField(max_length=300)),
                ('timetable', models.CharField(blank=True, max_length=400)),
                ('conditions', models.CharField(blank=True, max_length=2000)),
                ('more_conditions', models.CharField(blank=True, max_length=2000)),
                ('special_reason', models.CharField(blank=True, max_length=300)),
                ('meeting_days', models.PositiveSmallIntegerField(blank=True, help_text='At most so many days between', null=True)),
                ('reporting_months', models.PositiveSmallIntegerField(blank=True, help_text='Reporting duty on probation', null=True)),
                ('reporting_until', models.DateField(blank=True, help_text='Counted from the first meeting', null=True)),
                ('granted_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_why', models.CharField(blank=True, max_length=200)),
                ('erase_on', models.DateField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('absence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.absence')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.decision')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('erased_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('extends', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='extended_by', to='sentencing.outsideterm')),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='corrections.ruleversion')),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='OutsideCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('MEETING', 'Meeting'), ('SOBER', 'Test of sobriety'), ('HOME', 'Check at home, at work or by the monitor')], max_length=7)),
                ('held_at', models.DateTimeField()),
                ('is_fine', models.BooleanField(help_text='Came, was sober, was where they should be')),
                ('note', models.CharField(blank=True, help_text='No diagnosis', max_length=300)),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='sentencing.outsideterm')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='OutsideBreach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('happened_at', models.DateTimeField()),
                ('what', models.CharField(max_length=300)),
                ('registered_at', models.DateTimeField()),
                ('follow_up', models.CharField(blank=True, choices=[('NOTHING', 'It was no breach'), ('TALK', 'Talked with'), ('WARNING', 'Warned in writing'), ('TIGHTER', 'Stricter conditions'), ('BACK', 'Back to prison'), ('COURT', 'Brought before the court')], max_length=8)),
                ('followed_why', models.CharField(blank=True, max_length=300)),
                ('followed_at', models.DateTimeField(blank=True, null=True)),
                ('followed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='breaches', to='sentencing.outsideterm')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Outing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', corrections.periods.During(help_text='As the timetable has it')),
                ('let_out_at', models.DateTimeField()),
                ('absence', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.absence')),
                ('let_out_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outings', to='sentencing.outsideterm')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalOutsideTerm',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('INTERRUPTION', 'Interruption of the sentence'), ('DAY_RELEASE', 'Day release'), ('INSTITUTION', 'Stay in an institution'), ('OUTSIDE', 'Serving outside prison'), ('MONITORING', 'Electronic monitoring'), ('PROBATION', 'Release on probation')], max_length=12)),
                ('state', models.CharField(choices=[('GRANTED', 'Granted'), ('RUNNING', 'Under way'), ('ENDED', 'Ended'), ('WITHDRAWN', 'Withdrawn')], default='GRANTED', max_length=9)),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('place', models.CharField(max_length=120)),
                ('purpose', models.CharField(max_length=300)),
                ('timetable', models.CharField(blank=True, max_length=400)),
                ('conditions', models.CharField(blank=True, max_length=2000)),
                ('more_conditions', models.CharField(blank=True, max_length=2000)),
                ('special_reason', models.CharField(blank=True, max_length=300)),
                ('meeting_days', models.PositiveSmallIntegerField(blank=True, help_text='At most so many days between', null=True)),
                ('reporting_months', models.PositiveSmallIntegerField(blank=True, help_text='Reporting duty on probation', null=True)),
                ('reporting_until', models.DateField(blank=True, help_text='Counted from the first meeting', null=True)),
                ('granted_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_why', models.CharField(blank=True, max_length=200)),
                ('erase_on', models.DateField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('absence', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.absence')),
                ('decision', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.decision')),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('erased_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('granted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rule', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='corrections.ruleversion')),
                ('started_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.stay')),
                ('extends', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='sentencing.outsideterm')),
            ],
            options={
                'verbose_name': 'historical outside term',
                'verbose_name_plural': 'historical outside terms',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalOutsideBreach',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('happened_at', models.DateTimeField()),
                ('what', models.CharField(max_length=300)),
                ('registered_at', models.DateTimeField()),
                ('follow_up', models.CharField(blank=True, choices=[('NOTHING', 'It was no breach'), ('TALK', 'Talked with'), ('WARNING', 'Warned in writing'), ('TIGHTER', 'Stricter conditions'), ('BACK', 'Back to prison'), ('COURT', 'Brought before the court')], max_length=8)),
                ('followed_why', models.CharField(blank=True, max_length=300)),
                ('followed_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('followed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('term', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='sentencing.outsideterm')),
            ],
            options={
                'verbose_name': 'historical outside breach',
                'verbose_name_plural': 'historical outside breachs',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name='victimnotice',
            name='outside',
            field=models.ForeignKey(blank=True, help_text='A term outside the walls', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sentencing.outsideterm'),
        ),
        migrations.AddIndex(
            model_name='victimnotice',
            index=models.Index(fields=['outside'], name='victim_notice_outside'),
        ),
        migrations.AddConstraint(
            model_name='victimnotice',
            constraint=models.CheckConstraint(condition=models.Q(('leave__isnull', True), ('outside__isnull', True), _connector='OR'), name='a_victim_notice_is_of_one_thing'),
        ),
        migrations.AddIndex(
            model_name='householdmember',
            index=models.Index(fields=['stay'], name='household_of'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_member_of_the_household_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('heard_at__isnull', True), ('heard_said', ''), ('is_adult', True)), models.Q(('consented_at__isnull', True), ('is_adult', False), ('withdrawn_at__isnull', True)), _connector='OR'), name='adults_consent_and_children_are_heard'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('consented_at__isnull', False), ('withdrawn_at__gte', models.F('consented_at'))), _connector='OR'), name='a_consent_is_given_before_it_is_taken_back'),
        ),
        migrations.AddIndex(
            model_name='outsideterm',
            index=models.Index(fields=['stay', '-granted_at'], name='outside_of_stay'),
        ),
        migrations.AddConstraint(
            model_name='outsideterm',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['INTERRUPTION', 'DAY_RELEASE', 'INSTITUTION', 'OUTSIDE', 'MONITORING', 'PROBATION'])), name='a_term_outside_is_of_a_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='outsideterm',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='a_term_outside_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='outsideterm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('place', ''), _negated=True), models.Q(('purpose', ''), _negated=True)), name='a_term_outside_says_where_and_why'),
        ),
        migrations.AddConstraint(
            model_name='outsideterm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('started_at__isnull', True), ('started_by__isnull', True), ('state', 'GRANTED'), ('ended_at__isnull', True), ('ended_by__isnull', True), ('ended_why', '')), models.Q(('started_at__isnull', False), ('started_by__isnull', False), ('state', 'RUNNING'), ('ended_at__isnull', True), ('ended_by__isnull', True), ('ended_why', '')), models.Q(('state', 'ENDED'), ('ended_at__isnull', False), models.Q(('ended_why', ''), _negated=True)), models.Q(('state', 'WITHDRAWN'), ('ended_at__isnull', False), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='a_term_outside_is_as_far_as_its_stamps_say'),
        ),
        migrations.AddConstraint(
            model_name='outsideterm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['OUTSIDE', 'MONITORING', 'PROBATION']), _negated=True), models.Q(('conditions', ''), _negated=True), _connector='OR'), name='conditions_are_given_where_the_law_asks_for_them'),
        ),
        migrations.AddConstraint(
            model_name='outsideterm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['DAY_RELEASE', 'MONITORING']), _negated=True), models.Q(('timetable', ''), _negated=True), _connector='OR'), name='day_release_and_monitoring_have_a_timetable'),
        ),
        migrations.AddConstraint(
            model_name='outsideterm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reporting_months__isnull', True), ('reporting_until__isnull', True)), models.Q(('kind', 'PROBATION'), ('reporting_months__gte', 1), models.Q(('reporting_until__isnull', True), ('reporting_until__lte', models.F('last_on')), _connector='OR')), _connector='OR'), name='reporting_is_of_probation_and_never_past_its_end'),
        ),
        migrations.AddConstraint(
            model_name='outsideterm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), ('erased_by__isnull', True)), models.Q(('erase_on__isnull', False), ('erased_at__isnull', False), ('erased_by__isnull', False)), _connector='OR'), name='monitoring_data_are_erased_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='outsideterm',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'GRANTED')), fields=('stay', 'kind'), name='one_term_outside_of_a_kind_waits_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='outsideterm',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'RUNNING')), fields=('stay',), name='one_term_outside_runs_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='outsidecheck',
            index=models.Index(fields=['term', 'kind', '-held_at'], name='outside_check_last'),
        ),
        migrations.AddConstraint(
            model_name='outsidecheck',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['MEETING', 'SOBER', 'HOME'])), name='a_check_outside_is_of_a_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='outsidecheck',
            constraint=models.CheckConstraint(condition=models.Q(('is_fine', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='a_check_outside_that_failed_says_how'),
        ),
        migrations.AddConstraint(
            model_name='outsidebreach',
            constraint=models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='a_breach_outside_says_what'),
        ),
        migrations.AddConstraint(
            model_name='outsidebreach',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('follow_up', ''), ('followed_at__isnull', True), ('followed_by__isnull', True), ('followed_why', '')), models.Q(('follow_up__in', ['NOTHING', 'TALK', 'WARNING', 'TIGHTER', 'BACK', 'COURT']), ('followed_at__isnull', False), ('followed_by__isnull', False), models.Q(('followed_why', ''), _negated=True)), _connector='OR'), name='a_breach_that_is_followed_up_says_how_and_why'),
        ),
        migrations.AddConstraint(
            model_name='outing',
            constraint=models.CheckConstraint(condition=models.Q(('during__isempty', False), ('during__startswith__isnull', False)), name='an_outing_has_a_period'),
        ),
        migrations.AddConstraint(
            model_name='outing',
            constraint=models.CheckConstraint(condition=models.Q(('during__endswith__isnull', False)), name='an_outing_has_an_end'),
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
