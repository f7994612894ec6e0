"""Releases, with their steps, their decisions, and what no column can say of them."""

import uuid
from pathlib import Path

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "release.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('corrections', '0002_guards'),
        ('inmates', '0006_reception'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalRelease',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('uuid', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('kind', models.CharField(choices=[('PROBATION_RELEASE', 'Release on probation'), ('FULL_TERM', 'The full term is served'), ('COURT_ORDER', 'The court orders the release'), ('REMAND_EXPIRED', 'The remand order has run out'), ('TRANSFERRED_ABROAD', 'Transferred to another country'), ('DECEASED', 'Died')], max_length=20)),
                ('state', models.CharField(choices=[('PLANNED', 'Planned'), ('PREPARED', 'Waits for the second officer'), ('CONFIRMED', 'Confirmed by two'), ('EXECUTED', 'Released'), ('CANCELLED', 'Cancelled')], default='PLANNED', max_length=10)),
                ('planned_at', models.DateTimeField(help_text='When the person is to go')),
                ('decision', models.CharField(blank=True, help_text='The reference of the decision', max_length=120)),
                ('registered_at', models.DateTimeField()),
                ('prepared_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('executed_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_why', models.CharField(blank=True, max_length=160)),
                ('undone', models.JSONField(blank=True, default=list)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('cancelled_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('executed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prepared_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prison', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='corrections.prison')),
                ('registered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.stay')),
                ('unit', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='corrections.unit')),
            ],
            options={
                'verbose_name': 'historical release',
                'verbose_name_plural': 'historical releases',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('PROBATION_RELEASE', 'Release on probation'), ('FULL_TERM', 'The full term is served'), ('COURT_ORDER', 'The court orders the release'), ('REMAND_EXPIRED', 'The remand order has run out'), ('TRANSFERRED_ABROAD', 'Transferred to another country'), ('DECEASED', 'Died')], max_length=20)),
                ('state', models.CharField(choices=[('PLANNED', 'Planned'), ('PREPARED', 'Waits for the second officer'), ('CONFIRMED', 'Confirmed by two'), ('EXECUTED', 'Released'), ('CANCELLED', 'Cancelled')], default='PLANNED', max_length=10)),
                ('planned_at', models.DateTimeField(help_text='When the person is to go')),
                ('decision', models.CharField(blank=True, help_text='The reference of the decision', max_length=120)),
                ('registered_at', models.DateTimeField()),
                ('prepared_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('executed_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_why', models.CharField(blank=True, max_length=160)),
                ('undone', models.JSONField(blank=True, default=list)),
                ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('executed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prepared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prison', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='corrections.prison')),
                ('registered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='inmates.stay')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='corrections.unit')),
            ],
            options={
                'default_permissions': (),
    'indexes': [models.Index(condition=models.Q(('state__in', ['PLANNED', 'PREPARED', 'CONFIRMED'])), fields=['planned_at'], name='release_to_come'), models.Index(fields=['prison', '-executed_at'], name='release_done')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'CANCELLED'), _negated=True), fields=('stay',), name='one_release_of_a_stay'), models.CheckConstraint(condition=models.Q(('kind__in', ['PROBATION_RELEASE', 'FULL_TERM', 'COURT_ORDER', 'REMAND_EXPIRED', 'TRANSFERRED_ABROAD', 'DECEASED'])), name='a_release_is_of_a_known_kind'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('PROBATION_RELEASE', 'COURT_ORDER', 'TRANSFERRED_ABROAD')), _negated=True), models.Q(('decision', ''), _negated=True), _connector='OR'), name='a_release_rests_on_a_decision'), models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('prepared_by')), _negated=True), _connector='OR'), name='a_release_is_confirmed_by_another_than_prepared_it'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('cancelled_by__isnull', True), ('confirmed_at__isnull', True), ('confirmed_by__isnull', True), ('executed_at__isnull', True), ('executed_by__isnull', True), ('prepared_at__isnull', True), ('prepared_by__isnull', True), ('state', 'PLANNED')), models.Q(('cancelled_at__isnull', True), ('cancelled_by__isnull', True), ('confirmed_at__isnull', True), ('confirmed_by__isnull', True), ('executed_at__isnull', True), ('executed_by__isnull', True), ('prepared_at__isnull', False), ('prepared_by__isnull', False), ('state', 'PREPARED')), models.Q(('cancelled_at__isnull', True), ('cancelled_by__isnull', True), ('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('executed_at__isnull', True), ('executed_by__isnull', True), ('prepared_at__isnull', False), ('prepared_by__isnull', False), ('state', 'CONFIRMED')), models.Q(('cancelled_at__isnull', True), ('cancelled_by__isnull', True), ('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('executed_at__isnull', False), ('executed_by__isnull', False), ('prepared_at__isnull', False), ('prepared_by__isnull', False), ('state', 'EXECUTED')), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), ('executed_at__isnull', True), ('executed_by__isnull', True), ('state', 'CANCELLED')), _connector='OR'), name='a_release_is_as_far_as_its_stamps_say')],
            },
        ),
        migrations.CreateModel(
            name='ReleaseMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('IDENTITY', 'The person is compared with the photo'), ('PAPERS', 'The release papers are given and explained'), ('CLOTHES', 'Clothes for the weather'), ('TRANSPORT', 'The journey from the gate is arranged'), ('HEALTH_TOLD', 'The health service is told of the time')], max_length=12)),
                ('is_done', models.BooleanField()),
                ('marked_at', models.DateTimeField()),
                ('marked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='inmates.release')),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.CheckConstraint(condition=models.Q(('step__in', ['IDENTITY', 'PAPERS', 'CLOTHES', 'TRANSPORT', 'HEALTH_TOLD'])), name='a_step_before_the_gate_is_known')],
            },
        ),
        migrations.CreateModel(
            name='ReleaseOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finding', models.CharField(help_text='The key of the finding, such as sentencing:order:17', max_length=80)),
                ('decision', models.CharField(help_text='The reference of the decision', max_length=120)),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='inmates.release')),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.UniqueConstraint(fields=('release', 'finding'), name='a_finding_is_decided_once'), models.CheckConstraint(condition=models.Q(('decision', ''), _negated=True), name='an_override_rests_on_a_decision')],
            },
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
