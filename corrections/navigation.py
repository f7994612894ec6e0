"""Entries of the top bar, and tabs about one prison, that the ground floor lends."""

from django.utils.translation import gettext_lazy as _

from corrections.permissions import EstatePerm
from corrections.registries import NavigationEntry, navigation, prison_tabs

navigation.register("estate", NavigationEntry(_("Estate"), "estate", "house", perm=EstatePerm.VIEW), order=80)

prison_tabs.register("units", NavigationEntry(_("Units and cells"), "unit_list", "apartment"), order=20)
prison_tabs.register("places", NavigationEntry(_("Places"), "place_list", "house"), order=30)
