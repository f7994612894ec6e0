"""Approve a proposed clinician, as somebody else than the proposer: ``approve_clinician --user kari --by marit``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from corrections.access import now
from corrections.refusals import Refusal
from health.context import clinical_context
from health.management.commands.propose_clinician import staff
from health.models import Clinician
from health.services import clinicians


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", required=True, help="username of the proposed person")
        parser.add_argument("--by", required=True, help="username of the approver")

    def handle(self, *args: Any, **options: Any) -> None:
        user, by = staff(options["user"]), staff(options["by"])
        try:
            with clinical_context(by.pk):
                clinician = Clinician.objects.get(user=user, ended_at__isnull=True)
                clinicians.approve_clinician(clinician=clinician, by=by, at=now())
        except Clinician.DoesNotExist:
            raise CommandError(f"{user.username} has not been proposed: use propose_clinician first.") from None
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.username} is a clinician from now on, approved by {by.username}")
