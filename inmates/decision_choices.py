"""Lists that decisions are answered from, besides those in ``inmates.choices``."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Suspension(TextChoices):
    """Whether the decision waits for its appeal, where somebody has been asked (forvaltningsloven s. 42)."""

    WAITS = "WAITS", _("It waits until it is final")
    GOES_ON = "GOES_ON", _("It is carried out although it is appealed")


class LateAnswer(TextChoices):
    """What becomes of an appeal that came after the deadline (forvaltningsloven s. 31)."""

    ALLOWED = "ALLOWED", _("Taken up although it came late")
    REJECTED = "REJECTED", _("Rejected, since it came too late")


class Representative(TextChoices):
    """Who appeals for somebody. Inmates, convicted people and staff may not do it for another (strgjfl. s. 7)."""

    LAWYER = "LAWYER", _("A lawyer")
    GUARDIAN = "GUARDIAN", _("A parent or guardian")
    OTHER = "OTHER", _("Somebody else from outside")
    BARRED = "BARRED", _("Another inmate, somebody who is convicted, or staff")
