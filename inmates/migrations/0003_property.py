"""Things and money in the prison's keeping, and the receipts that were signed for them."""

from pathlib import Path

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "property.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('inmates', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalPropertyItem',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('category', models.CharField(choices=[('CLOTHES', 'Clothes and shoes'), ('PAPERS', 'Identity papers and cards'), ('VALUABLES', 'Jewellery and watches'), ('ELECTRONICS', 'Phone and electronics'), ('KEYS', 'Keys'), ('BAGS', 'Bags and wallets'), ('TOILETRIES', 'Toiletries'), ('OTHER', 'Other things')], max_length=12)),
                ('description', models.CharField(max_length=120)),
                ('quantity', models.SmallIntegerField(default=1)),
                ('condition', models.CharField(blank=True, max_length=120)),
                ('container', models.CharField(blank=True, help_text='Bag or box', max_length=40)),
                ('seal', models.CharField(blank=True, max_length=40)),
                ('place', models.CharField(choices=[('IN_STORE', 'In the store'), ('IN_CELL', 'In the cell'), ('HANDED_OUT', 'Handed out')], default='IN_STORE', max_length=10)),
                ('received_at', models.DateTimeField()),
                ('handed_out_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('handed_out_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('received_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.stay')),
            ],
            options={
                'verbose_name': 'historical property item',
                'verbose_name_plural': 'historical property items',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='MoneyHandling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('RECEIVED', 'Received'), ('HANDED_OUT', 'Handed out')], max_length=10)),
                ('amount', models.BigIntegerField()),
                ('currency', models.CharField(default='NOK', max_length=3)),
                ('method', models.CharField(choices=[('CASH', 'Cash'), ('BANK', 'Bank transfer'), ('CARD', 'Prepaid card')], default='CASH', max_length=6)),
                ('number', models.BigIntegerField(help_text='The number of the receipt', unique=True)),
                ('note', models.CharField(blank=True, max_length=160)),
                ('handled_at', models.DateTimeField()),
                ('handled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='money', to='inmates.stay')),
                ('witnessed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
    'indexes': [models.Index(fields=['stay', 'currency'], name='money_stay')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='money_is_more_than_nothing'), models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='money_is_in_a_known_currency'), models.CheckConstraint(condition=models.Q(('direction__in', ['RECEIVED', 'HANDED_OUT']), ('method__in', ['CASH', 'BANK', 'CARD'])), name='money_goes_a_known_way'), models.CheckConstraint(condition=models.Q(('handled_by', models.F('witnessed_by')), _negated=True), name='money_is_counted_by_two_people')],
            },
        ),
        migrations.CreateModel(
            name='PropertyItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('CLOTHES', 'Clothes and shoes'), ('PAPERS', 'Identity papers and cards'), ('VALUABLES', 'Jewellery and watches'), ('ELECTRONICS', 'Phone and electronics'), ('KEYS', 'Keys'), ('BAGS', 'Bags and wallets'), ('TOILETRIES', 'Toiletries'), ('OTHER', 'Other things')], max_length=12)),
                ('description', models.CharField(max_length=120)),
                ('quantity', models.SmallIntegerField(default=1)),
                ('condition', models.CharField(blank=True, max_length=120)),
                ('container', models.CharField(blank=True, help_text='Bag or box', max_length=40)),
                ('seal', models.CharField(blank=True, max_length=40)),
                ('place', models.CharField(choices=[('IN_STORE', 'In the store'), ('IN_CELL', 'In the cell'), ('HANDED_OUT', 'Handed out')], default='IN_STORE', max_length=10)),
                ('received_at', models.DateTimeField()),
                ('handed_out_at', models.DateTimeField(blank=True, null=True)),
                ('handed_out_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='property_items', to='inmates.stay')),
            ],
            options={
                'default_permissions': (),
    'indexes': [models.Index(condition=models.Q(('handed_out_at__isnull', True)), fields=['stay'], name='property_kept')],
                'constraints': [models.CheckConstraint(condition=models.Q(('description', ''), _negated=True), name='a_thing_is_described'), models.CheckConstraint(condition=models.Q(('category__in', ['CLOTHES', 'PAPERS', 'VALUABLES', 'ELECTRONICS', 'KEYS', 'BAGS', 'TOILETRIES', 'OTHER'])), name='a_thing_is_of_a_known_kind'), models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='a_thing_is_at_least_one'), models.CheckConstraint(condition=models.Q(models.Q(('handed_out_at__isnull', True), ('handed_out_by__isnull', True), ('place__in', ['IN_STORE', 'IN_CELL'])), models.Q(('handed_out_at__isnull', False), ('handed_out_by__isnull', False), ('place', 'HANDED_OUT')), _connector='OR'), name='a_thing_handed_out_says_who_and_when'), models.CheckConstraint(condition=models.Q(('handed_out_at__isnull', True), ('handed_out_at__gte', models.F('received_at')), _connector='OR'), name='nothing_is_handed_out_before_it_was_received')],
            },
        ),
        migrations.CreateModel(
            name='PropertyMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to_place', models.CharField(choices=[('IN_STORE', 'In the store'), ('IN_CELL', 'In the cell'), ('HANDED_OUT', 'Handed out')], max_length=10)),
                ('container', models.CharField(blank=True, max_length=40)),
                ('seal', models.CharField(blank=True, max_length=40)),
                ('note', models.CharField(blank=True, max_length=160)),
                ('moved_at', models.DateTimeField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='inmates.propertyitem')),
                ('moved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
    'indexes': [models.Index(fields=['item', '-moved_at'], name='property_moves')],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_place__in', ['IN_STORE', 'IN_CELL', 'HANDED_OUT'])), name='a_thing_moves_to_a_known_place')],
            },
        ),
        migrations.CreateModel(
            name='PropertyReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('RECEIVED', 'Received'), ('HANDED_OUT', 'Handed out')], max_length=10)),
                ('number', models.BigIntegerField(unique=True)),
                ('signature', models.CharField(choices=[('NAME', 'Wrote their name here'), ('PAPER', 'Signed the printed receipt'), ('REFUSED', 'Would not sign')], max_length=8)),
                ('signed_name', models.CharField(blank=True, help_text='As the person wrote it', max_length=160)),
                ('note', models.CharField(blank=True, max_length=160)),
                ('signed_at', models.DateTimeField()),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='inmates.stay')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('witnessed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
    'indexes': [models.Index(fields=['stay', '-signed_at'], name='receipt_stay')],
                'constraints': [models.CheckConstraint(condition=models.Q(('direction__in', ['RECEIVED', 'HANDED_OUT']), ('signature__in', ['NAME', 'PAPER', 'REFUSED'])), name='a_receipt_is_signed_in_a_known_way'), models.CheckConstraint(condition=models.Q(models.Q(('signature', 'NAME'), _negated=True), models.Q(('signed_name', ''), _negated=True), _connector='OR'), name='a_signature_has_a_name'), models.CheckConstraint(condition=models.Q(models.Q(('signature', 'REFUSED'), _negated=True), models.Q(('witnessed_by__isnull', False), models.Q(('witnessed_by', models.F('taken_by')), _negated=True)), _connector='OR'), name='a_refusal_to_sign_is_seen_by_two')],
            },
        ),
        migrations.CreateModel(
            name='ReceiptLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('RECEIVED', 'Received'), ('HANDED_OUT', 'Handed out')], max_length=10)),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipt_lines', to='inmates.propertyitem')),
                ('money', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipt_lines', to='inmates.moneyhandling')),
                ('receipt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='inmates.propertyreceipt')),
            ],
            options={
                'default_permissions': (),
    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('item__isnull', False), ('money__isnull', True)), models.Q(('item__isnull', True), ('money__isnull', False)), _connector='OR'), name='a_receipt_line_is_a_thing_or_money'), models.UniqueConstraint(fields=('item', 'direction'), name='a_thing_is_signed_for_once'), models.UniqueConstraint(fields=('money',), name='money_is_signed_for_once')],
            },
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(
            "CREATE SEQUENCE inmates_receipt_number START 1001", "DROP SEQUENCE inmates_receipt_number"
        ),
    ]
