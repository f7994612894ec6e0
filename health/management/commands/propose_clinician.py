"""Propose a clinician. The first two cannot be made from inside: the migrator begins, two people put their names.

manage.py propose_clinician --user kari --hpr 1234567 --prison fjordvik --by ola
manage.py approve_clinician --user kari --by marit
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from corrections.access import now
from corrections.models import Prison, User
from corrections.refusals import Refusal
from health.context import clinical_context
from health.services import clinicians


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", required=True, help="username of the person")
        parser.add_argument("--hpr", required=True, help="number in the register of health personnel")
        parser.add_argument("--prison", required=True, action="append", help="short name of a prison; may be repeated")
        parser.add_argument("--leads", action="append", default=[], help="one of those prisons whose clinic they lead")
        parser.add_argument("--by", required=True, help="username of the proposer, another person")

    def handle(self, *args: Any, **options: Any) -> None:
        user, by = staff(options["user"]), staff(options["by"])
        prisons = list(Prison.objects.filter(slug__in=options["prison"]))
        leads = [prison for prison in prisons if prison.slug in options["leads"]]
        missing = set(options["prison"]) - {prison.slug for prison in prisons}
        if missing:
            raise CommandError(f"There is no prison called {', '.join(sorted(missing))}.")
        try:
            with clinical_context(by.pk):
                clinicians.propose_clinician(
                    user=user, hpr_number=options["hpr"], prisons=prisons, leads=leads, by=by, at=now()
                )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{user.username} is proposed by {by.username}; another person approves with approve_clinician"
        )


def staff(username: str) -> User:
    try:
        return User.objects.get(username=username, is_active=True)
    except User.DoesNotExist:
        raise CommandError(f"There is no active account called {username}.") from None
