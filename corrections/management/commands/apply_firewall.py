"""Grant every login exactly what the matrix says; after each migrate and each restore."""

from typing import Any

from django.core.management.base import BaseCommand

from corrections import firewall
from corrections.services import law, postings


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        firewall.apply()
        postings.sync_roles()
        loaded = law.load_law()
        self.stdout.write(f"firewall applied, roles in step, {loaded} rule versions new")
