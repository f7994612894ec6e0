"""The plan: versions, goals, steps, what was done, partners, and the mapping of needs with its consent."""

import uuid
from pathlib import Path

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "plan.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('inmates', '0013_absences_by_a_decision'),
        ('sentencing', '0012_recalculation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thread', models.UUIDField(default=uuid.uuid4)),
                ('position', models.PositiveSmallIntegerField()),
                ('area', models.CharField(choices=[('HOUSING', 'Housing'), ('EDUCATION', 'Education'), ('WORK', 'Work'), ('HEALTH', 'Followed up by the health service'), ('ECONOMY', 'Money and debt'), ('NETWORK', 'Family and network'), ('LEISURE', 'Leisure'), ('SUBSTANCES', 'Substance use, in the person’s own words')], max_length=10)),
                ('words', models.CharField(blank=True, help_text="In the person's own words; of health none", max_length=500)),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.CheckConstraint(condition=models.Q(('area__in', ['HOUSING', 'EDUCATION', 'WORK', 'HEALTH', 'ECONOMY', 'NETWORK', 'LEISURE', 'SUBSTANCES'])), name='the_area_of_a_goal_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('area', 'HEALTH'), ('words', '')), models.Q(models.Q(('area', 'HEALTH'), _negated=True), models.Q(('words', ''), _negated=True)), _connector='OR'), name='a_goal_is_in_words_but_for_health')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalNeedsConsent',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('given_on', models.DateField()),
                ('covers_outside', models.BooleanField(default=False, help_text='Others outside may be asked too')),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.stay')),
                ('withdrawn_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical needs consent',
                'verbose_name_plural': 'historical needs consents',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPlanPartner',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('agency', models.CharField(choices=[('NAV', 'NAV'), ('MUNICIPALITY', 'Municipality'), ('SCHOOL', 'School or county'), ('PROBATION', 'Probation office'), ('VOLUNTARY', 'Voluntary organisation'), ('FAMILY', 'Family or friend'), ('OTHER', 'Other')], max_length=12)),
                ('name', models.CharField(help_text='Office and name, such as NAV Fjordvik, Siri Moen', max_length=120)),
                ('in_group', models.BooleanField(default=False)),
                ('joined_on', models.DateField()),
                ('left_on', models.DateField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.stay')),
            ],
            options={
                'verbose_name': 'historical plan partner',
                'verbose_name_plural': 'historical plan partners',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPlanVersion',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('DRAFT', 'Draft'), ('OFFERED', 'Offered'), ('AGREED', 'Agreed'), ('NOT_AGREED', 'Not agreed'), ('DECLINED', 'Does not want a plan'), ('SUPERSEDED', 'Followed by another')], default='DRAFT', max_length=10)),
                ('stamp', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('offered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('own_words', models.TextField(blank=True, help_text='What the person says of the plan', max_length=2000)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('answered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('offered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.stay')),
            ],
            options={
                'verbose_name': 'historical plan version',
                'verbose_name_plural': 'historical plan versions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='NeedsConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_on', models.DateField()),
                ('covers_outside', models.BooleanField(default=False, help_text='Others outside may be asked too')),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_on__isnull', True)), fields=('stay',), name='one_consent_to_mapping_holds_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_by__isnull', True), ('withdrawn_on__isnull', True)), models.Q(('withdrawn_by__isnull', False), ('withdrawn_on__gte', models.F('given_on')), ('withdrawn_on__isnull', False)), _connector='OR'), name='a_consent_is_withdrawn_after_it_was_given')],
            },
        ),
        migrations.CreateModel(
            name='NeedsFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(choices=[('HOUSING', 'Housing'), ('EDUCATION', 'Education'), ('WORK', 'Work'), ('HEALTH', 'Followed up by the health service'), ('ECONOMY', 'Money and debt'), ('NETWORK', 'Family and network'), ('LEISURE', 'Leisure'), ('SUBSTANCES', 'Substance use, in the person’s own words')], max_length=10)),
                ('need', models.CharField(choices=[('NONE', 'None'), ('SOME', 'Some'), ('MUCH', 'Much')], max_length=4)),
                ('words', models.CharField(blank=True, help_text="In the person's own words; of health none", max_length=500)),
                ('found_at', models.DateTimeField()),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='sentencing.needsconsent')),
                ('found_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.CheckConstraint(condition=models.Q(('area__in', ['HOUSING', 'EDUCATION', 'WORK', 'HEALTH', 'ECONOMY', 'NETWORK', 'LEISURE', 'SUBSTANCES']), ('need__in', ['NONE', 'SOME', 'MUCH'])), name='the_need_of_an_area_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('area', 'HEALTH'), _negated=True), ('words', ''), _connector='OR'), name='of_health_only_the_wish_is_mapped')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalPlanStep',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('thread', models.UUIDField(default=uuid.uuid4)),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=300)),
                ('due_on', models.DateField()),
                ('outside_owner', models.CharField(blank=True, help_text='Agency and name, such as NAV Fjordvik', max_length=120)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('goal', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='sentencing.plangoal')),
            ],
            options={
                'verbose_name': 'historical plan step',
                'verbose_name_plural': 'historical plan steps',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PlanPartner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.CharField(choices=[('NAV', 'NAV'), ('MUNICIPALITY', 'Municipality'), ('SCHOOL', 'School or county'), ('PROBATION', 'Probation office'), ('VOLUNTARY', 'Voluntary organisation'), ('FAMILY', 'Family or friend'), ('OTHER', 'Other')], max_length=12)),
                ('name', models.CharField(help_text='Office and name, such as NAV Fjordvik, Siri Moen', max_length=120)),
                ('in_group', models.BooleanField(default=False)),
                ('joined_on', models.DateField()),
                ('left_on', models.DateField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_partner_has_a_name'), models.CheckConstraint(condition=models.Q(('left_on__isnull', True), ('left_on__gte', models.F('joined_on')), _connector='OR'), name='a_partner_leaves_after_joining')],
            },
        ),
        migrations.CreateModel(
            name='PlanStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thread', models.UUIDField(default=uuid.uuid4)),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=300)),
                ('due_on', models.DateField()),
                ('outside_owner', models.CharField(blank=True, help_text='Agency and name, such as NAV Fjordvik', max_length=120)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='sentencing.plangoal')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.UniqueConstraint(fields=('goal', 'thread'), name='a_step_is_in_a_goal_once'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_plan_step_says_what_is_done'), models.CheckConstraint(condition=models.Q(('owner__isnull', True), ('outside_owner', ''), _connector='OR'), name='a_plan_step_has_one_owner')],
            },
        ),
        migrations.CreateModel(
            name='PlanStepDone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thread', models.UUIDField()),
                ('done_on', models.DateField()),
                ('evidence', models.CharField(max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.UniqueConstraint(fields=('stay', 'thread'), name='a_plan_step_is_done_once'), models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='a_step_that_is_done_shows_its_evidence')],
            },
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('DRAFT', 'Draft'), ('OFFERED', 'Offered'), ('AGREED', 'Agreed'), ('NOT_AGREED', 'Not agreed'), ('DECLINED', 'Does not want a plan'), ('SUPERSEDED', 'Followed by another')], default='DRAFT', max_length=10)),
                ('stamp', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('offered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('own_words', models.TextField(blank=True, help_text='What the person says of the plan', max_length=2000)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('offered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.stay')),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.UniqueConstraint(fields=('stay', 'number'), name='a_plan_version_has_a_number_of_its_own'), models.UniqueConstraint(condition=models.Q(('state__in', ('DRAFT', 'OFFERED'))), fields=('stay',), name='one_plan_is_open_at_a_time'), models.UniqueConstraint(condition=models.Q(('state__in', ('AGREED', 'NOT_AGREED', 'DECLINED'))), fields=('stay',), name='one_plan_holds_at_a_time'), models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'OFFERED', 'AGREED', 'NOT_AGREED', 'DECLINED', 'SUPERSEDED'])), name='the_state_of_a_plan_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('offered_at__isnull', True), ('offered_by__isnull', True), ('state', 'DRAFT')), models.Q(models.Q(('state', 'DRAFT'), _negated=True), ('offered_at__isnull', False), ('offered_by__isnull', False)), _connector='OR'), name='an_offered_plan_says_who_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('own_words', ''), ('state__in', ('DRAFT', 'OFFERED'))), models.Q(models.Q(('state__in', ('DRAFT', 'OFFERED')), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='an_answered_plan_says_who_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'NOT_AGREED'), _negated=True), models.Q(('own_words', ''), _negated=True), _connector='OR'), name='who_does_not_agree_is_quoted')],
            },
        ),
        migrations.AddField(
            model_name='plangoal',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='sentencing.planversion'),
        ),
        migrations.CreateModel(
            name='HistoricalPlanGoal',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('thread', models.UUIDField(default=uuid.uuid4)),
                ('position', models.PositiveSmallIntegerField()),
                ('area', models.CharField(choices=[('HOUSING', 'Housing'), ('EDUCATION', 'Education'), ('WORK', 'Work'), ('HEALTH', 'Followed up by the health service'), ('ECONOMY', 'Money and debt'), ('NETWORK', 'Family and network'), ('LEISURE', 'Leisure'), ('SUBSTANCES', 'Substance use, in the person’s own words')], max_length=10)),
                ('words', models.CharField(blank=True, help_text="In the person's own words; of health none", max_length=500)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='sentencing.planversion')),
            ],
            options={
                'verbose_name': 'historical plan goal',
                'verbose_name_plural': 'historical plan goals',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddConstraint(
            model_name='plangoal',
            constraint=models.UniqueConstraint(fields=('version', 'thread'), name='a_goal_is_in_a_plan_once'),
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
