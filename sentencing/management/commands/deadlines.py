"""The deadlines that begin with an event, from a JSON list, without a database: see ``sentencing.deadlines``."""

from corrections.json_lists import JsonListCommand
from sentencing import deadlines


class Command(JsonListCommand):
    help = "Read a JSON list of triggers, print the thresholds of each with who acts and why."
    answer = staticmethod(deadlines.answer)
