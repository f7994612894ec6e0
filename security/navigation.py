"""What this floor lends to the top bar."""

from django.utils.translation import gettext_lazy as _

from corrections.registries import NavigationEntry, navigation
from security.permissions import CountPerm, HandoverPerm

navigation.register("count", NavigationEntry(_("Counts"), "counts", "clipboard", perm=CountPerm.VIEW), order=20)
navigation.register(
    "handover", NavigationEntry(_("Handover"), "handover", "swap", perm=HandoverPerm.VIEW, needs_unit=True), order=45
)
