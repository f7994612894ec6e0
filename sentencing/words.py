"""What the rules of sentences say, as sentences: refusals with their source, and what is odd."""

import re
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sentencing.rules.dates import Step
from sentencing.rules.terms import TermRefused

REFUSALS: dict[str, str | Promise] = {
    "negative": _("A number of years, months or days cannot be negative (%(source)s)."),
    "nothing": _("The term is empty (%(source)s)."),
    "days_above_120": _(
        "%(days)s days is above %(most)s: a longer term is stated in months and years (%(source)s). Check the judgment."
    ),
    "days_beside_months": _(
        "A term above four months is stated in months and years, not with %(days)s days beside (%(source)s)."
        " Check the judgment."
    ),
    "extension_above_maximum": _("Preventive detention is extended by at most %(years)s years at a time (%(source)s)."),
    "frame_without_preventive": _("Only preventive detention has a frame (%(source)s)."),
    "frame_twice": _("The frame is written in two ways that differ. Write it once (%(source)s)."),
    "not_an_entry": _("An entry is an object with start and terms, not “%(text)s” (%(source)s)."),
    "written_twice": _("“%(text)s” is written twice in one entry. Write it once (%(source)s)."),
    "deducted_twice": _("Days are deducted once, beside the terms, not in a term as well (%(source)s)."),
    "suspended_part": _("Write only the part that is served: the suspended part is not (%(source)s)."),
    "never_interrupted": _("Preventive detention is never interrupted (%(source)s)."),
    "reason_of_days": _(
        "Preventive detention is never interrupted (%(source)s). Write why the days do not count, such as an escape."
    ),
    "unknown_reason": _(
        "Days do not count because of interruption, escape, not_returned, other_case or hospital, not “%(text)s”"
        " (%(source)s)."
    ),
    "not_periods": _("“not_counted” is a list of reason and days, not “%(text)s” (%(source)s)."),
    "left_out_twice": _("%(days)s days do not count, but the periods make %(total)s days. Write it once (%(source)s)."),
    "below_age": _("Nobody is punished for an act before the age of 15 (%(source)s). Check the age."),
    "not_an_age": _("%(text)s years is not the age of a person (%(source)s)."),
    "not_listed": _("“listed_offence” is true or false, not “%(text)s” (%(source)s)."),
    "amount_of_another": _("Only a fine has kroner, and only a community sentence hours (%(source)s)."),
    "hours_outside_limits": _("A community sentence is %(least)s to %(most)s hours (%(source)s)."),
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
    "fine_under_18": _("No subsidiary imprisonment is fixed for who was under 18 at the time of the act (%(source)s)."),
    "unreadable": _("The term “%(text)s” cannot be read. Write such as 5 mnd, 12 år 9 mnd or 90 dager (%(source)s)."),
    "no_expiry": _("Write until when the remand order holds: Varetekt t.o.m. dd.mm.yyyy (%(source)s)."),
    "not_a_date": _("“%(text)s” does not end in a date. Write Varetekt t.o.m. dd.mm.yyyy (%(source)s)."),
    "term_of_remand": _("The status is remand, but the row has a judgment or a term. Write one of them (%(source)s)."),
    "order_before_reception": _("The remand order ended on %(until)s, before the reception (%(source)s)."),
    "unknown_kind": _("A term is of the kind prison, fine or preventive, not “%(text)s” (%(source)s)."),
    "not_a_number": _("“%(text)s” is not a whole number (%(source)s)."),
    "no_start": _("Write the day on which the count begins as YYYY-MM-DD, not “%(text)s” (%(source)s)."),
    "no_terms": _("There is no term to count (%(source)s)."),
    "out_of_range": _("The dates lie outside the calendar. Check the numbers (%(source)s)."),
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
    "long_frame_under_18": _("Under 18 at the act, a frame is normally at most 10 years. Check the judgment."),
}
REGISTER: dict[str, str | Promise] = {
    **{f"term_{code}": text for code, text in REFUSALS.items()},
    **{f"odd_{code}": text for code, text in ODDITIES.items()},
}


WHAT: dict[str, str | Promise] = {
    "start": _("The count begins"),
    "leave": _("Ordinary leave, at the earliest"),
    "day_release": _("Day release, at the earliest"),
    "lower": _("Lower security must be considered"),
    "half": _("Half of the term: serving outside prison, at the earliest"),
    "monitoring": _("Electronic monitoring as a step down, at the earliest"),
    "probation": _("Release on probation, at the earliest"),
    "full": _("The full term is served"),
    "payment_reduced": _("The days for the fine"),
    "community_reduced": _("The days for the community sentence"),
    "stairs": _("Leave and lower security, at the earliest"),
    "minimum": _("The minimum term is reached"),
    "filing": _("The prosecutor has filed for extension by"),
    "frame": _("The frame expires"),
}
HOW: dict[str, str | Promise] = {
    "start": _("The day of the judgment for someone in custody, else the day of admission."),
    "sum": _("%(length)s from the beginning, months first and then days."),
    "third": _("%(share)s, and %(custody)s in custody."),
    "four_years": _("%(years)s in custody: the term is above %(above)s."),
    "year_before": _("%(before)s before release on probation is possible."),
    "third_and_six_months": _("%(share)s, and at most %(before)s to release on probation."),
    "half": _("%(share)s."),
    "two_thirds": _("%(share)s, and at least %(least)s days."),
    "two_thirds_weighty": _(
        "%(share)s, and at least %(least)s days. Fewer than %(left)s days would be left: only for weighty reasons."
    ),
    "fine": _("%(length)s from the beginning. A term for a fine is served in full."),
    "payment": _("%(done)s of %(whole)s kroner are paid: %(length_before)s become %(length)s."),
    "payment_in_full": _("The fine of %(whole)s kroner is paid: %(length_before)s lapse."),
    "community": _("%(done)s of %(whole)s hours are served: %(length_before)s become %(length)s."),
    "community_in_full": _("All %(whole)s hours are served: %(length_before)s lapse."),
    "lapsed": _("Nothing is left to serve."),
    "two_thirds_of_minimum": _("%(share)s, which is the minimum term."),
    "minimum": _("%(length)s from the beginning."),
    "three_months_before": _("%(before)s before the frame expires."),
    "frame": _("%(length)s from the beginning."),
}
SHARES: dict[tuple[int, int], str | Promise] = {
    (1, 2): _("Half of %(length)s"),
    (1, 3): _("A third of %(length)s"),
    (2, 3): _("Two thirds of %(length)s"),
}
# what steps rest on that were stored before a step carried its numbers itself
SHARE_OF_OLD: dict[str, tuple[int, int]] = {
    "third": (1, 3), "third_and_six_months": (1, 3), "half": (1, 2), "two_thirds": (2, 3),
    "two_thirds_of_minimum": (2, 3),
}  # fmt: skip
OF_OLD = {"least": 60, "left": 14, "years": 4, "above": 12}
MONTHS_OF_OLD = {"third": 4, "year_before": 12, "third_and_six_months": 6, "three_months_before": 3}


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


def length(years: int, months: int, days: int) -> str:
    parts = [
        ngettext("%(n)d year", "%(n)d years", years) % {"n": years} if years else "",
        ngettext("%(n)d month", "%(n)d months", months) % {"n": months} if months else "",
        ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else "",
    ]
    return " ".join(filter(None, parts))


def derivation(step: Step) -> tuple[str, str, str]:
    """What one date is, how it was worked out, and its legal source, in the language that is active."""
    values = in_words(step)
    how = str(HOW[step.how]) % values
    if step.credit:
        how = " ".join((how, gettext("Minus %(credit)s deducted days.") % values))
    if step.not_counted:
        how = " ".join((how, gettext("Plus %(not_counted)s days that do not count.") % values))
    return str(WHAT[step.what]), how, citation(step.source)


def in_words(step: Step) -> dict[str, int | str]:
    """What the formula of a step speaks of."""
    given = {**OF_OLD, **step.given}
    term = length(*divmod(step.months, 12), step.days)
    months: int = given.get("given_months", MONTHS_OF_OLD.get(step.how, 0))
    before = length(*divmod(months, 12), 0)
    return {
        "length": term,
        "share": share(given.get("share", SHARE_OF_OLD.get(step.how)), term),
        "custody": before,
        "before": before,
        "least": given["least"],
        "left": given["left"],
        "years": length(given["years"], 0, 0),
        "above": length(given["above"], 0, 0),
        "done": given.get("done", 0),
        "whole": given.get("whole", 0),
        "length_before": length(*divmod(int(given.get("months_before", 0)), 12), int(given.get("days_before", 0))),
        "credit": step.credit,
        "not_counted": step.not_counted,
    }


def share(part: Sequence[int] | None, term: str) -> str:
    """``Two thirds of 5 years``; a part that has no name of its own in figures."""
    if part is None:
        return term
    text = SHARES.get((part[0], part[1]), gettext("%(part)s/%(whole)s of %(length)s"))
    return str(text) % {"part": part[0], "whole": part[1], "length": term}
