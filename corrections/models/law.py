"""Versions of rules and deadlines: law is data (norway.md 0 and 22 no. 16)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q


class RuleVersionQuerySet(models.QuerySet["RuleVersion"]):
    def in_force(self, on: object) -> "RuleVersionQuerySet":
        """The version of each rule that holds on the day ``on`` (a ``date``)."""
        return self.filter(valid__contains=on)


class RuleVersion(models.Model):
    """One rule as it stood for a time. A row is never changed; a decision keeps the version it was made under."""

    country = models.CharField(max_length=5)
    rule_id = models.CharField(max_length=40)
    legal_ref = models.CharField(max_length=200)
    valid = DateRangeField()
    parameters = models.JSONField(default=dict)
    is_confirmed = models.BooleanField(default=True, help_text="False shows the rule as unconfirmed")
    fingerprint = models.CharField(max_length=64)

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            ExclusionConstraint(
                name="one_version_of_a_rule_in_force_at_a_time",
                expressions=[
                    ("country", RangeOperators.EQUAL),
                    ("rule_id", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="a_rule_has_a_source", condition=~Q(legal_ref="")),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.valid}"
