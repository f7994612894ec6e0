"""Extension of preventive detention and petitions for release; restrictions that a court lifts or that add up."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
import simple_history.models
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "preventive.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('inmates', '0012_decision_saved_by'),
        ('sentencing', '0009_outside'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('judged_on', models.DateField()),
                ('filed_on', models.DateField()),
                ('is_granted', models.BooleanField(default=True)),
                ('years', models.PositiveSmallIntegerField(default=0)),
                ('months', models.PositiveSmallIntegerField(default=0)),
                ('frame_expires', models.DateField()),
                ('late_reason', models.CharField(blank=True, max_length=200)),
                ('registered_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='HistoricalReleasePetition',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('asked_by', models.CharField(choices=[('INMATE', 'The person'), ('SERVICE', 'The correctional service')], max_length=8)),
                ('asked_on', models.DateField()),
                ('answer', models.CharField(blank=True, choices=[('CONSENT', 'Consents, so the region may decide'), ('COURT', 'Brings it to the district court')], help_text="The prosecutor's", max_length=8)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('GRANTED', 'Released on probation'), ('REFUSED', 'Refused'), ('WITHDRAWN', 'Withdrawn')], max_length=10)),
                ('decided_by', models.CharField(blank=True, choices=[('COURT', 'The court'), ('REGION', 'The region')], max_length=8)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('final_on', models.DateField(blank=True, help_text='When a refusing judgment became final', null=True)),
                ('release_on', models.DateField(blank=True, null=True)),
                ('probation_years', models.PositiveSmallIntegerField(default=0)),
                ('why', models.CharField(blank=True, max_length=400)),
                ('registered_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical release petition',
                'verbose_name_plural': 'historical release petitions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='LiftedRestriction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lifted_on', models.DateField(help_text='The first day on which it no longer holds')),
                ('document', models.CharField(help_text="What it rests on, such as the court's order", max_length=160)),
                ('registered_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReleasePetition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_by', models.CharField(choices=[('INMATE', 'The person'), ('SERVICE', 'The correctional service')], max_length=8)),
                ('asked_on', models.DateField()),
                ('answer', models.CharField(blank=True, choices=[('CONSENT', 'Consents, so the region may decide'), ('COURT', 'Brings it to the district court')], help_text="The prosecutor's", max_length=8)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('GRANTED', 'Released on probation'), ('REFUSED', 'Refused'), ('WITHDRAWN', 'Withdrawn')], max_length=10)),
                ('decided_by', models.CharField(blank=True, choices=[('COURT', 'The court'), ('REGION', 'The region')], max_length=8)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('final_on', models.DateField(blank=True, help_text='When a refusing judgment became final', null=True)),
                ('release_on', models.DateField(blank=True, null=True)),
                ('probation_years', models.PositiveSmallIntegerField(default=0)),
                ('why', models.CharField(blank=True, max_length=400)),
                ('registered_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='historicaljudgment',
            name='final_on',
            field=models.DateField(blank=True, help_text='Preventive detention: when the judgment became final', null=True),
        ),
        migrations.AddField(
            model_name='historicalremandorder',
            name='maximum_years',
            field=models.PositiveSmallIntegerField(blank=True, help_text='The longest penalty that the charge can bring: it bounds full isolation', null=True),
        ),
        migrations.AddField(
            model_name='judgment',
            name='final_on',
            field=models.DateField(blank=True, help_text='Preventive detention: when the judgment became final', null=True),
        ),
        migrations.AddField(
            model_name='remandorder',
            name='maximum_years',
            field=models.PositiveSmallIntegerField(blank=True, help_text='The longest penalty that the charge can bring: it bounds full isolation', null=True),
        ),
        migrations.AddField(
            model_name='restriction',
            name='weighty_reason',
            field=models.CharField(blank=True, db_default='', help_text='Full isolation above six or twelve weeks in all', max_length=200),
        ),
        migrations.AddConstraint(
            model_name='judgment',
            constraint=models.CheckConstraint(condition=models.Q(('final_on__isnull', True), ('final_on__gte', models.F('judged_on')), _connector='OR'), name='a_judgment_is_final_after_it_is_passed'),
        ),
        migrations.AddField(
            model_name='extension',
            name='judgment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sentencing.judgment'),
        ),
        migrations.AddField(
            model_name='extension',
            name='registered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalreleasepetition',
            name='closed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalreleasepetition',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalreleasepetition',
            name='judgment',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='sentencing.judgment'),
        ),
        migrations.AddField(
            model_name='historicalreleasepetition',
            name='registered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='liftedrestriction',
            name='registered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='liftedrestriction',
            name='restriction',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lifted', to='sentencing.restriction'),
        ),
        migrations.AddField(
            model_name='releasepetition',
            name='closed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='releasepetition',
            name='judgment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sentencing.judgment'),
        ),
        migrations.AddField(
            model_name='releasepetition',
            name='registered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(fields=('judgment', 'judged_on'), name='an_extension_is_entered_once'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_granted', True), django.db.models.lookups.LessThanOrEqual(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('years'), '*', models.Value(12)), '+', models.F('months')), 60), models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('years'), '*', models.Value(12)), '+', models.F('months')), 0), _negated=True)), models.Q(('is_granted', False), ('months', 0), ('years', 0)), _connector='OR'), name='an_extension_is_at_most_five_years'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('filed_on__lte', models.F('judged_on'))), name='an_extension_is_filed_before_it_is_judged'),
        ),
        migrations.AddConstraint(
            model_name='liftedrestriction',
            constraint=models.CheckConstraint(condition=models.Q(('document', ''), _negated=True), name='a_lifted_restriction_says_what_it_rests_on'),
        ),
        migrations.AddConstraint(
            model_name='releasepetition',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('judgment',), name='one_petition_for_release_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='releasepetition',
            constraint=models.CheckConstraint(condition=models.Q(('asked_by__in', ['INMATE', 'SERVICE'])), name='a_petition_is_asked_by_the_person_or_the_service'),
        ),
        migrations.AddConstraint(
            model_name='releasepetition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_on__isnull', True)), models.Q(('answer__in', ['CONSENT', 'COURT']), ('answered_on__gte', models.F('asked_on')), ('answered_on__isnull', False)), _connector='OR'), name='a_prosecutor_answers_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='releasepetition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('decided_by', ''), ('decided_on__isnull', True), ('outcome', '')), models.Q(('closed_at__isnull', False), ('outcome__in', ['GRANTED', 'REFUSED', 'WITHDRAWN']), ('decided_on__gte', models.F('asked_on')), ('decided_on__isnull', False), models.Q(('decided_by__in', ['COURT', 'REGION']), models.Q(('decided_by', ''), ('outcome', 'WITHDRAWN')), _connector='OR'), ('closed_by__isnull', False), models.Q(('why', ''), _negated=True)), _connector='OR'), name='a_decided_petition_says_who_when_and_why'),
        ),
        migrations.AddConstraint(
            model_name='releasepetition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by', 'REGION'), _negated=True), ('answer', 'CONSENT'), _connector='OR'), name='the_region_decides_only_when_the_prosecutor_consents'),
        ),
        migrations.AddConstraint(
            model_name='releasepetition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'GRANTED'), ('probation_years__gte', 1), ('probation_years__lte', 5), ('release_on__gte', models.F('decided_on')), ('release_on__isnull', False)), models.Q(models.Q(('outcome', 'GRANTED'), _negated=True), ('probation_years', 0), ('release_on__isnull', True)), _connector='OR'), name='a_release_on_probation_has_a_day_and_one_to_five_years'),
        ),
        migrations.AddConstraint(
            model_name='releasepetition',
            constraint=models.CheckConstraint(condition=models.Q(('final_on__isnull', True), models.Q(('decided_by', 'COURT'), ('final_on__gte', models.F('decided_on')), ('outcome', 'REFUSED')), _connector='OR'), name='only_a_refusing_judgment_becomes_final'),
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
