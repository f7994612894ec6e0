"""A hunger strike: the days, the joint plan, the examination of the day, and its end."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corrections.pages import posted, shown_on, status_of
from health.choices import AccessBasis
from health.doors import ClinicalRequest, opens_record
from health.forms.crisis import FoodDayForm, FoodPlanForm, StrikeEndForm, StrikeForm
from health.models import FoodStrike
from health.selectors import food as selectors
from health.services import food
from health.services.food import Examined


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_food(request: ClinicalRequest) -> HttpResponse:
    """The strikes of the patient; where none runs, one can be begun."""
    pictures = [selectors.picture(each, request.at) for each in selectors.strikes(request.patient)]
    form = StrikeForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            food.begin(patient=request.patient, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The days are counted. The officers see that no food is taken."))
            return redirect("patient_food", uuid=request.patient.uuid)
    runs = next((each for each in pictures if each.strike.ended_on is None), None)
    context = {"patient": request.patient, "form": form, "runs": runs, "at": request.at}
    context["before"] = [each for each in pictures if each.strike.ended_on is not None]
    return render(request, "health/food.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def food_plan(request: ClinicalRequest) -> HttpResponse:
    strike = running(request)
    stands = selectors.picture(strike, request.at).plan
    asked = ("arrangements", "agreed_with", "clinic", "wishes")
    initial = {name: getattr(stands, name) for name in asked} if stands else None
    form = FoodPlanForm(posted(request), stands=stands, initial=initial)
    if form.is_valid():
        with shown_on(form):
            said = {name: value for name, value in form.cleaned_data.items() if name != "stands"}
            food.agree(strike=strike, **said, follows=stands, by=request.user, at=request.at)
            messages.success(request, _("The plan is signed. The officers see their part of it now."))
            return redirect("patient_food", uuid=request.patient.uuid)
    context = {"patient": request.patient, "form": form, "title": _("Joint plan"), "submit": _("Sign the plan")}
    return render(request, "health/food_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def food_day(request: ClinicalRequest) -> HttpResponse:
    strike = running(request)
    stands = selectors.picture(strike, request.at).today
    values = ("weight", "over", "under", "pulse", "drunk", "condition")
    initial = {name: getattr(stands, name) for name in values} if stands else None
    form = FoodDayForm(posted(request), stands=stands, initial=initial)
    if form.is_valid():
        with shown_on(form):
            what = Examined(**form.examined())
            food.examine(strike=strike, what=what, corrects=stands, by=request.user, at=request.at)
            messages.success(request, _("The examination of the day is signed."))
            return redirect("patient_food", uuid=request.patient.uuid)
    title = _("Correct the examination of today") if stands else _("Examination of today")
    context = {"patient": request.patient, "form": form, "title": title, "submit": _("Sign the examination")}
    return render(request, "health/food_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def food_end(request: ClinicalRequest) -> HttpResponse:
    strike = running(request)
    form = StrikeEndForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            food.end(strike=strike, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The hunger strike is ended. The officers no longer see it."))
            return redirect("patient_food", uuid=request.patient.uuid)
    context = {"patient": request.patient, "form": form, "title": _("The patient eats again"), "submit": _("End it")}
    return render(request, "health/food_form.html", context, status=status_of(form))


def running(request: ClinicalRequest) -> FoodStrike:
    strike = selectors.open_strike(request.patient)
    if strike is None:
        raise Http404
    return strike
