"""What PostgreSQL refuses of security work, in the words of the person whose act it was."""

from django.utils.translation import gettext_lazy as _

from corrections.refusals import Conflict, say

# ---- handover between shifts -------------------------------------------------------------------------------------
say(
    {
        "a_handover_is_to_a_known_shift": _("Choose one of the three shifts."),
        "calm_has_three_steps": _("Choose how the unit has been: calm, uneasy or tense."),
        "who_hands_over_never_takes_over": _(
            "You handed the unit over yourself. Somebody of the next shift must take it over."
        ),
        "a_handover_is_taken_after_it_is_given": _("The unit would be taken over before it was handed over."),
        "a_handover_is_signed_as_it_says": _("The signatures of the handover contradict each other. Look at it again."),
        "a_signature_says_who_and_when": _("State both who handed over and when."),
        "who_takes_over_says_who_and_when": _("State both who took over and when."),
        "who_signs_says_how_calm_it_is": _("Choose how the unit has been: calm, uneasy or tense."),
        "a_handover_note_says_something": _("Write what the next shift should know."),
        "a_note_has_a_known_source": _("Choose where it comes from in the list."),
        "a_note_of_what_one_saw_is_verified": _("What you saw yourself is verified. Choose where else it comes from."),
        "an_erased_note_says_nothing": _("A note that was deleted is empty, and says by which rule."),
        "a_decision_that_rests_on_a_note_is_named": _("Write the reference of the decision."),
        "equipment_is_of_a_known_kind": _("Choose what it is from the list."),
        "missing_equipment_is_explained": _("Say where the missing equipment is, or who looks for it."),
    }
)
say(
    {
        "a_signed_handover_stands": _("The handover is signed and stands. Write what you would add in the next one."),
        "one_handover_of_a_unit_and_shift": _("Somebody else has just begun this handover. Look at it again."),
        "a_decision_rests_on_a_note_once": _("That decision rests on this note already."),
        "nothing_is_added_to_an_erased_note": _(
            "This note was not verified in time and has been deleted. Write a new one of what is known now."
        ),
        "an_item_is_acknowledged_once": _("Somebody else has just acknowledged this."),
        "a_handover_is_read_once_by_each": _("You have read this handover already."),
        "a_unit_lists_equipment_once": _("The unit has equipment of that name already."),
    },
    kind=Conflict,
)

# ---- head counts ----------------------------------------------------------------------------------------------
say(
    {
        # plans
        "a_count_plan_has_a_period": _("The plan ends before it begins. Check the dates."),
        "a_planned_count_is_of_a_known_kind": _("Choose the kind of count from the list."),
        "a_count_plan_has_the_times_of_its_kind": _(
            "A count at a fixed time has one time. A random count has a window. A night count has one time, or a "
            "window and the minutes between."
        ),
        "counts_at_night_are_at_least_15_minutes_apart": _("Leave at least 15 minutes between two counts."),
        "a_count_plan_has_known_weekdays": _("Choose at least one day of the week."),
        "a_count_is_made_at_most_two_hours_before": _("A count is made at most two hours before it is due."),
        "a_count_has_between_1_and_240_minutes": _("Allow between 1 and 240 minutes for a count."),
        # counts
        "a_count_is_of_a_known_kind": _("Choose the kind of count from the list."),
        "a_count_is_in_a_known_state": _("This count is in no state that we know. Tell the administrator."),
        "a_count_has_a_plan_or_somebody_who_ordered_it": _("A count is planned, or somebody ordered it."),
        "a_begun_count_says_who_and_when": _("A count that has begun says who counts, and since when."),
        "a_recount_is_by_another_officer": _("A recount is by another officer than the one who counted first."),
        "a_count_handed_in_says_who_when_and_how_many": _("A count that is handed in says by whom, and how many."),
        "the_numbers_of_a_count_add_up": _("The numbers of the count do not add up. Count again."),
        "the_numbers_of_a_count_are_those_of_its_lines": _(
            "The numbers of the count are not those of its people. Somebody has changed it since. Look at it again."
        ),
        "a_count_is_agreed_when_nobody_is_missing": _("Somebody is still missing. Find them first, or count again."),
        "certified_when_nobody_is_missing_or_with_an_incident": _(
            "Somebody is still missing. Write which incident it is, or find them first."
        ),
        "a_certified_count_says_who_and_when": _("A certified count says who certified it, and when."),
        "nobody_certifies_their_own_count": _("You counted yourself. Somebody else has to certify the count."),
        "an_abandoned_count_says_who_when_and_why": _("Write why the count is abandoned."),
        # lines, taps, steps
        "a_person_stands_once_in_a_count": _("This person is already in the count."),
        "a_count_line_expects_a_known_place": _("It is not known where this person should be."),
        "a_count_line_has_a_known_mark": _("Choose seen, not here, found or confirmed."),
        "a_mark_says_who_and_when": _("A mark says who made it, and when."),
        "a_tap_is_of_a_known_kind": _("Choose seen, not here, found, confirmed or undo."),
        "a_tap_is_by_somebody": _("It is not known who tapped. Sign in again."),
        "an_action_step_is_known": _("This step is not on the action card."),
        "an_action_step_stands_once": _("This step is already on the action card."),
        "an_action_step_done_says_who_and_when": _("A step that is done says by whom, and when."),
    }
)
say(
    {
        "a_unit_has_a_count_planned_once_at_a_time": _("The unit already has a count of this kind at that time."),
        "one_count_per_unit_and_slot": _("The unit already has a count at that time."),
        "one_random_count_a_day_of_a_plan": _("The random count of that day is made already."),
        "one_emergency_count_of_a_unit_at_a_time": _("An emergency count of this unit is already on its way."),
        "a_closed_count_stays_as_it_is": _("The count is closed already. It cannot change any more."),
        "the_lines_of_a_closed_count_stay_as_they_are": _("The count is closed already. It cannot change any more."),
    },
    kind=Conflict,
)

# ---- rounds ----------------------------------------------------------------------------------------------------
say(
    {
        "an_observation_has_a_period": _("The observation would end before it begins. Look at it again."),
        "an_observation_is_every_5_minutes_to_a_day": _("Choose between 5 minutes and 24 hours between two checks."),
        "an_observation_has_a_known_ground": _("Choose why the person is observed from the list."),
        "an_ended_observation_says_when_and_why": _("An observation that has ended says when, and why."),
        "an_observation_knows_its_next_check_or_rests": _(
            "An observation has a next check, or it rests while the person is outside. Look at it again."
        ),
        "a_check_says_what_was_seen": _("Choose what you saw from the list."),
        "a_late_check_says_why": _("The check is late. Write why."),
        "a_check_that_called_help_says_what_happened": _("Write in a few words what happened, and who was called."),
        "a_check_is_made_while_the_observation_runs": _("This observation does not run now. Look at the list again."),
    }
)
say(
    {
        "one_observation_of_a_person_and_ground_at_a_time": _(
            "The person is already under observation for this reason. End that one first."
        ),
        "an_ended_observation_stands": _("The observation has ended. It cannot change any more."),
    },
    kind=Conflict,
)

# ---- doors -----------------------------------------------------------------------------------------------------
say(
    {
        "a_lock_event_is_of_a_known_kind": _("Choose whether the doors are locked or unlocked."),
        "only_a_person_follows_the_unit_again": _("Only a person can follow the unit again. Choose who."),
        "an_exception_at_a_door_says_why": _("Write why this person is locked in, or out, when the others are not."),
        "a_corrected_lock_event_says_why": _("Write what was wrong."),
        "only_a_lock_event_that_was_written_down_never_happened": _("Choose which of the events did not happen."),
        "a_door_is_not_locked_in_the_future": _("That time has not come yet. Write down what has happened."),
        "a_correction_is_of_the_same_door": _("The correction is of another door. Look at the list again."),
        "a_daily_order_has_a_period": _("The daily order would end before it begins. Check the dates."),
        "a_daily_order_locks_or_unlocks": _("Choose whether the doors are locked or unlocked."),
        "a_daily_order_has_known_weekdays": _("Choose at least one day of the week."),
    }
)
say(
    {
        "a_daily_order_has_one_line_at_a_time_of_day": _("The daily order already has that at that time."),
        "security_lockevent_corrects_id_key": _("Somebody else has just corrected this. Look at the list again."),
    },
    kind=Conflict,
)

# ---- evenings with too few officers --------------------------------------------------------------------------------
say(
    {
        "an_evening_plan_has_a_period": _("The evening ends before it begins. Check the times."),
        "an_evening_plan_has_officers": _("The number of officers cannot be negative."),
        "an_evening_plan_ends": _("Say when the evening ends."),
        "an_adopted_plan_says_who_and_when": _("A plan that is adopted says by whom and when."),
        "nobody_is_given_less_than_nothing": _("Nobody is given less than nothing."),
    }
)
say(
    {
        "one_plan_is_adopted_for_an_evening": _("Another plan is adopted for this evening. Look at that first."),
        "an_adopted_plan_stands": _("The plan is adopted and stands. Make a new one for the rest of the evening."),
        "a_plan_counts_a_person_once": _("The plan is counted already."),
    },
    kind=Conflict,
)
