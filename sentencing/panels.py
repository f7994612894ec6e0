"""What this floor lends: columns of the register, boxes and a tab of the person page, and what its alarms say."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from corrections.models import Task
from corrections.registries import NavigationEntry, TaskText, navigation, prison_tabs, task_texts
from inmates.decision_kinds import decision_kinds, sentence_facts
from inmates.imports.lent import lent_columns
from inmates.registries import (
    PersonPanel,
    PersonTab,
    ReleaseCheck,
    Subject,
    person_panels,
    person_tabs,
    release_checks,
    timeline_sources,
)
from inmates.selectors.task_words import to_person
from sentencing import happenings, holding, register
from sentencing.choices import ReleaseDomain, StepCode
from sentencing.permissions import LeavePerm, PlanPerm, SentencePerm, VictimPerm, WayOutPerm
from sentencing.selectors import (
    boxes,
    calculations,
    courts,
    facts,
    outside_words,
    plan,
    preventive,
    ready,
    sentence_box,
    way_out,
)
from sentencing.services import leave_decisions, outside_decisions


def to_tab(subject: Subject) -> str:
    return reverse("person_tab", args=[subject.uuid, "sentence"])


def of_order(detail: Mapping[str, Any]) -> str:
    """R1: the order that holds somebody on remand runs out, or has run out."""
    values = {"number": detail.get("number", "")}
    if detail.get("overdue"):
        return (
            gettext("%(number)s: the remand order has run out. Release, or enter the order that holds the person.")
            % values
        )
    return gettext("%(number)s: the remand order runs out. Ask for a new order, or prepare the release.") % values


def of_term(detail: Mapping[str, Any]) -> str:
    """FULL: the whole term is served, or the frame of preventive detention has expired."""
    values = {"number": detail.get("number", "")}
    if detail.get("overdue"):
        return gettext("%(number)s: the full term is served. Release, or enter what holds the person.") % values
    return gettext("%(number)s: the full term is soon served. Prepare the release.") % values


def of_no_order(detail: Mapping[str, Any]) -> str:
    """BASIS: somebody is on remand, and no order is entered."""
    values = {"number": detail.get("number", "")}
    if detail.get("overdue"):
        return gettext("%(number)s: on remand with no order entered. Release, or enter the order.") % values
    return gettext("%(number)s: on remand, and no order is entered. Ask the police for it.") % values


def of_gap(detail: Mapping[str, Any]) -> str:
    """Held between two orders with no legal basis."""
    values = {"number": detail.get("number", ""), "since": detail.get("since", ""), "until": detail.get("until", "")}
    return (
        gettext("%(number)s: held without an order from %(since)s to %(until)s. Report it, and say what was done.")
        % values
    )


def of_filing(detail: Mapping[str, Any]) -> str:
    """F1: the prosecutor files for extension of preventive detention, or the person goes free."""
    values = {"number": detail.get("number", "")}
    if detail.get("overdue"):
        return (
            gettext("%(number)s: no extension of preventive detention is filed, and the last day has passed.") % values
        )
    return gettext("%(number)s: remind the prosecutor to file for extension of preventive detention.") % values


def of_dates(detail: Mapping[str, Any]) -> str:
    """Dates that somebody else is to look at and confirm."""
    values = {"number": detail.get("number", "")}
    return gettext("%(number)s: new dates wait. Somebody else than who worked them out checks and confirms.") % values


def of_outdated(detail: Mapping[str, Any]) -> str:
    """Confirmed dates that something entered since, or another law, has overtaken."""
    values = {"number": detail.get("number", "")}
    if detail.get("law"):
        return gettext("%(number)s: the law has changed and moves a date. Work out the dates anew.") % values
    return gettext("%(number)s: the confirmed dates no longer agree with what is entered. Work them out anew.") % values


def to_dates(task: Task) -> str:
    uuid = task.detail.get("person")
    return reverse("person_dates", args=[uuid]) if uuid else ""


lent_columns.register("sentencing", register.LENT, order=10)
task_texts.register("clock.R1", TaskText(of_order, to_person))
task_texts.register("dates.CONFIRM", TaskText(of_dates, to_dates))
task_texts.register("dates.OUTDATED", TaskText(of_outdated, to_dates))
task_texts.register("clock.FULL", TaskText(of_term, to_person))
task_texts.register("clock.BASIS", TaskText(of_no_order, to_person))
task_texts.register("custody.GAP", TaskText(of_gap, to_person))
task_texts.register("clock.F1", TaskText(of_filing, to_person))
timeline_sources.register("sentencing", happenings.SOURCE, order=30)
person_tabs.register("sentence", PersonTab(_("Sentence"), SentencePerm.VIEW), order=20)
person_panels.register(
    "sentence",
    PersonPanel(_("Sentence"), "sentencing/_milestones.html", boxes.overview, SentencePerm.VIEW_MILESTONES, column=2),
    order=20,
)
person_panels.register(
    "picture",
    PersonPanel(
        _("Sentence and plan"), "sentencing/_picture.html", sentence_box.picture, SentencePerm.VIEW, tab="sentence"
    ),
    order=1,
)
person_panels.register(
    "calculation",
    PersonPanel(_("Dates"), "sentencing/dates/_box.html", calculations.box, SentencePerm.VIEW, tab="sentence"),
    order=5,
)
person_panels.register(
    "judgments",
    PersonPanel(
        _("Judgments and orders"), "sentencing/_decided.html", courts.decided, SentencePerm.VIEW, tab="sentence"
    ),
    order=10,
)
person_panels.register(
    "preventive",
    PersonPanel(
        _("Preventive detention"), "sentencing/_preventive.html", preventive.box, SentencePerm.VIEW, tab="sentence"
    ),
    order=12,
)
person_panels.register(
    "dates",
    PersonPanel(
        _("How the dates were worked out"),
        "sentencing/_dates.html",
        boxes.tab,
        SentencePerm.VIEW,
        tab="sentence",
    ),
    order=20,
)
release_checks.register(
    "sentencing",
    ReleaseCheck(_("What holds the person"), SentencePerm.VIEW_MILESTONES, holding.findings, SentencePerm.VIEW),
    order=10,
)

# ---- the way out -----------------------------------------------------------------------------------------------------
for _step in StepCode.values:
    task_texts.register(f"step.{_step}", TaskText(way_out.of_step, way_out.to_way_out))
for _domain in ReleaseDomain.values:
    task_texts.register(f"guarantee.{_domain}", TaskText(way_out.of_item, way_out.to_way_out))
task_texts.register("step.DECIDE", TaskText(way_out.to_decide, way_out.to_way_out))
task_texts.register("guarantee.ALARM", TaskText(way_out.of_alarm, way_out.to_way_out))
navigation.register("work_list", NavigationEntry(_("My cases"), "work_list", "clipboard", WayOutPerm.PREPARE), order=58)
prison_tabs.register("way_out", NavigationEntry(_("The way out"), "way_out", "door", WayOutPerm.VIEW), order=28)
person_tabs.register("way_out", PersonTab(_("The way out"), WayOutPerm.VIEW, "person_way_out"), order=25)
decision_kinds.register(leave_decisions.LEAVE, leave_decisions.LEAVE_KIND, order=30)
for _place, (_key, _kind) in enumerate(outside_decisions.KINDS.items()):
    decision_kinds.register(_key, _kind, order=31 + _place)
for _name in outside_words.TASKS:
    task_texts.register(_name, TaskText(outside_words.task(_name), outside_words.to_outside))
prison_tabs.register("leaves", NavigationEntry(_("Leave"), "leaves", "home", LeavePerm.VIEW), order=26)
person_tabs.register("leave", PersonTab(_("Leave"), LeavePerm.VIEW, "person_leave"), order=26)
prison_tabs.register(
    "outside", NavigationEntry(_("Serving outside"), "prison_outside", "door", LeavePerm.VIEW), order=27
)
person_tabs.register("outside", PersonTab(_("Serving outside"), LeavePerm.VIEW, "person_outside"), order=27)
sentence_facts.register("sentencing", facts.facts, order=10)
release_checks.register(
    "way_out", ReleaseCheck(_("In place for the time after"), WayOutPerm.VIEW, ready.in_place), order=60
)
release_checks.register("conditions", ReleaseCheck(_("Conditions given"), WayOutPerm.VIEW, ready.conditions), order=61)
release_checks.register("told", ReleaseCheck(_("Told beforehand"), VictimPerm.NOTICE, ready.told), order=62)

# ---- the plan --------------------------------------------------------------------------------------------------------
person_tabs.register("plan", PersonTab(pgettext_lazy("sentence plan", "Plan"), PlanPerm.VIEW, "person_plan"), order=23)
person_panels.register(
    "plan",
    PersonPanel(
        pgettext_lazy("sentence plan", "Plan"),
        "sentencing/plan/_box.html",
        plan.box,
        PlanPerm.NEXT,
        column=2,
        lazy=True,
    ),
    order=24,
)
task_texts.register("plan.REVIEW", TaskText(plan.of_review, plan.to_plan))
task_texts.register("plan.OFFER", TaskText(plan.of_offer, plan.to_plan))
task_texts.register("plan.STEP", TaskText(plan.of_step, plan.to_plan))
