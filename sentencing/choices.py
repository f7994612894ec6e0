"""Vocabulary of judgments and court orders."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TermKind(TextChoices):
    PRISON = "PRISON", _("Prison sentence")
    FINE = "FINE", _("Subsidiary imprisonment for a fine")
    PREVENTIVE = "PREVENTIVE", _("Preventive detention")
