"""What PostgreSQL refuses about health staff, in the words of the person whose act it was."""

from django.utils.translation import gettext_lazy as _

from corrections.refusals import Conflict, say

say(
    {
        "nobody_proposes_themselves": _("You cannot propose yourself. Ask a colleague to do it."),
        "another_than_the_proposer_approves": _("Somebody else than the proposer and the person must approve this."),
        "an_hpr_number_is_digits": _(
            "An HPR number has 5 to 9 digits. Look it up in the register of health personnel."
        ),
        "a_clinician_has_a_known_profession": _("Choose the profession from the list."),
        "each_is_called_once_to_a_missed_dose": _("They have been told of this dose already."),
        "an_approval_has_a_time_and_a_name": _("State both who approved it and when."),
        "an_ending_has_a_time_and_a_name": _("State both who ended it and when."),
        "a_prison_once_for_each_clinician": _("The same prison is named twice. Name it once."),
        "a_clinician_moves_forward_only": _("What has been decided is not changed. Propose the person anew."),
        "a_note_says_something": _("Write what was said or done."),
        "a_note_is_of_a_known_kind": _("Choose what the note is from the list."),
        "an_access_has_a_known_basis": _("State why the record is opened."),
        "an_emergency_has_a_reason": _("Write in at least 10 characters why the record must be opened now."),
        "an_emergency_lasts_an_hour_at_most": _("A record is open in an emergency for 1 to 60 minutes."),
        "an_emergency_is_about_another_clinics_patient": _(
            "This is a patient of your own clinic. Open the record as usual."
        ),
        "a_look_review_has_a_known_finding": _("Choose what you found from the list."),
        "a_look_to_follow_up_says_what": _("Write what must be followed up."),
        "a_found_look_has_a_known_reason": _("State why the look is asked about."),
        "a_review_calls_somebody_known": _("Choose who is called from the list."),
        "another_clinician_reviews": _("You opened this record yourself. Another clinician must review it."),
        "a_review_has_a_known_finding": _("Choose what you found from the list."),
        "what_must_be_followed_up_says_what": _("Write what must be followed up."),
        "a_look_calls_somebody_known": _("Choose who is called from the list."),
        "who_leads_a_clinic_treats_there": _("This person does not treat the patients there now. Look again."),
        "one_of_the_two_treats_at_the_clinic": _("One of the two who decide this must treat the patients there."),
        "who_proposes_a_clinician_treats_there": _("Somebody who treats the patients there must propose this."),
        "a_clinician_treats_somewhere": _("Name at least one prison whose patients this person treats."),
        "who_leads_the_clinic_is_one_of_the_two": _("The leader of the clinic must propose or approve this."),
        "nobody_keeps_their_own_access": _("This is about your own access. A colleague must answer it."),
        "what_was_done_about_it_is_said": _("Write what was done about it."),
        # medicines
        "a_medicine_stops_after_it_starts": _("The medicine would stop before it starts. Check the times."),
        "a_dose_unit_fits_the_form": _(
            "This form is not counted in that unit: tablets are counted in tablets, a solution in ml."
        ),
        "a_strength_unit_fits_the_form": _(
            "This form is not made in that unit: a tablet is so many mg, a solution so many mg/ml."
        ),
        "a_medicine_has_an_atc_code": _("An ATC code is like N02BE01: a letter, two digits, two letters, two digits."),
        "a_dose_is_more_than_nothing": _("State the medicine, its strength and a dose above nothing."),
        "an_order_says_when_it_is_due": _(
            "State when it is due: at times of the day, every so many hours, or as needed."
        ),
        "as_needed_has_an_interval_and_a_maximum": _(
            "As needed: state the hours between two doses, and a daily maximum of at least one dose."
        ),
        "weekdays_are_monday_to_sunday": _("Choose the weekdays from Monday to Sunday."),
        "a_medicine_has_a_known_mode": _("Choose who keeps the medicine and who gives it from the list."),
        "a_stop_says_who_and_when": _("State who stopped the medicine, and when."),
        "an_order_is_ended_never_changed": _("An order is not changed. Make another that follows it."),
        "substitution_treatment_is_signed_by_two": _(
            "Substitution treatment is signed by two. Tick that two health staff sign for every dose."
        ),
        "a_cave_that_hits_is_answered": _(
            "CAVE warns of this medicine. Read what it says, and write why it is ordered all the same."
        ),
        "an_order_beside_another_is_meant": _(
            "The patient already has an order of this drug. Confirm that this one is meant to go beside it."
        ),
        "a_resumed_medicine_says_who_and_when": _("State both who resumed the medicine and when."),
        "a_hold_is_ended_never_changed": _("A hold is not changed. Resume the medicine, then hold it anew."),
        "a_hold_ends_after_it_begins": _("The hold would end before it begins. Check the times."),
        "a_hold_says_why": _("Write why the medicine is held back."),
        "a_dose_has_a_known_answer": _("Choose what became of the dose from the list."),
        "who_gets_it_was_checked": _(
            "Compare the face with the photo and ask for the birth date first. Tick both, then press again."
        ),
        "given_is_an_amount": _("State how much was given; nothing when it was not given."),
        "not_given_says_why": _("Write why the dose was not given."),
        "taken_back_is_an_entry_that_was": _("There is nothing to take back."),
        "an_entry_is_about_its_own_patient_and_dose": _("This dose belongs to another patient or order. Open it anew."),
        "taken_back_within_five_minutes_by_the_same": _(
            "An entry is taken back within 5 minutes, by whoever made it, before a second signature. "
            "Correct it instead."
        ),
        "a_correction_says_why": _("Write why the entry is corrected."),
        "what_is_given_is_ordered_and_not_on_hold": _(
            "This medicine is stopped or on hold. Nothing was registered. Look at the order."
        ),
        "outside_its_window_says_why": _("This is outside the time of the dose. Write why it is given now."),
        "as_needed_waits_its_interval": _("It is too early: the hours between two doses have not gone by."),
        "as_needed_stays_below_its_daily_maximum": _("This would be more than the daily maximum."),
        "another_of_the_health_staff_signs": _("The second signature is another person's. Ask a colleague."),
        "a_second_signature_is_for_a_controlled_dose": _(
            "This entry does not need a second signature, or is replaced."
        ),
        "a_second_signature_is_for_a_controlled_move": _(
            "Only what comes in, is destroyed or is counted of a controlled medicine is signed by two."
        ),
        "what_two_sign_is_signed_first": _(
            "What was received or destroyed last waits for its second signature. A colleague signs it first."
        ),
        "a_step_goes_to_a_known_level": _("Choose from the list who must know."),
        "who_was_told_decided_something": _("Write who was told, and what they decided."),
        "a_refuted_allergy_says_why": _("Write how you know that it is no allergy."),
        "a_correction_is_about_the_same_patient": _("That entry belongs to another patient. Open it anew."),
        "a_measurement_is_plausible": _("That value cannot be right. Check the number and its unit."),
        "an_allergy_names_a_substance": _("Write what the patient does not tolerate."),
        "blood_pressure_has_two_values": _(
            "Blood pressure has two values, the upper above the lower. All others have one."
        ),
        "a_cabinet_never_holds_less_than_nothing": _(
            "The cabinet has less than that on paper. Count it, register the count, then try again."
        ),
        "a_count_agrees_or_says_why": _("The count differs from the balance. Count again, or write why it differs."),
        "a_slot_is_at_a_place_of_the_prison": _("Choose a place of the prison where the patient is."),
        "a_slot_lies_ahead": _("Choose a time that is still to come, and an end after the beginning."),
        "a_screening_says_how_the_patient_is": _("Write how the patient is."),
        "a_screening_has_known_answers": _("Answer each question from its list."),
        "a_yes_in_a_screening_says_what": _("Where the answer is yes, write what it is."),
        "a_raised_suicide_risk_says_what_is_done": _("Write what the risk is and what is done about it."),
        "a_screening_is_of_the_patients_own_stay": _("This screening is of another stay. Open the record again."),
        # requests and appointments
        "a_request_says_what": _("Write what the patient asks for."),
        "a_request_is_of_a_known_kind": _("Choose from the lists how it reached the clinic and how urgent it is."),
        "a_request_is_received_when_it_was_asked": _("The patient cannot have asked later than now. Check the time."),
        "a_request_is_due_later": _("An answer is due after the request. Check the time."),
        "an_answer_says_what_who_and_when": _("Write what the patient was answered, and choose what became of it."),
        "an_appointment_is_of_a_known_kind": _("Choose the part of the clinic and how urgent it is from the lists."),
        "an_appointment_says_why": _("Write what the appointment is about."),
        "waiting_begins_before_it_is_written": _("Waiting cannot begin later than now. Check the time."),
        "an_appointment_closed_says_who_when_and_why": _("State who closed the appointment, when and why."),
        "a_time_has_a_beginning": _("Choose a time that is still to come, and an end after the beginning."),
        "a_time_has_an_end": _("Choose a time that is still to come, and an end after the beginning."),
        "what_became_of_a_time_says_who_and_when": _("State what became of the time, who says so and when."),
        "a_time_is_kept_or_not_when_it_has_come": _("This time has not come yet. Cancel it instead."),
        "a_time_not_kept_says_why": _("Choose why it was not kept."),
        "a_time_is_for_an_appointment_that_waits": _("This appointment is already closed."),
        "a_time_is_a_slot_of_the_patient": _("This time belongs to another patient or has changed. Choose it anew."),
        "a_row_keeps_to_its_patient": _("This belongs to another patient. Open the record anew."),
        # problems, consents, referrals, documents
        "a_problem_has_a_name": _("Write what the problem is."),
        "a_problem_has_a_known_status": _("Choose the status from the list."),
        "a_problem_has_a_code_of_its_system": _(
            "An ICPC-2 code is like P76: a letter and two digits. An ICD-10 code is like F32.1."
        ),
        "a_problem_resolved_says_when": _("State the day it was resolved, and only when it is resolved."),
        "a_problem_is_resolved_after_it_began": _("It would be resolved before it began. Check the days."),
        "a_consent_ends_after_it_begins": _("The consent would end before it begins. Check the days."),
        "a_consent_is_of_a_known_kind": _("Choose from the lists what the consent is about and how it was given."),
        "a_consent_names_who_is_told": _("Write who may be told."),
        "a_consent_withdrawn_says_who_and_when": _("State when the consent was withdrawn."),
        "a_signal_by_consent_has_one": _(
            "The patient has not consented to signals. Ask first and register the answer, "
            "or say that it is strictly necessary."
        ),
        "a_referral_goes_to_a_known_service": _("Choose from the list what kind of service it is."),
        "a_referral_says_to_whom_and_why": _("Write whom it is sent to, and why."),
        "a_referral_is_due_later": _("An answer is due after the referral is sent. Check the time."),
        "a_referral_answered_says_what_and_when": _("Choose what was answered, and when."),
        "a_document_has_a_title": _("Write what the document is."),
        "a_document_is_a_pdf_or_a_picture": _("Choose a PDF, or a picture as JPEG or PNG."),
        "a_document_is_not_too_large": _("The file is empty or larger than 10 MB. Choose another."),
        "a_summary_goes_to_somebody_in_a_known_form": _("Choose who gets the summary, and in which form."),
        "a_summary_for_others_names_them": _("Write the name of whoever gets the summary."),
        "a_handover_says_what": _("Write what the next must know."),
        "a_step_before_release_is_a_known_one": _("Choose the step and what became of it from the lists."),
        "medicines_handed_over_last_some_days": _("Write for how many days medicines are handed over: 1 to 28."),
        "a_step_says_to_whom_or_why_not": _("Write to whom, or why not."),
        "a_step_is_of_the_patients_own_stay": _("This step is of another stay. Open the record again."),
        "a_key_stays_while_a_text_needs_it": _("Texts are written with this key, so it is kept."),
        "care_is_of_the_patients_own_stay": _("This is about another stay. Open the record again."),
        "a_risk_assessment_has_known_words": _("Choose the level, the observation and the occasion from the lists."),
        "a_risk_assessment_says_why": _("Write why this is the level."),
        "a_risk_assessment_answers_every_question": _("Answer each question. Not known is an answer too."),
        "a_raised_risk_is_reviewed": _("A raised risk is assessed again. Check the date of the assessment."),
        "observation_belongs_to_a_raised_risk": _("Extra observation needs a raised level. Raise it, or choose none."),
        "an_acute_risk_is_watched_closely": _(
            "With an acute risk somebody looks in every 15 minutes at least, or is there all the time."
        ),
        "a_crisis_plan_says_what_to_look_for": _("Write the signs that it is getting worse."),
        "measures_of_a_plan_are_in_order": _("The measures of the plan were mixed up. Open the plan again."),
        "a_measure_says_what_and_who": _("Write for each measure what is done and who does it."),
        "a_visit_has_a_known_outcome": _("Say whether the patient was visited."),
        "a_visit_that_was_not_made_says_why": _("Write why the patient was not visited."),
        "a_visit_is_to_somebody_isolated": _("The prison has not registered this patient as isolated today."),
        "a_care_alarm_is_of_a_known_kind": _("This is no clock that the clinic has."),
        "a_hunger_strike_is_of_a_known_kind": _("Choose whether the patient drinks."),
        "a_hunger_strike_ends_after_it_began": _("The last day lies before the first. Check the dates."),
        "an_ended_hunger_strike_says_who_and_when": _("Write when it ended."),
        "a_hunger_strike_is_ended_never_changed": _("What is registered about a hunger strike stands. End it instead."),
        "a_hunger_strike_has_begun": _("The first day without food cannot lie ahead."),
        "hunger_strikes_do_not_overlap": _(
            "The patient had ended another hunger strike after that day. Check the date."
        ),
        "a_hunger_strike_that_is_over_gets_nothing_more": _("This hunger strike is over. Write a note instead."),
        "a_joint_plan_arranges_what_is_known": _("Choose what the officers do from the list."),
        "a_joint_plan_says_with_whom_and_what": _("Write with whom it was agreed, and what the clinic does."),
        "a_day_without_food_says_how_it_goes": _("Write how the patient is."),
        "a_weight_is_that_of_a_person": _("Check the weight: between 20 and 400 kg."),
        "two_blood_pressures_or_none": _("Write both values of the blood pressure, the higher first, or none."),
        "pulse_and_drink_are_within_reason": _("Check the pulse and how much was drunk."),
        "a_correction_is_of_the_same_day": _("A correction belongs to the same day."),
        "clinicians_sign_in_elsewhere": _("Health staff change their password at the address of the health service."),
    }
)
say(
    {
        "one_open_clinician_row_per_person": _("This person has already been proposed or approved."),
        "a_look_is_found_once_a_day": _("This day's looks have been found already."),
        "each_is_called_once_to_a_review": _("They have been called to this review already."),
        "each_is_called_once_to_a_look": _("They have been called to this review already."),
        "one_proposal_of_a_leader_waits_at_a_time": _("A proposal about this person waits already. Answer that first."),
        "one_proposal_of_a_place_waits_at_a_time": _("A proposal about this person waits already. Answer that first."),
        "a_transfer_is_taken_over_once": _("Somebody has already taken over, or there is nothing to take over."),
        "only_a_clinician_stops_being_one": _("This access has already ended."),
        "one_proposal_of_an_end_waits_at_a_time": _("A proposal about this person waits already. Answer that first."),
        "an_altered_text_is_told_once": _("This has been told already."),
        "a_proposal_changes_who_leads": _("So it is already. Look again."),
        "a_proposal_is_decided_once": _("This proposal has already been decided."),
        "an_altered_text_is_settled_once": _("Somebody has already written what was done about it."),
        "an_emergency_is_not_opened_twice": _(
            "You have this record open already. It closes when its minutes are over."
        ),
        "one_order_of_a_strength_and_kind_at_a_time": _(
            "The patient already has an order of this medicine in that strength in that period. "
            "Change that order instead."
        ),
        "a_stay_has_one_screening": _("Somebody has just signed the screening. Correct that one if it is wrong."),
        "a_screening_is_corrected_once": _("This screening has already been corrected. Correct the newer one."),
        "a_joined_record_gave_it_already": _(
            "The patient's other record, which was joined to this one, shows that this medicine was given at this "
            "time. Nothing was registered. Stop one of the two orders."
        ),
        "a_missed_dose_takes_each_step_once": _("This has already gone on to them."),
        "an_allergy_is_corrected_once": _("This entry has already been corrected. Look at the newer one."),
        "a_measurement_is_corrected_once": _("This value has already been corrected. Correct the newer one."),
        "a_stay_has_one_first_risk_assessment": _("Somebody has just assessed the risk. Read that assessment first."),
        "a_risk_assessment_is_followed_once": _("Somebody has just assessed the risk. Read that assessment first."),
        "a_stay_has_one_first_crisis_plan": _("Somebody has just written a plan. Read it first."),
        "a_crisis_plan_is_followed_once": _("Somebody has just changed the plan. Read it first."),
        "a_visit_counts_once_a_day": _("This is already registered today."),
        "who_was_visited_was_not_left_out": _("Somebody has visited the patient today."),
        "a_care_alarm_is_raised_once": _("This has been raised already."),
        "one_hunger_strike_at_a_time": _("The hunger strike is already registered."),
        "a_hunger_strike_has_one_first_plan": _("Somebody has just written the plan. Read it first."),
        "a_food_plan_is_followed_once": _("Somebody has just changed the plan. Read it first."),
        "a_day_without_food_is_examined_once": _("The patient has been examined today. Correct that if it is wrong."),
        "a_day_without_food_is_corrected_once": _("This has already been corrected. Correct the newer one."),
        "an_order_is_followed_once": _("This order has already been changed. Change the newer one."),
        "an_order_is_held_once_at_a_time": _("The order is already on hold in that period."),
        "a_dose_is_due_once": _("This dose has already been planned."),
        "a_dose_is_given_once": _("Somebody has just registered this dose. Nothing more was registered."),
        "an_entry_is_replaced_once": _("This entry has already been replaced. Look at the newer one."),
        "an_entry_replaces_the_one_that_stands": _("This entry has already been replaced. Look at the newer one."),
        "a_press_counts_once": _("This was already registered."),
        "a_medicine_stands_once_in_a_clinic": _("This medicine already stands in a cabinet of the clinic."),
        "moves_of_a_medicine_are_in_order": _("Somebody else moved this medicine just now. Try again."),
        "a_request_is_answered_once": _("A colleague has already answered this request."),
        "a_request_becomes_one_appointment": _("This request has already become an appointment."),
        "an_appointment_is_closed_once": _("This appointment is already closed."),
        "an_appointment_has_one_time_at_once": _("The patient already has a time for this. Cancel it first."),
        "a_clinician_sees_one_patient_at_a_time": _("This clinician has another patient then. Choose another time."),
        "a_time_gets_one_outcome": _("A colleague has already registered what became of this time."),
        "a_problem_is_followed_once": _("A colleague has just changed this problem. Look at how it stands now."),
        "a_consent_stands_once": _("The patient has already given this consent. Withdraw it first to change it."),
        "a_consent_is_withdrawn_once": _("This consent is already withdrawn."),
        "a_referral_is_answered_once": _("The answer to this referral is already registered."),
        "a_document_is_filed_once": _("This file is already in the record."),
        "one_key_of_a_number_for_a_patient": _("Somebody has just made this key. Try again."),
        "a_note_is_corrected_once": _("This note has already been corrected. Correct the newer one."),
    },
    kind=Conflict,
)
