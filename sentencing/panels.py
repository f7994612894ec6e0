"""What this floor lends: columns of the register, boxes and a tab of the person page, and what its alarms say."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from corrections.registries import TaskText, task_texts
from inmates.imports.lent import lent_columns
from inmates.registries import PersonPanel, PersonTab, Subject, person_panels, person_tabs, timeline_sources
from inmates.selectors.task_words import to_person
from sentencing import happenings, register, selectors
from sentencing.permissions import SentencePerm


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


lent_columns.register("sentencing", register.LENT, order=10)
task_texts.register("clock.R1", TaskText(of_order, to_person))
task_texts.register("clock.FULL", TaskText(of_term, to_person))
timeline_sources.register("sentencing", happenings.SOURCE, order=30)
person_tabs.register("sentence", PersonTab(_("Sentence"), SentencePerm.VIEW), order=20)
person_panels.register(
    "sentence",
    PersonPanel(
        _("Sentence"), "sentencing/_milestones.html", selectors.overview, SentencePerm.VIEW_MILESTONES, column=2
    ),
    order=20,
)
person_panels.register(
    "judgments",
    PersonPanel(
        _("Judgments and orders"), "inmates/_person_table.html", selectors.decided, SentencePerm.VIEW, tab="sentence"
    ),
    order=10,
)
person_panels.register(
    "dates",
    PersonPanel(
        _("How the dates were worked out"),
        "sentencing/_dates.html",
        selectors.tab,
        SentencePerm.VIEW,
        tab="sentence",
    ),
    order=20,
)
