"""Officers also accompany somebody on leave: in booked time, and on one way at a time as on every other."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inmates', '0017_appealed_for_somebody'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='escort',
            name='an_escort_goes_with_one_person',
        ),
        migrations.AddField(
            model_name='escort',
            name='commitment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='escorts', to='inmates.commitment'),
        ),
        migrations.AddField(
            model_name='historicalescort',
            name='commitment',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inmates.commitment'),
        ),
        migrations.AddConstraint(
            model_name='escort',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('commitment__isnull', True), ('transfer__isnull', True), ('trip__isnull', False)), models.Q(('commitment__isnull', True), ('transfer__isnull', False), ('trip__isnull', True)), models.Q(('commitment__isnull', False), ('transfer__isnull', True), ('trip__isnull', True)), _connector='OR'), name='an_escort_goes_with_one_person'),
        ),
        migrations.AddConstraint(
            model_name='escort',
            constraint=models.UniqueConstraint(condition=models.Q(('is_lead', True), ('removed_at__isnull', True)), fields=('commitment',), name='one_officer_leads_a_leave'),
        ),
    ]
