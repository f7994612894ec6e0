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
        "an_erased_log_entry_says_nothing": _("A line that was deleted is empty, and says by which rule."),
        "what_one_saw_oneself_is_verified": _("What you saw yourself is verified. Choose where else it comes from."),
        "a_mention_is_of_one_person_or_one_cell": _("Name one person or one cell after each sign."),
        "a_decision_that_rests_on_a_line_is_named": _("Write the reference of the decision."),
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
        "a_log_form_is_written_once": _("This line is in the log already."),
        "a_line_mentions_a_person_once": _("The line names this person already."),
        "a_line_mentions_a_cell_once": _("The line names this cell already."),
        "a_decision_rests_on_a_line_once": _("It is noted already that this decision rests on the line."),
        "inmates_logverification_entry_id_key": _("Somebody else has just verified this line."),
        "nothing_is_added_to_an_erased_line": _(
            "This line was not verified in time and has been deleted. Write a new one of what is known now."
        ),
        "one_count_of_nudges_a_day": _("Somebody else was just asked the same. Try again."),
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
        "a_wrong_number_has_ended_and_says_why": _("Write why the number is wrong."),
        "a_number_that_another_follows_has_ended": _("A number that another one follows has ended."),
        "a_corrected_legal_basis_says_why": _("Write why the legal basis was wrong."),
        "an_identifier_has_a_period": _("The number would end before it begins. Check the dates."),
        "a_language_is_listed_once": _("The language is in the list already."),
        "a_need_has_a_period": _("The need would end before it begins. Check the dates."),
        "an_alert_has_a_period": _("The alert would end before it begins. Check the date."),
        "a_pair_is_two_people_in_order": _("Choose another person: nobody is kept apart from themselves."),
        "a_non_association_has_a_period": _("It would end before it begins. Check the dates."),
        "a_staff_conflict_has_a_period": _("It would end before it begins. Check the dates."),
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
        "a_staff_conflict_stands_once_at_a_time": _("This is registered already."),
        "one_contact_officer_at_a_time": _("Somebody else has just chosen the contact officer. Look at that first."),
    },
    kind=Conflict,
)

# ---- files that a prison hands over -----------------------------------------------------------------------------
say({"an_import_counts_every_row_once": _("The rows of the import do not add up. Start it again.")})

# ---- things and money in the prison's keeping ---------------------------------------------------------------------
say(
    {
        "a_thing_is_described": _("Write what it is."),
        "a_thing_is_of_a_known_kind": _("Choose what kind of thing it is from the list."),
        "a_thing_is_at_least_one": _("Write how many there are: 1 or more."),
        "a_thing_handed_out_says_who_and_when": _("State both who handed it out and when."),
        "nothing_is_handed_out_before_it_was_received": _("It was received after that. Check the time."),
        "a_thing_moves_to_a_known_place": _("Choose where it is from the list."),
        "money_is_more_than_nothing": _("Write an amount above nil."),
        "money_is_in_a_known_currency": _("Write the currency with three letters, such as NOK or EUR."),
        "money_goes_a_known_way": _("Choose how the money came or went from the list."),
        "money_is_counted_by_two_people": _("Money is counted by two. Choose a colleague as the second."),
        "money_is_never_below_nil": _("There is not that much money. Look at the balance first."),
        "a_receipt_is_signed_in_a_known_way": _("Choose how the receipt was signed from the list."),
        "a_signature_has_a_name": _("The person writes their name to sign."),
        "a_refusal_to_sign_is_seen_by_two": _(
            "Somebody else must have seen that the person would not sign. Choose who."
        ),
        "a_receipt_line_is_a_thing_or_money": _("A line of a receipt is a thing or an amount of money."),
    }
)
say(
    {
        "what_is_handed_out_stays_handed_out": _("It is handed out already. Look at the list again."),
        "a_thing_is_signed_for_once": _("It is signed for already. Look at the list again."),
        "money_is_signed_for_once": _("The money is signed for already. Look at the list again."),
        "inmates_moneyhandling_number_key": _("Two receipts got the same number. Try again."),
        "inmates_propertyreceipt_number_key": _("Two receipts got the same number. Try again."),
    },
    kind=Conflict,
)

# ---- between prisons ---------------------------------------------------------------------------------------------
say(
    {
        "a_transfer_is_to_another_prison": _("The person lives in that prison already. Choose another prison."),
        "a_transfer_has_a_ground_of_the_law": _("Choose the ground from the list."),
        "a_transfer_has_a_known_level": _("Choose the security level from the list."),
        "a_transfer_states_its_facts": _("Write what the transfer rests on."),
        "a_stricter_prison_needs_a_ground_that_carries_it": _(
            "That ground does not carry a transfer to a stricter security level. "
            "Grounds a to g, j, l and n do (strgjfl. s. 14)."
        ),
        "a_stricter_prison_is_never_more_than_necessary": _(
            "Write why nothing less strict is enough (strgjfl. s. 14, last paragraph)."
        ),
        "a_conversation_comes_before_a_transfer_for_behaviour": _(
            "Ground c needs a conversation about the behaviour first. Choose it from the log."
        ),
        "the_conversation_was_had_with_the_same_person": _(
            "That entry is no conversation with this person before the order. Choose another from the log."
        ),
        "a_transfer_departs_as_an_absence": _("State both when the person left and what they left for."),
        "out_of_one_prison_comes_before_into_the_other": _(
            "Nobody arrives before leaving the other prison. Check the times."
        ),
        "nobody_is_turned_back_before_leaving": _("Nobody is turned back before leaving. Check the times."),
        "a_transfer_ends_in_one_way": _("The transfer has ended already. Look at how."),
        "a_transfer_lasts_as_long_as_its_absence": _(
            "The person is on the way to another prison. Register the arrival, or that they were turned back."
        ),
        "nobody_is_under_transfer_without_an_order": _("Order the transfer first, then register the departure there."),
        "nobody_changes_prison_without_a_transfer": _(
            "The person has not arrived in that prison. Order a transfer, and give a cell on arrival."
        ),
    }
)
say(
    {
        "one_transfer_at_a_time": _("A transfer is ordered for this person already. Look at it first."),
        "inmates_transfer_absence_id_key": _("Somebody else has just registered the departure. Look at it first."),
    },
    kind=Conflict,
)

# ---- trips with staff --------------------------------------------------------------------------------------------
say(
    {
        "a_trip_is_known": _("Choose what the trip is for from the list."),
        "the_risk_of_a_trip_is_known": _("Choose how the trip is guarded from the list."),
        "a_trip_goes_somewhere": _("Write where the trip goes."),
        "a_trip_leaves_before_it_returns": _("The return lies before the departure. Check the times."),
        "a_trip_that_left_is_not_cancelled": _("They have left. Register the return instead."),
        "inmates_trip_escorts_needed_check": _("The number of officers cannot be negative. Enter 0 or more."),
        "an_escort_has_a_period": _("The trip would end before it begins. Check the times."),
        "an_escort_goes_with_one_person": _("Choose one trip for the officer."),
        "a_changed_return_says_why": _("Write why the return is another."),
    }
)
say(
    {
        "an_officer_escorts_one_trip_at_a_time": _(
            "The officer goes with another trip then. Choose another officer, or another time."
        ),
        "one_officer_leads_a_trip": _("Somebody else has just been made leader of the trip. Look at it first."),
        "one_officer_leads_a_transfer": _("Somebody else has just been made leader of the transfer. Look at it first."),
        "one_officer_leads_a_leave": _("Somebody else has just been made leader of the leave. Look at it first."),
        "inmates_trip_absence_id_key": _("Somebody else has just registered the departure. Look at it first."),
        "inmates_trip_commitment_id_key": _("The booking belongs to another trip. Plan the trip again."),
        "inmates_absence_continues_id_key": _("Somebody else has just registered this. Look at it first."),
    },
    kind=Conflict,
)

# ---- reception ---------------------------------------------------------------------------------------------------
say(
    {
        "who_is_expected_has_a_name": _("Write the name. Someone with one name has it as the surname."),
        "who_is_expected_comes_from_somewhere": _("Choose where the person comes from in the list."),
        "an_arrival_came_or_was_called_off": _("The person has come already. Open the reception."),
        "nobody_is_admitted_without_an_identity": _("Say who it is first."),
        "a_completed_reception_led_to_a_stay": _("Register the legal basis before the reception ends."),
        "a_reception_that_led_to_a_stay_is_not_called_off": _(
            "The person is admitted. A reception that has admitted somebody cannot be called off."
        ),
        "a_desk_of_the_reception_is_known": _("There is no such desk. Open the reception again."),
        "nobody_is_admitted_as_somebody_joined_to_another": _(
            "This record was joined to another, because they are the same person. Use the other one."
        ),
    }
)
say(
    {
        "one_open_reception_per_person": _("This person is being received already. Open that reception."),
        "one_reception_per_arrival": _("Somebody else has just begun this reception. Open it and go on there."),
        "a_desk_is_done_by_one_officer_at_a_time": _("Somebody else has just done this desk. Look at it first."),
    },
    kind=Conflict,
)

# ---- two records of one person -----------------------------------------------------------------------------------
say(
    {
        "nobody_is_joined_to_themselves": _("Choose two different people."),
        "duplicates_are_two_people_in_order": _("Choose two different people."),
        "a_dismissed_pair_says_who_and_when": _("State both who decided that they are two people, and when."),
        "a_merge_is_of_two_people": _("Choose two different people."),
        "a_merge_says_why": _("Write how you know that they are the same person."),
    }
)
say(
    {
        "a_pair_of_duplicates_is_listed_once": _("The two are in the list already."),
        "inmates_merge_loser_id_key": _("Somebody else has just joined these two. Look at the person first."),
    },
    kind=Conflict,
)

# ---- releases ----------------------------------------------------------------------------------------------------
say(
    {
        "a_release_is_of_a_known_kind": _("Choose why the person is released from the list."),
        "a_release_rests_on_a_decision": _("Write the reference of the decision that the release rests on."),
        "a_release_is_confirmed_by_another_than_prepared_it": _(
            "Two people confirm a release. Ask a colleague to sign in and confirm it."
        ),
        "a_release_is_as_far_as_its_stamps_say": _("The release has not come that far. Look at it again."),
        "a_step_before_the_gate_is_known": _("Choose the step from the list."),
        "an_override_rests_on_a_decision": _("Write the reference of the decision."),
    }
)
say(
    {
        "one_release_of_a_stay": _("Somebody else has just planned the release. Look at it first."),
        "a_release_that_is_over_stands": _("The release is over already. Look at it again."),
        "a_finding_is_decided_once": _("Somebody else has just decided this. Look at it again."),
    },
    kind=Conflict,
)

# ---- what the health service asks for ----------------------------------------------------------------------------
say(
    {
        "a_signal_has_a_known_code": _("Choose what the officers must do from the list."),
        "a_signal_is_for_somebody_known": _("Choose who needs to know from the list."),
        "a_signal_runs_out": _("Say until when it holds; that lies in the future."),
    }
)
say(
    {"a_signal_stands_once": _("This stands already. Withdraw it first to change how long it holds.")},
    kind=Conflict,
)

# ---- decisions ---------------------------------------------------------------------------------------------------
say(
    {
        "a_decision_is_in_a_known_state": _("The decision has not come that far. Look at it again."),
        "a_decision_rests_on_a_ground": _("Choose at least one ground."),
        "a_decision_states_its_facts": _("Write the facts that the decision rests on."),
        "a_decision_weighs_milder_means": _("Write which milder means were considered, and why they are not enough."),
        "a_decision_weighs_the_best_interest_of_the_child": _("Write what is best for the child."),
        "the_person_is_heard_or_it_says_why_not": _(
            "Hear the person before you decide, or write why they could not be heard."
        ),
        "a_decision_says_who_decided_what_when": _("State what was decided, by whom and when."),
        "a_decision_is_made_at_its_level": _("A higher level decides this. Send it on."),
        "another_decides_than_prepared_it": _("Two people make this decision. Ask a colleague to decide it."),
        "an_oral_decision_is_written_down_after_it": _("The decision was made after now. Check the time."),
        "a_decision_is_known_to_the_person_after_it_is_made": _("The notice lies before the decision. Check the time."),
        "the_appeal_deadline_follows_the_notice": _("The appeal deadline runs from the notice. Check the time."),
        "a_decision_is_not_carried_out_before_its_notice": _("Tell the person first. Then it can be carried out."),
        "a_suspended_decision_waits_until_it_is_final": _("This decision waits until it is final."),
        "whether_it_waits_is_said_by_somebody_with_reasons": _("Say whether the decision waits, and why."),
        "no_inmate_or_staff_appeals_for_another": _(
            "Another inmate, somebody who is convicted, or staff cannot appeal for the person. Take it down in the "
            "person’s own name, or name somebody from outside."
        ),
        "a_late_appeal_says_why_and_is_taken_up_before_it_goes_on": _(
            "The appeal came too late. Take it up, with reasons, before it goes on."
        ),
        "the_answer_to_a_late_appeal_has_reasons": _("Say whether the late appeal is taken up, and why."),
        "a_changed_decision_says_what_it_is_changed_to": _("Say what the decision is changed to."),
        "what_is_withheld_says_why": _("Say what is withheld from the person, and why."),
        "a_lapsed_decision_says_why": _("Write why the decision lapses."),
        "a_decision_that_is_carried_out_says_when": _("State when the decision was carried out."),
        "a_step_of_a_decision_is_in_the_table": _("The decision has not come that far. Look at it again."),
        "an_appeal_goes_its_way_in_order": _("The times of the appeal contradict each other. Check them."),
        "a_settled_appeal_says_its_outcome_and_reasons": _("State what came of the appeal, and the reasons."),
        "a_decision_is_not_changed_after_it_is_made": _(
            "The decision is made, and stands as it was written. Make a new decision instead."
        ),
        "a_decision_stands_where_its_last_step_left_it": _("The decision has not come that far. Look at it again."),
    }
)
say(
    {
        "a_decision_takes_each_step_once": _("Somebody else has just done that. Look at the decision again."),
        "inmates_decisionappeal_decision_id_key": _("The appeal is registered already."),
    },
    kind=Conflict,
)

# ---- who may meet ------------------------------------------------------------------------------------------------
say(
    {
        "a_group_has_a_name": _("Write what the group is called."),
        "a_membership_has_a_period": _("The membership would end before it begins. Check the times."),
        "a_membership_says_how_it_is_known": _("Write how it is known that the person belongs to the group."),
        "a_pair_of_groups_is_two_in_order": _("Choose another group: no group is kept apart from itself."),
        "a_group_non_association_has_a_period": _("It would end before it begins. Check the times."),
        "a_meeting_is_of_two_people_in_order": _("Choose another person: nobody meets themselves."),
        "a_meeting_is_of_a_known_kind": _("Choose from the list how they are to meet."),
        "who_lets_two_meet_says_why": _("Write why they may meet after all."),
        "a_meeting_is_allowed_until_a_time": _("Say until when they may meet."),
        "a_meeting_is_allowed_for_a_period": _("It would end before it begins. Check the times."),
        "a_review_is_of_one_thing": _("A review is of one pair, of two groups or of one alert."),
        "a_review_says_why": _("Write what the review rests on."),
        "what_stands_is_reviewed_again": _("What stands is looked at again: say when. What ends is not."),
    }
)
say(
    {
        "inmates_securitygroup_name_key": _("There is a group of that name already."),
        "a_person_is_in_a_group_once_at_a_time": _("The person is registered in that group already."),
        "two_groups_are_kept_apart_once_at_a_time": _("These groups are kept apart already."),
    },
    kind=Conflict,
)
