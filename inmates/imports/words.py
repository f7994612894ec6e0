"""What is found in a file, as sentences for the person at the spreadsheet: what is wrong, and what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inmates.imports.findings import Finding, Value
from inmates.imports.lent import lent_columns

FILE: dict[str, str | Promise] = {
    "empty_file": _("The file is empty. Export it again and check that it has rows."),
    "too_large": _("The file is larger than %(most)s MB. Split it into several files."),
    "too_many_lines": _("The file has more than %(most)s lines. Split it into several files."),
    "is_a_workbook": _("This is a workbook. Open it, choose “Save as” and “CSV UTF-8”, and hand over that file."),
    "is_not_text": _("This is not a text file. Save the sheet as “CSV UTF-8” and hand over that file."),
    "no_headings": _("The first line has none of the column names that belong here: %(names)s."),
    "columns_missing": _("The file lacks these columns: %(names)s. Add them to the first line and try again."),
    "column_twice": _("These columns stand twice in the first line: %(names)s. Remove one of each."),
    "file_gone": _("The run was interrupted and its file is gone. Hand the file over again: nothing is taken twice."),
    "given_up": _(
        "The run stopped several times after line %(line)s. What was taken stands; have that part looked at."
    ),
    "columns_unknown": _("These columns are not known here and were left out: %(names)s."),
    "columns_left_out": _("These columns are missing and were taken as empty: %(names)s."),
    "not_found": _("There is no file called %(name)s, or it cannot be read."),
}
LINES: dict[str, str | Promise] = {
    "line_too_long": _("The line is longer than %(most)s characters. Check that a line break is not missing."),
    "letters_unreadable": _("Some letters cannot be read. Save the file as “CSV UTF-8”."),
    "quotes_misplaced": _("A quotation mark stands in the wrong place. Double it inside a cell, or remove it."),
    "quote_not_closed": _("A quotation mark is opened and never closed."),
    "too_few_columns": _("The line has %(has)s of %(needs)s columns. It may have been cut off."),
    "too_many_columns": _("The line has %(has)s columns, the first line %(needs)s. Put quotation marks around a cell "
                          "that holds the delimiter."),
}  # fmt: skip
CELLS: dict[str, str | Promise] = {
    "number_missing": _("The inmate number is missing."),
    "number_odd": _("“%(text)s” is no inmate number: at most %(longest)s letters, digits and hyphens."),
    "name_empty": _("The name is missing."),
    "name_long": _("The name has %(has)s letters. At most %(most)s are allowed."),
    "not_a_date": _("%(column)s: “%(text)s” is not a date. Write dd.mm.yyyy."),
    "short_year": _("%(column)s: write the year in “%(text)s” with four digits."),
    "not_a_number": _("%(column)s: “%(text)s” is not a whole number from %(least)s to %(most)s."),
    "born_in_future": _("The date of birth %(text)s is still to come."),
    "too_young": _("Born %(text)s, the person would be under %(least)s at the reception. Check both dates."),
    "too_old": _("Born %(text)s, the person would be more than %(most)s years old. Check the date."),
    "sex_unknown": _("“%(text)s” is not a sex that is known here. Write M or K."),
    "identity_empty": _("The identity number is empty."),
    "identity_digits": _("The identity number does not have eleven digits."),
    "identity_shortened": _("The identity number has lost digits: format the column as text before you export."),
    "identity_date": _("The identity number does not begin with a date."),
    "identity_check": _("The check digits of the identity number are wrong. Check each digit."),
    "identity_synthetic": _("The identity number was made up for testing and cannot be used here."),
    "identity_real": _("The identity number may belong to a real person. Only made-up ones may be used here."),
    "admitted_missing": _("The date of reception is missing."),
    "admitted_in_future": _("The reception on %(text)s is still to come."),
    "prison_missing": _("The prison is missing."),
    "unit_missing": _("The unit is missing."),
    "status_missing": _("The status is missing: Dom, Varetekt t.o.m. (date), Forvaring or Bøtesoning."),
    "status_unknown": _(
        "The status “%(text)s” is not known. Write Dom, Varetekt t.o.m. (date), Forvaring or Bøtesoning."
    ),
    "note_too_long": _("The note has %(has)s characters. At most %(most)s are allowed."),
}
PLACES: dict[str, str | Promise] = {
    "prison_unknown": _("There is no prison called “%(prison)s”. Check the name, or import the estate first."),
    "prison_not_yours": _("You may not fill the register of %(prison)s."),
    "unit_unknown": _("There is no unit “%(unit)s” at %(prison)s."),
    "cell_unknown": _("There is no cell “%(cell)s” on unit %(unit)s."),
    "cell_closed": _("Cell %(cell)s is closed."),
    "cell_taken": _("Cell %(cell)s is taken by %(numbers)s."),
    "cell_out_of_use": _("Cell %(cell)s has no place in use."),
}
PEOPLE: dict[str, str | Promise] = {
    "repeated": _("The same line stands on line %(line)s. It was taken once."),
    "number_in_file": _("The inmate number is also on line %(line)s, with other contents."),
    "identity_in_file": _("The identity number is also on line %(line)s, of %(number)s."),
    "identity_in_use": _("The identity number is already in use under inmate number %(number)s."),
    "number_of_another": _("The inmate number belongs to another person already."),
    "in_custody_elsewhere": _("The person is in custody at another prison. Register a transfer instead."),
    "already_there": _("Already there. Nothing was changed."),
    "released_since": _("Already there, and released since. Nothing was changed."),
    "before_last_release": _("The person was in custody at that time already. Check the date of reception."),
    "refused_by_rule": _("%(reason)s"),
    "not_written": _("The row could not be stored. Try again, and ask the system administrator if it happens again."),
}
WARNINGS: dict[str, str | Promise] = {
    "no_identity": _("There is no identity number. Add it when it is known."),
    "no_birth_date": _("There is no date of birth. Add it when it is known."),
    "birth_date_differs": _("The date of birth differs from the date in the identity number. Check both."),
    "under_18": _("The person is under 18."),
    "letters_lost": _("Letters in the name seem to be lost. Check the spelling."),
    "country_unknown": _("“%(text)s” is not a country that is known here and was left out. Write a code such as NOR."),
    "language_unknown": _("The language “%(text)s” is not known here and was left out. Add it on the person's page."),
    "diet_unknown": _("The diet “%(text)s” is not known here and was left out. Add what the kitchen should do."),
    "officer_unknown": _("Nobody called “%(name)s” is an officer at %(prison)s. Name the contact officer there."),
    "officer_ambiguous": _("Several officers at %(prison)s are called “%(name)s”. Name the contact officer there."),
    "sex_of_unit": _("Unit %(unit)s is for the other sex. Check the unit."),
    "no_cell": _("No cell is given on unit %(unit)s. A task asks the duty manager to choose one."),
    "back_again": _("The person has been in custody before. A new stay was opened."),
}
ESTATE: dict[str, str | Promise] = {
    "region_missing": _("The region is missing."),
    "code_missing": _("%(column)s is missing."),
    "text_too_long": _("%(column)s has %(has)s characters. At most %(most)s are allowed."),
    "word_unknown": _("%(column)s: “%(text)s” is not known. Write one of: %(names)s."),
    "cell_in_file": _("The cell is also on line %(line)s, with other contents."),
    "prison_in_other_region": _("The prison belongs to another region already: %(region)s."),
    "unit_differs": _("Unit %(unit)s has another level, function or sex already. Change it there, or in the file."),
    "cell_differs": _("Already there, with another number of places or another bathroom. Nothing was changed."),
}
OURS: Mapping[str, str | Promise] = {**FILE, **LINES, **CELLS, **PLACES, **PEOPLE, **WARNINGS, **ESTATE}


def sentence(finding: Finding) -> str:
    """The finding in the language that is active."""
    template = OURS.get(finding.code) or next(
        (lent.words[finding.code] for _key, lent in lent_columns.items() if finding.code in lent.words), finding.code
    )
    return str(template) % {name: said(value) for name, value in finding.values.items()}


def said(value: Value) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
