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
        "a_child_at_the_act_gets_at_most_15_years": _(
            "Who was under 18 at the time of the act gets at most 15 years. Check the judgment (strl. s. 33)."
        ),
        "no_fine_of_a_child_is_served": _(
            "No subsidiary imprisonment is fixed for who was under 18 at the time of the act (strl. s. 55)."
        ),
        "only_prison_is_suspended_in_part": _("Only a prison sentence is suspended in part (strl. s. 34)."),
        "only_preventive_detention_is_extended": _("Only preventive detention is extended, after its judgment."),
        "a_judgment_is_final_after_it_is_passed": _("A judgment is final on the day it is passed or later."),
        "an_extension_is_at_most_five_years": _("Preventive detention is extended by at most 5 years (strl. s. 43)."),
        "an_extension_is_filed_before_it_is_judged": _(
            "The court decides after the prosecutor has filed. Check the dates."
        ),
        "an_extension_is_filed_three_months_before_the_frame_expires": _(
            "Extension is filed at the latest three months before the frame expires (strl. s. 43). Write why the court "
            "took it up all the same."
        ),
        "a_petition_is_asked_by_the_person_or_the_service": _("Choose from the list who asks."),
        "a_prosecutor_answers_on_a_day": _("The prosecutor answers after the petition. Check the dates."),
        "a_decided_petition_says_who_when_and_why": _("Say who decided, on which day after the petition, and why."),
        "the_region_decides_only_when_the_prosecutor_consents": _(
            "The region decides only when the prosecutor consents; else a court does (strl. s. 44)."
        ),
        "a_release_on_probation_has_a_day_and_one_to_five_years": _(
            "A release has a day after the decision, and a probation of 1 to 5 years (strl. s. 45)."
        ),
        "only_a_refusing_judgment_becomes_final": _("Only a court's refusal becomes final, after it is passed."),
        "only_preventive_detention_is_petitioned": _("This is only for preventive detention (strl. ss. 43 and 44)."),
        "a_decided_petition_stands": _("The petition is decided and stands. Enter a new one."),
        "a_petition_follows_a_final_judgment": _(
            "The person asks a year after the judgment is final (strl. s. 44). First enter when it became final."
        ),
        "nobody_asks_within_a_year_of_a_final_judgment": _(
            "The person may ask a year after the last judgment was final (strl. s. 44)."
        ),
        "nobody_is_released_before_the_minimum": _(
            "Nobody is released before the minimum term is reached (strl. s. 44)."
        ),
        "a_lifted_restriction_says_what_it_rests_on": _("Write what it rests on, such as the court's order."),
        "a_restriction_is_lifted_while_it_holds": _("A restriction is lifted while it holds. Check the date."),
        "full_isolation_is_at_most_six_or_twelve_weeks_in_all": _(
            "Full isolation is at most 6 weeks without a break, 12 where the longest penalty is above 6 years; more "
            "only for weighty reasons that the court gives (strpl. s. 186 a)."
        ),
        "an_order_for_a_child_is_at_most_two_weeks": _(
            "The person is under 18: an order is at most two weeks at a time (strpl. s. 185)."
        ),
        "a_restriction_is_of_a_known_kind": _("Choose the restriction from the list."),
        "a_restriction_ends_after_it_begins": _("The restriction ends before it begins. Check the dates."),
        "a_restriction_lies_within_its_order": _("A restriction lasts at most as long as its order."),
        "full_isolation_is_at_most_two_weeks": _(
            "Full isolation is at most two weeks at a time, four where the court says why (strpl. s. 186 a)."
        ),
        "nobody_under_18_is_fully_isolated": _("Nobody under 18 is fully isolated (strpl. s. 186 a)."),
        "only_fines_and_community_sentences_have_an_amount": _(
            "Only a fine has kroner, and only a community sentence hours. Leave the field empty."
        ),
        "a_community_sentence_is_30_to_420_hours": _("A community sentence is 30 to 420 hours (strl. s. 48)."),
        "something_is_fulfilled": _("Write how much was paid or served."),
        "what_is_fulfilled_says_what_shows_it": _("Write what shows it, such as the receipt."),
        "an_annulled_payment_says_who_and_why": _("Write why the entry is wrong."),
        "nothing_is_fulfilled_before_the_judgment": _("The day lies before the judgment. Check it."),
        "no_more_is_fulfilled_than_was_imposed": _(
            "With this, more would be paid or served than the judgment says. Check it, and what is entered already."
        ),
        "what_is_fulfilled_is_annulled_and_never_changed": _(
            "The entry stands as it was written. Annul it with a reason, and enter the right one."
        ),
        "a_remand_order_ends_after_it_begins": _("The order ends before it begins. Check the dates."),
        "a_remand_order_above_four_weeks_gives_its_reason": _(
            "An order above four weeks needs the court's reason. Write it."
        ),
    }
)
say(
    {
        "a_judgment_is_entered_once": _("This judgment is entered already."),
        "a_payment_is_entered_once": _("This is entered already."),
        "a_remand_order_is_entered_once": _("An order to that day is entered already."),
        "a_restriction_is_entered_once": _("This restriction is entered already."),
        "an_extension_is_entered_once": _("This extension is entered already."),
        "one_petition_for_release_at_a_time": _("Another petition waits for its outcome. There is one at a time."),
    },
    kind=Conflict,
)

# ---- the dates, and the days that do not count ---------------------------------------------------------------------
say(
    {
        "days_left_out_have_an_end": _("The days end before they begin. Check the dates."),
        "days_left_out_are_of_a_known_reason": _("Choose from the list why the days do not count."),
        "days_left_out_say_what_they_rest_on": _("Write what it rests on, such as the decision or the report."),
        "annulled_days_say_who_and_why": _("Write why the entry is wrong."),
        "days_left_out_are_annulled_and_never_changed": _(
            "The entry stands as it was written. Annul it with a reason, and enter the right one."
        ),
        "preventive_detention_is_never_interrupted": _("Preventive detention is never interrupted (fv-fskr. s. 11)."),
        "remand_is_never_interrupted": _("Remand is never interrupted (strgjfl. s. 52)."),
        "dates_lie_between_the_start_and_the_end": _(
            "The dates do not lie between the start and the end of the term. Tell who runs the system."
        ),
        "dates_are_confirmed_by_somebody": _("Dates that are confirmed cannot be withdrawn. Work them out anew."),
        "dates_are_confirmed_by_a_second_person": _(
            "You worked out these dates. A colleague confirms them, signed in with their own account."
        ),
        "a_withdrawn_calculation_says_who_and_why": _("Write why the dates are not to be used."),
        "a_night_ends_after_it_began": _("The nightly look at the dates ended before it began."),
        "a_night_finds_no_more_than_it_checks": _("The nightly look at the dates found more than it looked at."),
        "a_calculation_says_why_it_was_made": _("Write why the dates are worked out anew."),
        "a_calculation_is_followed_and_never_changed": _(
            "This calculation stands as it is. When something is different, work the dates out anew."
        ),
    }
)
say(
    {
        "a_day_is_left_out_once": _("Some of these days are left out already. A day can be left out only once."),
        "one_calculation_waits_at_a_time": _("New dates wait to be confirmed already. Look at them first."),
        "a_calculation_has_a_number_of_its_own": _("Somebody has just worked out the dates. Look at them first."),
    },
    kind=Conflict,
)

# ---- the way out and leave -----------------------------------------------------------------------------------------
say(
    {
        "a_step_is_known": _("Choose the step from the list."),
        "the_outcome_of_a_step_is_known": _("Choose what comes of it from the list."),
        "a_reviewed_step_says_why": _("Write in a few words why."),
        "a_step_put_off_says_when_it_is_looked_at_again": _("Say on which day it is looked at again."),
        "a_release_item_is_known": _("Choose what must be in place from the list."),
        "the_state_of_a_release_item_is_known": _("Choose how far it has come from the list."),
        "a_release_item_that_is_settled_shows_its_evidence": _("Write what shows it, such as the date of the lease."),
        "a_release_item_has_one_owner": _("One owner sees to it: a colleague, or somebody outside. Choose one."),
        "a_leave_is_of_a_known_kind": _("Choose the kind of leave from the list."),
        "a_leave_permission_ends_after_it_begins": _("The permission ends before it begins. Check the dates."),
        "a_leave_permission_says_where_and_why": _("Write where the person goes, and what for."),
        "a_leave_quota_is_at_most_30_days": _("The quota is 1 to 30 days in a year (fskr. s. 3-30)."),
        "leave_beyond_the_ordinary_gives_its_reason": _(
            "Leave before the threshold or above 18 days a year needs special reasons (fskr. s. 3-31). Write them."
        ),
        "a_decided_leave_permission_says_who_when_and_why": _("Write the reason for the decision."),
        "nobody_decides_the_leave_that_they_asked_for": _(
            "You entered this application. A colleague decides it, signed in with their own account."
        ),
        "a_leave_is_accompanied_by_at_most_4": _("At most 4 officers accompany somebody on leave."),
        "an_accompanied_leave_leaves_with_its_officers": _(
            "Officers accompany the person on this leave. Name them first."
        ),
        "a_leave_has_a_period": _("The leave ends before it begins. Check the times."),
        "a_leave_has_an_end": _("Say when the person is back from the leave."),
        "a_leave_is_as_far_as_its_stamps_say": _("The leave has changed meanwhile. Look at it again."),
        "an_interrupted_leave_had_begun_and_says_why": _("Write why the person is called back."),
        "a_victim_duty_says_why": _("Write in a few words what it rests on."),
        "a_victim_notice_is_known": _("Choose what was done from the list."),
        "a_sent_victim_notice_says_how": _("Say how the victim was told."),
        "a_waived_victim_notice_says_why": _("Write why nobody is told."),
        "nobody_on_remand_has_leave": _("Nobody on remand has leave (strgjfl. s. 52)."),
        "a_decided_leave_permission_stands": _("The permission is decided and stands. It can only be withdrawn."),
        "a_leave_rests_on_a_permission_that_holds": _(
            "A leave needs a permission that is granted and holds on that day. Look at the permission."
        ),
        "the_victim_is_told_before_a_leave_begins": _(
            "The leave cannot begin yet: the notice beforehand is not settled. Ask the caseworker or the leader."
        ),
        "a_cancelled_leave_stays_cancelled": _("The leave is cancelled. Plan another one."),
    }
)
say(
    {
        "a_release_item_is_there_once": _("Somebody has just entered this. Look at it again."),
        "nobody_has_two_leaves_at_once": _("Another leave is planned at that time. Choose other times."),
    },
    kind=Conflict,
)

# ---- serving outside the walls ---------------------------------------------------------------------------------------
say(
    {
        "a_term_outside_is_of_a_known_kind": _("Choose the form from the list."),
        "a_term_outside_ends_after_it_begins": _("It ends before it begins. Check the dates."),
        "a_term_outside_says_where_and_why": _("Write where, and what for."),
        "a_term_outside_is_as_far_as_its_stamps_say": _("It has changed meanwhile. Look at it again."),
        "conditions_are_given_where_the_law_asks_for_them": _("Write the conditions."),
        "day_release_and_monitoring_have_a_timetable": _("Write the hours of the week."),
        "reporting_is_of_probation_and_never_past_its_end": _(
            "The reporting duty belongs to probation, lasts a month at least, and never past its end (fskr. s. 3-42)."
        ),
        "monitoring_data_are_erased_by_somebody": _("Say who erased what the monitor recorded."),
        "an_outing_has_a_period": _("The hours end before they begin. Look at the timetable."),
        "an_outing_has_an_end": _("Say when the person is back."),
        "a_check_outside_is_of_a_known_kind": _("Choose what it was from the list."),
        "a_check_outside_that_failed_says_how": _("Write what was wrong."),
        "a_breach_outside_says_what": _("Write what happened."),
        "a_breach_outside_is_of_a_known_check": _("Choose from the list what was looked after."),
        "a_breach_that_is_followed_up_says_how_and_why": _("Say what comes of it, and why."),
        "a_breach_outside_is_followed_up_once": _("The breach is followed up. It stands as it was written."),
        "a_member_of_the_household_has_a_name": _("Write the name."),
        "adults_consent_and_children_are_heard": _("Adults consent, and children are heard."),
        "a_consent_is_given_before_it_is_taken_back": _("A consent is given before it is taken back."),
        "a_victim_notice_is_of_one_thing": _("The notice is of one thing: a leave, a time outside or the release."),
        "nobody_on_remand_serves_outside": _("Nobody on remand serves outside (strgjfl. s. 52)."),
        "nobody_on_remand_goes_out_alone": _("Nobody on remand goes out alone (strgjfl. s. 52)."),
        "preventive_detention_is_served_inside": _(
            "Preventive detention is served inside: it is neither interrupted nor served outside."
        ),
        "a_term_outside_rests_on_its_decision": _("It rests on a decision that grants it. Make the decision first."),
        "a_term_outside_stands_as_it_was_decided": _("It stands as it was decided. Make a new decision instead."),
        "every_adult_in_the_home_consents": _("An adult in the home does not consent. Every adult must (s. 16 a)."),
        "every_child_in_the_home_is_heard": _("A child in the home is not informed and heard yet (fskr. s. 7-9)."),
        "the_victim_is_told_before_a_term_outside": _(
            "It cannot begin yet: the notice beforehand is not settled. Ask the caseworker or the leader."
        ),
    }
)
# ---- the plan --------------------------------------------------------------------------------------------------------
say(
    {
        "the_state_of_a_plan_is_known": _("Choose the answer from the list."),
        "an_offered_plan_says_who_and_when": _("Offer the plan to the person first."),
        "an_answered_plan_says_who_and_when": _("The plan waits for the person’s answer. Write it down first."),
        "who_does_not_agree_is_quoted": _("Write in the person’s own words why they do not agree."),
        "the_area_of_a_goal_is_known": _("Choose the area from the list."),
        "a_goal_is_in_words_but_for_health": _(
            "Write the goal in the person’s own words. Of health nothing is written here."
        ),
        "a_plan_step_says_what_is_done": _("Write what is to be done."),
        "a_plan_step_has_one_owner": _("One owner sees to it: a colleague, or somebody outside. Choose one."),
        "a_step_that_is_done_shows_its_evidence": _("Write what shows that it is done."),
        "an_offered_plan_is_followed_and_never_changed": _(
            "This plan was offered to the person and stands as it was. Make a new version."
        ),
        "a_partner_has_a_name": _("Write who it is."),
        "a_partner_leaves_after_joining": _("The day is before they joined."),
        "a_consent_is_withdrawn_after_it_was_given": _("The day is before the consent was given."),
        "the_need_of_an_area_is_known": _("Choose from the list."),
        "of_health_only_the_wish_is_mapped": _("Of health only the wish for contact is written here."),
        "needs_are_mapped_with_consent": _("Nobody’s needs are mapped without their written consent."),
        "what_was_mapped_goes_only_with_the_consent": _("What was mapped stands until the consent is withdrawn."),
    }
)
say(
    {
        "one_term_outside_of_a_kind_waits_at_a_time": _("One of the same kind is granted already. Look at that first."),
        "one_term_outside_runs_at_a_time": _("The person serves outside already. Look at that first."),
        "a_plan_version_has_a_number_of_its_own": _("Somebody has just begun a plan. Look at it first."),
        "one_plan_is_open_at_a_time": _("A plan is being worked on already. Look at it first."),
        "one_plan_holds_at_a_time": _("Another plan was answered just now. Look at it first."),
        "a_goal_is_in_a_plan_once": _("This goal is in the plan already."),
        "a_step_is_in_a_goal_once": _("This step is in the plan already."),
        "a_plan_step_is_done_once": _("Somebody has written already that this step is done."),
        "one_consent_to_mapping_holds_at_a_time": _("A consent holds already. Look at it first."),
    },
    kind=Conflict,
)
