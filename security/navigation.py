"""What this floor lends to the top bar."""

from django.utils.translation import gettext_lazy as _

from corrections.registries import NavigationEntry, navigation, prison_tabs
from security.permissions import CountPerm, HandoverPerm, RegimePerm

navigation.register("count", NavigationEntry(_("Counts"), "counts", "clipboard", perm=CountPerm.VIEW), order=20)
navigation.register(
    "handover", NavigationEntry(_("Handover"), "handover", "swap", perm=HandoverPerm.VIEW, needs_unit=True), order=45
)
prison_tabs.register("evenings", NavigationEntry(_("Evenings"), "evenings", "clock", perm=RegimePerm.VIEW), order=36)
