"""What PostgreSQL refuses about people in custody, in the words of the person whose act it was."""

from django.utils.translation import gettext_lazy as _

from corrections.refusals import Conflict, say

# ---- where people are, and are supposed to be ------------------------------------------------------------------
say(
    {
        "an_absence_has_a_period": _("The return lies before the departure. Check the times."),
        "an_absence_is_known": _("Choose why the person leaves from the list."),
        "nobody_is_expected_back_before_they_left": _("The time of return lies before the departure. Check the times."),
        "a_commitment_has_a_period": _("It ends before it begins. Check the times."),
        "a_commitment_has_an_end": _("Say when it ends."),
        "a_commitment_is_known": _("Choose what it is from the list."),
        "nobody_arrives_before_leaving": _("Nobody arrives before leaving. Check the times."),
        "an_undone_movement_says_who_and_when": _("State both who undid the movement and when."),
        "a_movement_is_never_rewritten": _("A movement is not changed afterwards. Register where the person is now."),
        "a_log_entry_says_something": _("Write what happened."),
    }
)
say(
    {
        "one_absence_at_a_time": _("The person is outside already. Look at who registered it, and when."),
        "a_person_is_committed_to_one_place_at_a_time": _(
            "The person is already booked elsewhere then. Choose another time, or cancel that first."
        ),
        "one_movement_follows_another": _("Somebody else has just moved this person. Look again before you register."),
        "one_first_movement_of_a_stay": _("Somebody else has just moved this person. Look again before you register."),
        "nobody_arrives_twice": _("The arrival is confirmed already."),
        "a_log_entry_is_corrected_once": _("Somebody else has just corrected this entry. Look again before you write."),
    },
    kind=Conflict,
)

# ---- cells, and those who live in them (the building's own side is corrections.services.estate) ------------------
say(
    {
        "an_occupied_cell_is_not_closed": _("Somebody lives in the cell. Move everyone out of it before you close it."),
        "places_in_use_cover_who_lives_there": _(
            "More people live in the cell than that. Move somebody first, or leave more places in use."
        ),
    }
)
