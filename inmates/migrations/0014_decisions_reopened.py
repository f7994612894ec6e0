"""What an appeal that comes late, a changed decision and one that waits for its appeal are kept in."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "decisions_reopened.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('corrections', '0003_competences'),
        ('inmates', '0013_absences_by_a_decision'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='decision',
            name='another_decides_than_prepared_it',
        ),
        migrations.RemoveConstraint(
            model_name='decision',
            name='a_suspended_decision_waits_until_it_is_final',
        ),
        migrations.RemoveConstraint(
            model_name='decisionappeal',
            name='an_appeal_goes_its_way_in_order',
        ),
        migrations.RemoveConstraint(
            model_name='decisionappeal',
            name='a_settled_appeal_says_its_outcome_and_reasons',
        ),
        migrations.RemoveConstraint(
            model_name='decisionstep',
            name='a_step_of_a_decision_is_in_the_table',
        ),
        migrations.RemoveConstraint(
            model_name='decisionstep',
            name='a_decision_takes_each_step_once',
        ),
        migrations.AddField(
            model_name='decision',
            name='follows',
            field=models.ForeignKey(blank=True, help_text='Sent back: made anew', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='inmates.decision'),
        ),
        migrations.AddField(
            model_name='decision',
            name='heard_interpreter',
            field=models.CharField(blank=True, db_default='', max_length=120),
        ),
        migrations.AddField(
            model_name='decision',
            name='heard_language',
            field=models.CharField(blank=True, db_default='', help_text='The language the person was heard in', max_length=10),
        ),
        migrations.AddField(
            model_name='decision',
            name='suspended_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='suspended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='decision',
            name='suspended_why',
            field=models.CharField(blank=True, db_default='', max_length=1000),
        ),
        migrations.AddField(
            model_name='decision',
            name='suspension',
            field=models.CharField(blank=True, choices=[('WAITS', 'It waits until it is final'), ('GOES_ON', 'It is carried out although it is appealed')], db_default='', help_text='Whether it waits', max_length=7),
        ),
        migrations.AddField(
            model_name='decision',
            name='warned_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='decisionappeal',
            name='changed_conditions',
            field=models.CharField(blank=True, db_default='', max_length=2000),
        ),
        migrations.AddField(
            model_name='decisionappeal',
            name='changed_outcome',
            field=models.CharField(blank=True, choices=[('IMPOSED', 'Decided as set out'), ('NOT_IMPOSED', 'Not carried through'), ('GRANTED', 'Granted'), ('REFUSED', 'Refused')], db_default='', max_length=12),
        ),
        migrations.AddField(
            model_name='decisionappeal',
            name='is_late',
            field=models.BooleanField(db_default=False, default=False, help_text='Came after the deadline'),
        ),
        migrations.AddField(
            model_name='decisionappeal',
            name='late_answer',
            field=models.CharField(blank=True, choices=[('ALLOWED', 'Taken up although it came late'), ('REJECTED', 'Rejected, since it came too late')], db_default='', max_length=8),
        ),
        migrations.AddField(
            model_name='decisionappeal',
            name='late_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='decisionappeal',
            name='late_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='decisionappeal',
            name='late_reasons',
            field=models.CharField(blank=True, db_default='', max_length=2000),
        ),
        migrations.AddField(
            model_name='decisionappeal',
            name='late_why',
            field=models.CharField(blank=True, db_default='', help_text='Why it comes late, as the person says it', max_length=1000),
        ),
        migrations.AddField(
            model_name='decisionstep',
            name='note',
            field=models.CharField(blank=True, db_default='', help_text='Why, where the step asks for it', max_length=500),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='follows',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Sent back: made anew', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.decision'),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='heard_interpreter',
            field=models.CharField(blank=True, db_default='', max_length=120),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='heard_language',
            field=models.CharField(blank=True, db_default='', help_text='The language the person was heard in', max_length=10),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='suspended_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='suspended_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='suspended_why',
            field=models.CharField(blank=True, db_default='', max_length=1000),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='suspension',
            field=models.CharField(blank=True, choices=[('WAITS', 'It waits until it is final'), ('GOES_ON', 'It is carried out although it is appealed')], db_default='', help_text='Whether it waits', max_length=7),
        ),
        migrations.AddField(
            model_name='historicaldecision',
            name='warned_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaldecisionappeal',
            name='changed_conditions',
            field=models.CharField(blank=True, db_default='', max_length=2000),
        ),
        migrations.AddField(
            model_name='historicaldecisionappeal',
            name='changed_outcome',
            field=models.CharField(blank=True, choices=[('IMPOSED', 'Decided as set out'), ('NOT_IMPOSED', 'Not carried through'), ('GRANTED', 'Granted'), ('REFUSED', 'Refused')], db_default='', max_length=12),
        ),
        migrations.AddField(
            model_name='historicaldecisionappeal',
            name='is_late',
            field=models.BooleanField(db_default=False, default=False, help_text='Came after the deadline'),
        ),
        migrations.AddField(
            model_name='historicaldecisionappeal',
            name='late_answer',
            field=models.CharField(blank=True, choices=[('ALLOWED', 'Taken up although it came late'), ('REJECTED', 'Rejected, since it came too late')], db_default='', max_length=8),
        ),
        migrations.AddField(
            model_name='historicaldecisionappeal',
            name='late_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicaldecisionappeal',
            name='late_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaldecisionappeal',
            name='late_reasons',
            field=models.CharField(blank=True, db_default='', max_length=2000),
        ),
        migrations.AddField(
            model_name='historicaldecisionappeal',
            name='late_why',
            field=models.CharField(blank=True, db_default='', help_text='Why it comes late, as the person says it', max_length=1000),
        ),
        migrations.AlterField(
            model_name='decision',
            name='final_at',
            field=models.DateTimeField(blank=True, help_text='When it first was final', null=True),
        ),
        migrations.AlterField(
            model_name='decisionappeal',
            name='outcome',
            field=models.CharField(blank=True, choices=[('UPHELD', 'The decision stands'), ('CHANGED', 'The decision is changed'), ('SET_ASIDE', 'The decision is set aside'), ('SENT_BACK', 'The decision is set aside and sent back to be made anew')], max_length=9),
        ),
        migrations.AlterField(
            model_name='decisionstep',
            name='act',
            field=models.CharField(choices=[('HEAR', 'Hear the person'), ('RETURN', 'Send it back to the draft'), ('DECIDE', 'Decide'), ('NOTIFY', 'Tell the person'), ('APPEAL', 'Register an appeal'), ('LATE', 'Register an appeal that comes too late'), ('ALLOW', 'Take up the late appeal'), ('REJECT', 'Reject the late appeal'), ('SUSPEND', 'Say whether it waits for the appeal'), ('FORWARD', 'Forward the appeal'), ('SETTLE', 'Decide the appeal'), ('TELL', 'Tell the person what came of the appeal'), ('BECOME_FINAL', 'The appeal deadline ran out'), ('CARRY_OUT', 'Carry it out'), ('CLOSE', 'Close it'), ('LAPSE', 'Let it lapse')], max_length=12),
        ),
        migrations.AlterField(
            model_name='historicaldecision',
            name='final_at',
            field=models.DateTimeField(blank=True, help_text='When it first was final', null=True),
        ),
        migrations.AlterField(
            model_name='historicaldecisionappeal',
            name='outcome',
            field=models.CharField(blank=True, choices=[('UPHELD', 'The decision stands'), ('CHANGED', 'The decision is changed'), ('SET_ASIDE', 'The decision is set aside'), ('SENT_BACK', 'The decision is set aside and sent back to be made anew')], max_length=9),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('needs_two', False), ('decided_by__isnull', True), models.Q(models.Q(('drafted_by__isnull', True), models.Q(('decided_by', models.F('drafted_by')), _negated=True), _connector='OR'), models.Q(('heard_by__isnull', True), models.Q(('decided_by', models.F('heard_by')), _negated=True), _connector='OR')), _connector='OR'), name='another_decides_than_prepared_it'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('executed_at__isnull', True), models.Q(('is_suspensive', False), models.Q(('suspension', 'WAITS'), _negated=True)), ('suspension', 'GOES_ON'), models.Q(('executed_at__gte', models.F('final_at')), ('final_at__isnull', False)), _connector='OR'), name='a_suspended_decision_waits_until_it_is_final'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('suspended_at__isnull', True), ('suspended_by__isnull', True), ('suspended_why', ''), ('suspension', '')), models.Q(('suspended_at__isnull', False), ('suspended_by__isnull', False), ('suspension__in', ['WAITS', 'GOES_ON']), models.Q(('suspended_why', ''), _negated=True)), _connector='OR'), name='whether_it_waits_is_said_by_somebody_with_reasons'),
        ),
        migrations.AddConstraint(
            model_name='decisionappeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('forwarded_at__isnull', True), ('forwarded_at__gte', models.F('lodged_at')), _connector='OR'), models.Q(('settled_at__isnull', True), models.Q(('forwarded_at__isnull', False), ('settled_at__gte', models.F('forwarded_at'))), _connector='OR'), models.Q(('told_at__isnull', True), models.Q(('settled_at__isnull', False), ('told_at__gte', models.F('settled_at'))), models.Q(('late_answer', 'REJECTED'), ('told_at__gte', models.F('late_at'))), _connector='OR')), name='an_appeal_goes_its_way_in_order'),
        ),
        migrations.AddConstraint(
            model_name='decisionappeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_late', False), ('late_answer', ''), ('late_why', '')), models.Q(('forwarded_at__isnull', True), ('is_late', True), models.Q(('late_why', ''), _negated=True)), models.Q(('is_late', True), ('late_answer', 'ALLOWED'), models.Q(('late_why', ''), _negated=True)), _connector='OR'), name='a_late_appeal_says_why_and_is_taken_up_before_it_goes_on'),
        ),
        migrations.AddConstraint(
            model_name='decisionappeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('late_answer', ''), ('late_at__isnull', True), ('late_by__isnull', True), ('late_reasons', '')), models.Q(('late_answer__in', ['ALLOWED', 'REJECTED']), ('late_at__isnull', False), ('late_by__isnull', False), models.Q(('late_reasons', ''), _negated=True)), _connector='OR'), name='the_answer_to_a_late_appeal_has_reasons'),
        ),
        migrations.AddConstraint(
            model_name='decisionappeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('changed_conditions', ''), ('changed_outcome', ''), models.Q(('outcome', 'CHANGED'), _negated=True)), models.Q(('changed_outcome__in', ['IMPOSED', 'NOT_IMPOSED', 'GRANTED', 'REFUSED']), ('outcome', 'CHANGED')), _connector='OR'), name='a_changed_decision_says_what_it_is_changed_to'),
        ),
        migrations.AddConstraint(
            model_name='decisionappeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at__isnull', True)), models.Q(('outcome__in', ['UPHELD', 'CHANGED', 'SET_ASIDE', 'SENT_BACK']), ('settled_at__isnull', False), ('settled_by__isnull', False), models.Q(('reasons', ''), _negated=True)), _connector='OR'), name='a_settled_appeal_says_its_outcome_and_reasons'),
        ),
        migrations.AddConstraint(
            model_name='decisionstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act', 'HEAR'), ('from_state', 'DRAFT'), ('to_state', 'HEARD')), models.Q(('act', 'RETURN'), ('from_state', 'HEARD'), ('to_state', 'DRAFT')), models.Q(('act', 'DECIDE'), ('from_state', 'HEARD'), ('to_state', 'DECIDED')), models.Q(('act', 'NOTIFY'), ('from_state', 'DECIDED'), ('to_state', 'NOTIFIED')), models.Q(('act', 'APPEAL'), ('from_state', 'NOTIFIED'), ('to_state', 'APPEALED')), models.Q(('act', 'FORWARD'), ('from_state', 'APPEALED'), ('to_state', 'FORWARDED')), models.Q(('act', 'SETTLE'), ('from_state', 'FORWARDED'), ('to_state', 'SETTLED')), models.Q(('act', 'TELL'), ('from_state', 'SETTLED'), ('to_state', 'FINAL')), models.Q(('act', 'BECOME_FINAL'), ('from_state', 'NOTIFIED'), ('to_state', 'FINAL')), models.Q(('act', 'APPEAL'), ('from_state', 'FINAL'), ('to_state', 'APPEALED')), models.Q(('act', 'APPEAL'), ('from_state', 'EXECUTED'), ('to_state', 'APPEALED')), models.Q(('act', 'APPEAL'), ('from_state', 'LAPSED'), ('to_state', 'APPEALED')), models.Q(('act', 'LATE'), ('from_state', 'FINAL'), ('to_state', 'FINAL')), models.Q(('act', 'LATE'), ('from_state', 'EXECUTED'), ('to_state', 'EXECUTED')), models.Q(('act', 'LATE'), ('from_state', 'LAPSED'), ('to_state', 'LAPSED')), models.Q(('act', 'ALLOW'), ('from_state', 'FINAL'), ('to_state', 'APPEALED')), models.Q(('act', 'ALLOW'), ('from_state', 'EXECUTED'), ('to_state', 'APPEALED')), models.Q(('act', 'ALLOW'), ('from_state', 'LAPSED'), ('to_state', 'APPEALED')), models.Q(('act', 'REJECT'), ('from_state', 'FINAL'), ('to_state', 'FINAL')), models.Q(('act', 'REJECT'), ('from_state', 'EXECUTED'), ('to_state', 'EXECUTED')), models.Q(('act', 'REJECT'), ('from_state', 'LAPSED'), ('to_state', 'LAPSED')), models.Q(('act', 'TELL'), ('from_state', 'FINAL'), ('to_state', 'FINAL')), models.Q(('act', 'TELL'), ('from_state', 'EXECUTED'), ('to_state', 'EXECUTED')), models.Q(('act', 'TELL'), ('from_state', 'LAPSED'), ('to_state', 'LAPSED')), models.Q(('act', 'SUSPEND'), ('from_state', 'NOTIFIED'), ('to_state', 'NOTIFIED')), models.Q(('act', 'SUSPEND'), ('from_state', 'APPEALED'), ('to_state', 'APPEALED')), models.Q(('act', 'SUSPEND'), ('from_state', 'FORWARDED'), ('to_state', 'FORWARDED')), models.Q(('act', 'CARRY_OUT'), ('from_state', 'DECIDED'), ('to_state', 'DECIDED')), models.Q(('act', 'CARRY_OUT'), ('from_state', 'NOTIFIED'), ('to_state', 'NOTIFIED')), models.Q(('act', 'CARRY_OUT'), ('from_state', 'APPEALED'), ('to_state', 'APPEALED')), models.Q(('act', 'CARRY_OUT'), ('from_state', 'FORWARDED'), ('to_state', 'FORWARDED')), models.Q(('act', 'CARRY_OUT'), ('from_state', 'SETTLED'), ('to_state', 'SETTLED')), models.Q(('act', 'CARRY_OUT'), ('from_state', 'FINAL'), ('to_state', 'EXECUTED')), models.Q(('act', 'CLOSE'), ('from_state', 'FINAL'), ('to_state', 'EXECUTED')), models.Q(('act', 'LAPSE'), ('from_state', 'DRAFT'), ('to_state', 'LAPSED')), models.Q(('act', 'LAPSE'), ('from_state', 'HEARD'), ('to_state', 'LAPSED')), models.Q(('act', 'LAPSE'), ('from_state', 'DECIDED'), ('to_state', 'LAPSED')), models.Q(('act', 'LAPSE'), ('from_state', 'NOTIFIED'), ('to_state', 'LAPSED')), models.Q(('act', 'LAPSE'), ('from_state', 'FINAL'), ('to_state', 'LAPSED')), _connector='OR'), name='a_step_of_a_decision_is_in_the_table'),
        ),
        migrations.AddConstraint(
            model_name='decisionstep',
            constraint=models.UniqueConstraint(condition=models.Q(('act__in', ('HEAR', 'RETURN', 'CLOSE', 'LAPSE')), _negated=True), fields=('decision', 'act'), name='a_decision_takes_each_step_once'),
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
