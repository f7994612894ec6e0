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
        "an_approval_has_a_time_and_a_name": _("State both who approved it and when."),
        "an_ending_has_a_time_and_a_name": _("State both who ended it and when."),
        "a_prison_once_for_each_clinician": _("The same prison is named twice. Name it once."),
        "a_clinician_moves_forward_only": _("What has been decided is not changed. Propose the person anew."),
        "clinicians_sign_in_elsewhere": _("Health staff change their password at the address of the health service."),
    }
)
say(
    {"one_open_clinician_row_per_person": _("This person has already been proposed or approved.")},
    kind=Conflict,
)
