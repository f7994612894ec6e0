from pathlib import Path

import django.contrib.postgres.constraints
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import corrections.periods

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('corrections', '0003_competences'),
        ('inmates', '0004_transfers_and_trips'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HealthNudge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('asked', models.PositiveIntegerField(default=0)),
                ('kept', models.PositiveIntegerField(default=0)),
    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='corrections.unit')),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.UniqueConstraint(fields=('unit', 'on'), name='one_count_of_nudges_a_day')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalStaffConflict',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('during', corrections.periods.During()),
                ('registered_at', models.DateTimeField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.person')),
                ('registered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical staff conflict',
                'verbose_name_plural': 'historical staff conflicts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='LogMention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('happened_at', models.DateTimeField(help_text='That of the entry, which never changes')),
    ('cell', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='corrections.cell')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='inmates.logentry')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.person')),
            ],
            options={
                'default_permissions': (),
    'indexes': [models.Index(condition=models.Q(('person__isnull', False)), fields=['person', '-happened_at'], name='mention_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('cell__isnull', True), ('person__isnull', False)), models.Q(('cell__isnull', False), ('person__isnull', True)), _connector='OR'), name='a_mention_is_of_one_person_or_one_cell'), models.UniqueConstraint(fields=('entry', 'person'), name='a_line_mentions_a_person_once'), models.UniqueConstraint(fields=('entry', 'cell'), name='a_line_mentions_a_cell_once')],
            },
        ),
        migrations.CreateModel(
            name='LogReliance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=60)),
                ('relied_at', models.DateTimeField()),
    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reliances', to='inmates.logentry')),
                ('relied_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='a_decision_that_rests_on_a_line_is_named'), models.UniqueConstraint(fields=('entry', 'reference'), name='a_decision_rests_on_a_line_once')],
            },
        ),
        migrations.CreateModel(
            name='LogVerification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('SEEN', 'Seen by me'), ('SECOND', 'A second, independent source'), ('DOCUMENT', 'A document that I have read'), ('RECORDING', 'A recording')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('verified_at', models.DateTimeField()),
    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='verification', to='inmates.logentry')),
                ('verified_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='StaffConflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', corrections.periods.During()),
                ('registered_at', models.DateTimeField()),
    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.person')),
                ('registered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
    'indexes': [models.Index(condition=models.Q(('during__endswith__isnull', True)), fields=['person'], name='staff_conflict_open')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('person', '='), ('during', '&&')], name='a_staff_conflict_stands_once_at_a_time'), models.CheckConstraint(condition=models.Q(('during__isempty', False), ('during__startswith__isnull', False)), name='a_staff_conflict_has_a_period')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='logentry',
            name='a_log_entry_says_something',
        ),
        migrations.AddField(
            model_name='logentry',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='logentry',
            name='erased_under',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='corrections.ruleversion'),
        ),
        migrations.AddField(
            model_name='logentry',
            name='form_key',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='logentry',
            name='is_verified',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='logentry',
            name='root',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inmates.logentry'),
        ),
        migrations.AddField(
            model_name='logentry',
            name='source',
            field=models.CharField(choices=[('OWN', 'Seen or heard by me'), ('STAFF', 'Told by staff'), ('RESIDENT', 'Told by a resident'), ('VISITOR', 'Told by a visitor or relative'), ('DOCUMENT', 'A document'), ('POLICE', 'The police'), ('OTHER', 'Another source')], db_default='OWN', default='OWN', max_length=10),
        ),
        migrations.AddIndex(
            model_name='logentry',
            index=models.Index(condition=models.Q(('erased_at__isnull', True), ('is_verified', False)), fields=['unit', '-happened_at'], name='log_unverified'),
        ),
        migrations.AddConstraint(
            model_name='logentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_log_entry_says_something'),
        ),
        migrations.AddConstraint(
            model_name='logentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), ('erased_under__isnull', True)), models.Q(('cell__isnull', True), ('erased_at__isnull', False), ('erased_under__isnull', False), ('is_verified', False), ('person__isnull', True), ('text', '')), _connector='OR'), name='an_erased_log_entry_says_nothing'),
        ),
        migrations.AddConstraint(
            model_name='logentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source', 'OWN'), _negated=True), ('is_verified', True), _connector='OR'), name='what_one_saw_oneself_is_verified'),
        ),
        migrations.AddConstraint(
            model_name='logentry',
            constraint=models.UniqueConstraint(fields=('form_key',), name='a_log_form_is_written_once'),
        ),
        migrations.RunSQL((SQL / "log.sql").read_text(), migrations.RunSQL.noop),
    ]
