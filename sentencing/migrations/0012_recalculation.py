"""How far the nightly look at all confirmed dates has come."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sentencing', '0011_fulfilled'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recalculation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('night', models.DateField(unique=True)),
                ('done_to', models.BigIntegerField(default=0)),
                ('checked', models.PositiveIntegerField(default=0)),
                ('found', models.PositiveIntegerField(default=0, help_text='Confirmed dates that no longer agree with their facts')),
                ('began_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('finished_at__gte', models.F('began_at')), _connector='OR'), name='a_night_ends_after_it_began'), models.CheckConstraint(condition=models.Q(('found__lte', models.F('checked'))), name='a_night_finds_no_more_than_it_checks')],
            },
        ),
    ]
