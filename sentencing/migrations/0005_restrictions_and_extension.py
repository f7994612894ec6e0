"""What a court restricts, what a judgment says besides its term, and when extension was filed."""

import datetime
from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "courts.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('inmates', '0012_decision_saved_by'),
        ('sentencing', '0004_leave_rests_on_decisions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Restriction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('VISIT_BAN', 'No visits'), ('VISIT_CONTROL', 'Visits under control'), ('LETTER_BAN', 'No letters'), ('LETTER_CONTROL', 'Letters under control'), ('MEDIA_BAN', 'No newspapers or broadcasting'), ('PARTIAL_ISOLATION', 'Kept apart from named people'), ('FULL_ISOLATION', 'Full isolation')], max_length=18)),
                ('since', models.DateField()),
                ('until', models.DateField(help_text='The last day that it holds')),
                ('details', models.CharField(blank=True, help_text='Exceptions, or who is meant', max_length=200)),
                ('long_reason', models.CharField(blank=True, help_text='Full isolation above two weeks', max_length=200)),
                ('registered_at', models.DateTimeField()),
    ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restrictions', to='sentencing.remandorder')),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.UniqueConstraint(fields=('order', 'kind'), name='a_restriction_is_entered_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['VISIT_BAN', 'VISIT_CONTROL', 'LETTER_BAN', 'LETTER_CONTROL', 'MEDIA_BAN', 'PARTIAL_ISOLATION', 'FULL_ISOLATION'])), name='a_restriction_is_of_a_known_kind'), models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='a_restriction_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'FULL_ISOLATION'), _negated=True), ('until__lte', django.db.models.expressions.CombinedExpression(models.F('since'), '+', models.Value(datetime.timedelta(days=14)))), models.Q(('until__lte', django.db.models.expressions.CombinedExpression(models.F('since'), '+', models.Value(datetime.timedelta(days=28)))), models.Q(('long_reason', ''), _negated=True)), _connector='OR'), name='full_isolation_is_at_most_two_weeks')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='judgment',
            name='a_prison_term_is_at_most_21_years',
        ),
        migrations.AddField(
            model_name='historicaljudgment',
            name='extension_filed_on',
            field=models.DateField(blank=True, help_text='Preventive detention: when the prosecutor filed for extension', null=True),
        ),
        migrations.AddField(
            model_name='historicaljudgment',
            name='listed_offence',
            field=models.BooleanField(db_default=False, default=False, help_text='Its own penalty is up to 30 years (strl. s. 31)'),
        ),
        migrations.AddField(
            model_name='historicaljudgment',
            name='suspended_days',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='historicaljudgment',
            name='suspended_months',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='Suspended beside what is served'),
        ),
        migrations.AddField(
            model_name='historicaljudgment',
            name='under_18_at_act',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='judgment',
            name='extension_filed_on',
            field=models.DateField(blank=True, help_text='Preventive detention: when the prosecutor filed for extension', null=True),
        ),
        migrations.AddField(
            model_name='judgment',
            name='listed_offence',
            field=models.BooleanField(db_default=False, default=False, help_text='Its own penalty is up to 30 years (strl. s. 31)'),
        ),
        migrations.AddField(
            model_name='judgment',
            name='suspended_days',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='judgment',
            name='suspended_months',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='Suspended beside what is served'),
        ),
        migrations.AddField(
            model_name='judgment',
            name='under_18_at_act',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name='judgment',
            constraint=models.CheckConstraint(condition=models.Q(('extension_filed_on__isnull', True), models.Q(('extension_filed_on__gte', models.F('judged_on')), ('kind', 'PREVENTIVE')), _connector='OR'), name='only_preventive_detention_is_extended'),
        ),
        migrations.AddConstraint(
            model_name='judgment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'PRISON'), _negated=True), models.Q(('listed_offence', True), django.db.models.lookups.LessThanOrEqual(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('years'), '*', models.Value(12)), '+', models.F('months')), 359)), models.Q(('days', 0), ('listed_offence', True), django.db.models.lookups.LessThanOrEqual(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('years'), '*', models.Value(12)), '+', models.F('months')), 360)), models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('years'), '*', models.Value(12)), '+', models.F('months')), 252), models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('years'), '*', models.Value(12)), '+', models.F('months')), 251), ('days', 0), _connector='OR')), _connector='OR'), name='a_prison_term_is_at_most_21_years'),
        ),
        migrations.AddConstraint(
            model_name='judgment',
            constraint=models.CheckConstraint(condition=models.Q(('under_18_at_act', False), django.db.models.lookups.LessThanOrEqual(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('years'), '*', models.Value(12)), '+', models.F('months')), 179), models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('years'), '*', models.Value(12)), '+', models.F('months')), 180), ('days', 0)), _connector='OR'), name='a_child_at_the_act_gets_at_most_15_years'),
        ),
        migrations.AddConstraint(
            model_name='judgment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'FINE'), _negated=True), ('under_18_at_act', False), _connector='OR'), name='no_fine_of_a_child_is_served'),
        ),
        migrations.AddConstraint(
            model_name='judgment',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'PRISON'), models.Q(('suspended_days', 0), ('suspended_months', 0)), _connector='OR'), name='only_prison_is_suspended_in_part'),
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
