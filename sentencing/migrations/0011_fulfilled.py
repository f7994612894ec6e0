"""What is paid of a fine, or served of a community sentence, shortens the days that stand in for it."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "fulfilled.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('inmates', '0012_decision_saved_by'),
        ('sentencing', '0010_preventive_detention_runs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Fulfilled',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.PositiveIntegerField(help_text='Kroner of a fine, hours of a community sentence')),
                ('on', models.DateField(help_text='The day it was paid, or the last of the hours was served')),
                ('document', models.CharField(help_text='What shows it, such as the receipt', max_length=160)),
                ('registered_at', models.DateTimeField()),
                ('annulled_at', models.DateTimeField(blank=True, null=True)),
                ('annulled_why', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='judgment',
            name='a_judgment_is_of_a_known_kind',
        ),
        migrations.AddField(
            model_name='historicaljudgment',
            name='amount',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='Of a fine the kroner, of a community sentence the hours'),
        ),
        migrations.AddField(
            model_name='judgment',
            name='amount',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='Of a fine the kroner, of a community sentence the hours'),
        ),
        migrations.AlterField(
            model_name='historicaljudgment',
            name='kind',
            field=models.CharField(choices=[('PRISON', 'Prison sentence'), ('FINE', 'Subsidiary imprisonment for a fine'), ('PREVENTIVE', 'Preventive detention'), ('COMMUNITY', 'Subsidiary imprisonment for a community sentence')], max_length=10),
        ),
        migrations.AlterField(
            model_name='judgment',
            name='kind',
            field=models.CharField(choices=[('PRISON', 'Prison sentence'), ('FINE', 'Subsidiary imprisonment for a fine'), ('PREVENTIVE', 'Preventive detention'), ('COMMUNITY', 'Subsidiary imprisonment for a community sentence')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='judgment',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), ('kind__in', ['FINE', 'COMMUNITY']), _connector='OR'), name='only_fines_and_community_sentences_have_an_amount'),
        ),
        migrations.AddConstraint(
            model_name='judgment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'COMMUNITY'), _negated=True), models.Q(('amount__gte', 30), ('amount__lte', 420)), _connector='OR'), name='a_community_sentence_is_30_to_420_hours'),
        ),
        migrations.AddConstraint(
            model_name='judgment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['PRISON', 'FINE', 'PREVENTIVE', 'COMMUNITY'])), name='a_judgment_is_of_a_known_kind'),
        ),
        migrations.AddField(
            model_name='fulfilled',
            name='annulled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fulfilled',
            name='judgment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sentencing.judgment'),
        ),
        migrations.AddField(
            model_name='fulfilled',
            name='registered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='fulfilled',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='something_is_fulfilled'),
        ),
        migrations.AddConstraint(
            model_name='fulfilled',
            constraint=models.CheckConstraint(condition=models.Q(('document', ''), _negated=True), name='what_is_fulfilled_says_what_shows_it'),
        ),
        migrations.AddConstraint(
            model_name='fulfilled',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('annulled_at__isnull', True), ('annulled_by__isnull', True), ('annulled_why', '')), models.Q(('annulled_at__isnull', False), ('annulled_by__isnull', False), models.Q(('annulled_why', ''), _negated=True)), _connector='OR'), name='an_annulled_payment_says_who_and_why'),
        ),
        migrations.AddConstraint(
            model_name='fulfilled',
            constraint=models.UniqueConstraint(condition=models.Q(('annulled_at__isnull', True)), fields=('judgment', 'on', 'amount', 'document'), name='a_payment_is_entered_once'),
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
