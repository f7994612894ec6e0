"""Addresses of this floor; each subject has a list of its own."""

from django.urls import URLPattern

from security.urls_counts import urlpatterns as counts
from security.urls_handover import urlpatterns as handover
from security.urls_locks import urlpatterns as locks
from security.urls_regime import urlpatterns as regime
from security.urls_round import urlpatterns as round_
from security.urls_rounds import urlpatterns as rounds

urlpatterns: list[URLPattern] = [*counts, *handover, *locks, *regime, *round_, *rounds]
