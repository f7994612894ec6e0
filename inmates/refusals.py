"""What PostgreSQL refuses about people in custody, in the words of the person whose act it was."""

from django.utils.translation import gettext_lazy as _

from corrections.refusals import Conflict, say

# ---- where people are, and are supposed to be ------------------------------------------------------------------
say(
    {
        "an_absence_has_a_period": _("The return lies before the departure. Check the times."),
        "an_absence_lasts_from_departure_to_return": _("The times of the absence contradict each other. Check them."),
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

# ---- who is in custody, and where they live ----------------------------------------------------------------------
say(
    {
        "a_stay_has_a_period": _("The release lies before the reception. Check the times."),
        "a_stay_has_a_legal_basis_all_the_time": _(
            "There is a time without a legal basis. State the basis for all of it."
        ),
        "nothing_outlasts_the_stay": _("That lies outside the time in custody. Check the times."),
        "a_legal_status_has_a_period": _("The legal basis ends before it begins. Check the dates."),
        "a_legal_status_is_known": _("Choose the legal basis from the list."),
        "a_placement_has_a_period": _("The person would leave the bed before they got it. Check the times."),
        "nobody_is_placed_in_a_closed_cell": _("The cell is closed. Choose another cell."),
        "a_reservation_has_a_period": _("The bed would be kept until before it is kept from. Check the times."),
    }
)
say(
    {
        "one_open_stay_per_person": _("The person is in custody already. Open their page."),
        "one_legal_status_at_a_time": _("Another legal basis holds in that time. Look at it first."),
        "a_bed_holds_one_person_at_a_time": _("Somebody else has just been given this bed. Choose another."),
        "a_person_has_one_bed_at_a_time": _(
            "Somebody else has just moved this person. Look again before you move anybody."
        ),
        "a_cell_never_holds_more_than_its_places_in_use": _("The cell is full. Choose another cell."),
        "a_bed_is_kept_for_one_at_a_time": _("The bed is kept for somebody already. Choose another."),
    },
    kind=Conflict,
)

# ---- who people are, and what to take care of --------------------------------------------------------------------
say(
    {
        "a_person_has_a_name": _("Write the name. Someone with one name has it as the surname."),
        "a_person_has_a_known_sex": _("Choose the sex from the list, or that it is not stated."),
        "an_identifier_has_a_period": _("The number would end before it begins. Check the dates."),
        "a_language_is_listed_once": _("The language is in the list already."),
        "a_need_has_a_period": _("The need would end before it begins. Check the dates."),
        "an_alert_has_a_period": _("The alert would end before it begins. Check the date."),
        "a_pair_is_two_people_in_order": _("Choose another person: nobody is kept apart from themselves."),
        "a_non_association_has_a_period": _("It would end before it begins. Check the dates."),
        "a_contact_officer_has_a_period": _("It would end before it begins. Check the dates."),
    }
)
say(
    {
        "inmates_person_number_key": _("The inmate number is in use already. Choose another."),
        "one_person_per_active_identifier": _("Another person has this number. Compare them before you go on."),
        "a_need_is_listed_once_at_a_time": _("The need is in the list already."),
        "an_alert_stands_once_at_a_time": _("Somebody else has just raised this alert. It stands."),
        "a_pair_is_kept_apart_once_at_a_time": _("They are kept apart already."),
        "one_contact_officer_at_a_time": _("Somebody else has just chosen the contact officer. Look at that first."),
    },
    kind=Conflict,
)

# ---- files that a prison hands over -----------------------------------------------------------------------------
say({"an_import_counts_every_row_once": _("The rows of the import do not add up. Start it again.")})
