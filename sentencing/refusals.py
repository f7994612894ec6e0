"""What PostgreSQL refuses of judgments and orders, in the words of the person who enters them."""

from django.utils.translation import gettext_lazy as _

from corrections.refusals import Conflict, say

say(
    {
        "a_judgment_is_of_a_known_kind": _("Choose the kind of term from the list."),
        "a_term_is_longer_than_nothing": _("Enter the term: years, months or days."),
        "a_prison_term_is_at_most_21_years": _("No prison term is above 21 years. Check the judgment."),
        "a_term_above_120_days_is_in_months": _("A term above 120 days is stated in months and years."),
        "a_fine_is_served_in_1_to_120_days": _("Subsidiary imprisonment for a fine is 1 to 120 days."),
        "a_preventive_frame_and_minimum_fit": _(
            "The minimum is at most 10 years, 14 where the frame is above 15, and 20 where it is above 21."
        ),
        "a_minimum_is_never_above_its_frame": _("The minimum term is longer than the frame. Check the judgment."),
        "a_remand_order_ends_after_it_begins": _("The order ends before it begins. Check the dates."),
        "a_remand_order_above_four_weeks_gives_its_reason": _(
            "An order above four weeks needs the court's reason. Write it."
        ),
    }
)
say(
    {
        "a_judgment_is_entered_once": _("This judgment is entered already."),
        "a_remand_order_is_entered_once": _("An order to that day is entered already."),
    },
    kind=Conflict,
)
