"""Departures that rest on a decision: interruption, institution, outside prison, electronic monitoring."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inmates', '0012_decision_saved_by'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='absence',
            name='an_absence_is_known',
        ),
        migrations.AlterField(
            model_name='absence',
            name='kind',
            field=models.CharField(choices=[('COURT', 'Court'), ('HOSPITAL', 'Hospital'), ('LEAVE', 'Leave'), ('ESCORT', 'Escorted trip'), ('DAY_RELEASE', 'Day release'), ('INTERRUPTION', 'Interruption of the sentence'), ('INSTITUTION', 'Stay in an institution'), ('OUTSIDE', 'Serving outside prison'), ('MONITORING', 'Electronic monitoring'), ('TRANSFER', 'Under transfer'), ('ESCAPE', 'Escaped')], max_length=12),
        ),
        migrations.AlterField(
            model_name='historicalabsence',
            name='kind',
            field=models.CharField(choices=[('COURT', 'Court'), ('HOSPITAL', 'Hospital'), ('LEAVE', 'Leave'), ('ESCORT', 'Escorted trip'), ('DAY_RELEASE', 'Day release'), ('INTERRUPTION', 'Interruption of the sentence'), ('INSTITUTION', 'Stay in an institution'), ('OUTSIDE', 'Serving outside prison'), ('MONITORING', 'Electronic monitoring'), ('TRANSFER', 'Under transfer'), ('ESCAPE', 'Escaped')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['COURT', 'HOSPITAL', 'LEAVE', 'ESCORT', 'DAY_RELEASE', 'INTERRUPTION', 'INSTITUTION', 'OUTSIDE', 'MONITORING', 'TRANSFER', 'ESCAPE'])), name='an_absence_is_known'),
        ),
    ]
