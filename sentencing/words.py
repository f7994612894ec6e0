"""What the rules of sentences say, as sentences: refusals with their source, and what is odd."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sentencing.rules.terms import TermRefused

REFUSALS: dict[str, str | Promise] = {
    "negative": _("A number of years, months or days cannot be negative (%(source)s)."),
    "nothing": _("The term is empty (%(source)s)."),
    "days_above_120": _(
        "%(days)s days is above %(most)s: a longer term is stated in months and years (%(source)s). Check the judgment."
    ),
    "above_maximum": _("No prison term is above %(years)s years (%(source)s). Check the judgment."),
    "fine_outside_limits": _("Subsidiary imprisonment for a fine is 1 to %(most)s days (%(source)s)."),
    "frame_in_days": _("Preventive detention has a frame in years and months (%(source)s)."),
    "frame_above_maximum": _("The frame of preventive detention is at most %(years)s years (%(source)s)."),
    "minimum_above_frame": _("The minimum term is longer than the frame (%(source)s)."),
    "minimum_needs_longer_frame": _(
        "A minimum term above %(most)s years needs a frame above %(needs)s years (%(source)s). Check the judgment."
    ),
    "minimum_above_maximum": _("The minimum term is at most %(most)s years (%(source)s)."),
    "minimum_without_frame": _("Only preventive detention has a minimum term (%(source)s)."),
    "credit_above_term": _(
        "%(credit)s days are deducted from a term of %(term)s days (%(source)s). Check the number in the judgment."
    ),
    "unreadable": _("The term “%(text)s” cannot be read. Write such as 5 mnd, 12 år 9 mnd or 90 dager (%(source)s)."),
    "no_expiry": _("Write until when the remand order holds: Varetekt t.o.m. dd.mm.yyyy (%(source)s)."),
    "not_a_date": _("“%(text)s” does not end in a date. Write Varetekt t.o.m. dd.mm.yyyy (%(source)s)."),
    "term_of_remand": _("The status is remand, but the row has a judgment or a term. Write one of them (%(source)s)."),
    "order_before_reception": _("The remand order ended on %(until)s, before the reception (%(source)s)."),
    "no_term": _("The term is missing (%(source)s)."),
    "no_judgment_date": _("The date of the judgment is missing (%(source)s)."),
    "judged_in_future": _("The judgment on %(text)s is still to come (%(source)s)."),
    "status_and_term_differ": _("The status “%(status)s” and the term “%(text)s” do not belong together (%(source)s)."),
}
ODDITIES: dict[str, str | Promise] = {
    "short": _("The term is under 14 days, which a court imposes only as an addition. Check the judgment."),
    "months_for_days": _("Up to 120 days a term is stated in days. Check the judgment."),
    "mixed": _("The term has both months and days. Check the judgment."),
    "no_minimum": _("The preventive detention has no minimum term. Check the judgment."),
    "listed_offence_only": _("A frame above 21 years is only for the gravest offences. Check the judgment."),
}
REGISTER: dict[str, str | Promise] = {
    **{f"term_{code}": text for code, text in REFUSALS.items()},
    **{f"odd_{code}": text for code, text in ODDITIES.items()},
}


WHAT: dict[str, str | Promise] = {
    "start": _("The count begins"),
    "leave": _("Ordinary leave, at the earliest"),
    "half": _("Half of the term"),
    "probation": _("Release on probation, at the earliest"),
    "full": _("The full term is served"),
    "stairs": _("Leave and lower security, at the earliest"),
    "minimum": _("The minimum term is reached"),
    "filing": _("The prosecutor has filed for extension by"),
    "frame": _("The frame expires"),
}
HOW: dict[str, str | Promise] = {
    "start": _("The day of the judgment for someone in custody, else the day of admission."),
    "sum": _("%(length)s from the beginning, months first and then days."),
    "third": _("A third of %(length)s, and four months in custody."),
    "half": _("Half of %(length)s."),
    "two_thirds": _("Two thirds of %(length)s, and at least 60 days."),
    "fine": _("%(length)s from the beginning. A term for a fine is served in full."),
    "two_thirds_of_minimum": _("Two thirds of the minimum term, %(length)s."),
    "minimum": _("%(length)s from the beginning."),
    "three_months_before": _("Three months before the frame expires."),
    "frame": _("%(length)s from the beginning."),
}


def sentence(refusal: TermRefused) -> str:
    """The refusal in the language that is active, with its legal source."""
    return str(REFUSALS[refusal.code]) % {**refusal.values, "source": citation(refusal.source)}


LAW = {
    "s.": pgettext_lazy("section of an act", "s."),
    "ss.": pgettext_lazy("sections of an act", "ss."),
    "and": pgettext_lazy("between two sections", "and"),
}


def citation(source: str) -> str:
    """A legal source as the active language writes it: ``strgjfl. s. 42`` in English, with the sign in Bokmål."""
    return re.sub(r"(?<= )(?:ss?\.|and)(?= \d)", lambda word: str(LAW[word[0]]), source)
