"""The dates of a stay: worked out by one, confirmed by another, told in a letter; and the days that do not count."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.access import StaffRequest, requires
from corrections.pages import posted
from inmates.models import Stay
from inmates.selectors.head import Head
from inmates.selectors.property_boxes import language_of
from inmates.views import letters
from inmates.views.acts import carry_out
from inmates.views.person import form_page, page, record, visible
from sentencing.forms.dates import LeftOutForm, WhyForm, WorkOutForm
from sentencing.models import Calculation, NotCounted
from sentencing.permissions import SentencePerm
from sentencing.selectors import calculations as selector
from sentencing.selectors import date_letters
from sentencing.services import calculations

get_or_post = require_http_methods(["GET", "POST"])
TAB = "sentence"
LETTER = "sentencing/dates/_letter.html"


@require_GET
@requires(SentencePerm.VIEW)
def person_dates(request: StaffRequest, uuid: UUID) -> HttpResponse:
    return drawn(request, allowed(request, uuid, SentencePerm.VIEW), None)


@get_or_post
@requires(SentencePerm.EDIT)
def person_dates_work_out(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head, stay = held(request, uuid, SentencePerm.EDIT)

    def act(data: dict[str, Any]) -> None:
        calculations.work_out(stay=stay, reason=data["reason"], by=request.user, at=request.at)

    done = _("The dates are worked out. A colleague looks at them and confirms.")
    return answered(request, head, WorkOutForm(posted(request)), act, _("Work out the dates"), done)


@require_http_methods(["POST"])
@requires(SentencePerm.CONFIRM)
def person_dates_confirm(request: StaffRequest, uuid: UUID, number: int) -> HttpResponse:
    head, calculation = found(request, uuid, number, SentencePerm.CONFIRM)

    def act(data: dict[str, Any]) -> None:
        calculations.confirm(calculation=calculation, by=request.user, at=request.at)

    return carry_out(
        request,
        Form(request.POST),
        act,
        done=_("The dates are confirmed. Print the letter for the person."),
        to=to_dates(head),
        again=lambda form: drawn(request, head, form),
    )


@get_or_post
@requires(SentencePerm.CONFIRM)
def person_dates_withdraw(request: StaffRequest, uuid: UUID, number: int) -> HttpResponse:
    head, calculation = found(request, uuid, number, SentencePerm.CONFIRM)

    def act(data: dict[str, Any]) -> None:
        calculations.withdraw(calculation=calculation, why=data["why"], by=request.user, at=request.at)

    form, title = WhyForm(posted(request)), _("Withdraw the dates that wait")
    return answered(request, head, form, act, title, _("The dates are withdrawn."))


@require_GET
@requires(SentencePerm.VIEW)
def person_dates_letter(request: StaffRequest, uuid: UUID, number: int) -> HttpResponse:
    """The letter to the person, to look at, in their language; only of dates that are confirmed."""
    head, calculation, language = letter_of(request, uuid, number)
    letter = letters.html(LETTER, date_letters.facts(calculation, head, language, request.at), language)
    more = {"letter": letter, "calculation": calculation, "language": language, "has_pdf": letters.can_draw()}
    return page(request, head, TAB, "sentencing/dates/letter.html", more)


@require_GET
@requires(SentencePerm.VIEW)
def person_dates_pdf(request: StaffRequest, uuid: UUID, number: int) -> HttpResponse:
    """The same letter as PDF: what is handed to the person, and to a court."""
    head, calculation, language = letter_of(request, uuid, number)
    context = date_letters.facts(calculation, head, language, request.at)
    return letters.pdf(LETTER, context, language, f"{head.number}-{number}-{language}.pdf")


@get_or_post
@requires(SentencePerm.EDIT)
def person_left_out(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head, stay = held(request, uuid, SentencePerm.EDIT)

    def act(data: dict[str, Any]) -> None:
        calculations.leave_out(stay=stay, by=request.user, at=request.at, **data)

    done = _("The days are entered. Work out the dates anew.")
    return answered(request, head, LeftOutForm(posted(request)), act, _("Enter days that do not count"), done)


@get_or_post
@requires(SentencePerm.EDIT)
def person_left_out_annul(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head = allowed(request, uuid, SentencePerm.EDIT)
    entry = there(selector.entry_of(head.subject.stay_id, pk))

    def act(data: dict[str, Any]) -> None:
        calculations.annul_days(entry=entry, why=data["why"], by=request.user, at=request.at)

    done = _("The entry is annulled. Work out the dates anew.")
    return answered(request, head, WhyForm(posted(request)), act, _("Annul days that do not count"), done)


# ---- parts ---------------------------------------------------------------------------------------------------------
def allowed(request: StaffRequest, uuid: UUID, perm: SentencePerm) -> Head:
    head = visible(request, uuid)
    if not head.subject.allows(request.access, perm):
        raise Http404
    return head


def held(request: StaffRequest, uuid: UUID, perm: SentencePerm) -> tuple[Head, Stay]:
    head = allowed(request, uuid, perm)
    stay = selector.stay_of(head.subject)
    if stay is None:
        raise Http404
    return head, stay


def found(request: StaffRequest, uuid: UUID, number: int, perm: SentencePerm) -> tuple[Head, Calculation]:
    head = allowed(request, uuid, perm)
    calculation = selector.calculation_of(head.subject.stay_id, number)
    if calculation is None:
        raise Http404
    return head, calculation


def letter_of(request: StaffRequest, uuid: UUID, number: int) -> tuple[Head, Calculation, str]:
    """Confirmed dates, and the language of their letter: as asked for, else the person's. It is noted who read it."""
    head, calculation = found(request, uuid, number, SentencePerm.VIEW)
    if calculation.confirmed_at is None:
        raise Http404
    record(request, head, "dates")
    asked = request.GET.get("language", "")
    return head, calculation, asked if asked in ("nb", "en") else language_of(head.subject.person_id)


def there(entry: NotCounted | None) -> NotCounted:
    if entry is None:
        raise Http404
    return entry


def to_dates(head: Head) -> str:
    return reverse("person_dates", args=[head.subject.uuid])


def drawn(request: StaffRequest, head: Head, form: Form | None) -> HttpResponse:
    """The page itself; with ``form`` the sentence of why something was not done."""
    record(request, head, "dates")
    shown = selector.of_stay(head.subject, request.access, request.user.pk, request.at)
    context = {"dates": shown, "form": form}
    return page(request, head, TAB, "sentencing/dates/page.html", context, status=422 if form else 200)


def answered(request: StaffRequest, head: Head, form: Form, act: Any, title: str, done: str) -> HttpResponse:
    def again(form: Form) -> HttpResponse:
        record(request, head, "act")
        return form_page(request, head, form, title)

    return carry_out(request, form, act, done=done, to=to_dates(head), again=again)
