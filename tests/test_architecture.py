"""The laws of docs and design that no linter knows, each as one test over the code as it is."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from corrections import events
from corrections.firewall import THIRD_PARTY, grants_of

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {"corrections": 0, "inmates": 1, "sentencing": 2, "security": 3, "programs": 4, "visits": 4, "health": 4}
OURS = [config for config in apps.get_app_configs() if config.label in FLOORS]
MOST_LINES = 400
MOST_VIEW_LINES = 20
OUTSIDE_OUR_VIEWS = ("allauth.", "django.")
SENTENCING = {"Calculation", "NotCounted", "Restriction", "StepReview", "VictimDuty", "VictimNotice"}
PLAN = {"PlanStepDone", "NeedsFinding"}  # what was mapped is erased with the consent, so nothing else may keep it
APPENDED_ROWS = {  # explicit append-only rows are their own history
    "corrections": {
        "Bed",
        "Region",
        "RuleVersion",
        "Breach",
        "ReadRecord",
        "WriteRecord",
        "OutboxMessage",
        "FailedReaction",
    },
    "sentencing": SENTENCING
    | {"Outing", "OutsideCheck", "Extension", "Fulfilled", "LiftedRestriction", "Recalculation"}
    | PLAN,
    "inmates": {
        "BoardVersion",
        "LegalStatusCorrection",
        "LogEntry",
        "LogMention",
        "LogReliance",
        "LogVerification",
        "HealthNudge",  # a count
        "Signal",  # set and ended, by functions of schema health that keep who it was
        "AskHealth",  # a moment, and no more
        "SeenByHealth",  # a moment, written once
        "Photo",
        "ImportRun",
        "PropertyMove",
        "MoneyHandling",
        "PropertyReceipt",
        "ReceiptLine",
        "ReturnChange",
        "ReceptionStep",
        "Merge",
        "ReleaseMark",
        "ReleaseOverride",
        *("DecisionStep", "MeetingOverride", "ApartReview"),
    },
    "security": {
        "HandoverNote",
        "NoteVerification",
        "NoteReliance",
        "HandoverItem",
        "HandoverReading",
        "EquipmentCheck",
        "Count",  # its history, and that of its lines, are the rows of the next two
        "CountStateChange",
        "CountEvent",
        "CountLine",
        *("LockEvent", "RegimeLoss"),
        "ObservationCheck",
    },
    "health": {
        "Session",
        "ClinicianPrison",  # no login may change or delete it
        "SecondFactor",
        "Patient",  # follows the stay and the bed, which keep theirs
        "Note",
        "AccessEntry",
        "EmergencyAccess",
        "EmergencyReview",
        "FoundLook",
        "LookReview",
        "ReviewCall",
        "LookCall",
        "LeadProposal",  # a proposal, and its answer: neither is ever changed
        "LeadDecision",
        *("EndProposal", "EndDecision", "PlaceProposal", "PlaceDecision", "Handover", "TakenOver"),
        *("AlteredText", "AlteredSettled", "WrittenText", "NightlyCheck", "SeenInMonth"),
        "Screening",
        "SummaryIssued",
        "DischargeStep",
        "PatientKey",  # wrapped anew, never another
        "RiskAssessment",
        "CrisisPlan",
        "PlanMeasure",
        "IsolationVisit",
        "CareAlarm",
        "FoodStrike",  # ended once, and says by whom
        "FoodPlan",
        "FoodDay",
        "AccessSeal",
        "MedicationOrder",  # ended once, and says by whom; anything else is another order that follows it
        "MedicationHold",
        "Dose",
        "Administration",
        "SecondSignature",
        "Missed",
        "MissedStep",
        "MissedCall",
        "MissedTold",
        "Allergy",
        "Measurement",
        "StockItem",
        "StockMove",
        "StockSignature",
        "PatientRequest",  # answered once; an appointment closed, a consent withdrawn, a referral answered once
        "Appointment",
        "AppointmentTime",
        "Consent",
        "Referral",
        "Problem",
        "Document",
    },
}
PINNED_EVENTS = ROOT / "docs" / "events.md"


def our_models() -> Iterator[type[models.Model]]:
    for config in OURS:
        for model in config.get_models():
            if not model.__name__.startswith("Historical"):
                yield model


def python_files(*folders: str) -> list[Path]:
    return [
        path
        for folder in folders or FLOORS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_app_stands_on_a_floor() -> None:
    packages = {p.parent.name for p in ROOT.glob("*/apps.py")}
    assert packages == set(FLOORS)
    assert set(events.FLOORS) == set(FLOORS)


def test_relations_point_down_and_are_hidden() -> None:
    wrong = []
    for model in our_models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey | models.ManyToManyField | models.OneToOneField):
                continue
            target = field.related_model._meta.app_label
            own = model._meta.app_label
            if target == own or target not in FLOORS:
                continue
            if FLOORS[target] >= FLOORS[own]:
                wrong.append(f"{model._meta.label}.{field.name} points up to {target}")
            if field.remote_field.related_name != "+":
                wrong.append(f"{model._meta.label}.{field.name} can be followed back from {target}: related_name='+'")
            if field.remote_field.on_delete not in (models.PROTECT, models.DO_NOTHING):
                wrong.append(f"{model._meta.label}.{field.name} crosses floors without PROTECT")
    assert not wrong


def test_every_view_declares_who_may_open_it() -> None:
    undeclared = []

    def walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> None:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, route)
            elif not hasattr(pattern.callback, "access") and not pattern.callback.__module__.startswith(
                OUTSIDE_OUR_VIEWS
            ):
                undeclared.append(route)

    walk(get_resolver().url_patterns)
    assert not undeclared


def test_no_manager_is_used_in_a_view() -> None:
    wrong = [
        f"{named(path)}:{node.lineno}"
        for path in python_files()
        if "views" in path.parts or path.name == "views.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager", "_default_manager"}
    ]
    assert not wrong


def test_a_view_stays_under_twenty_lines() -> None:
    wrong = [
        f"{named(path)}:{node.lineno} {node.name} has {length} lines"
        for path in python_files()
        if "views" in path.parts or path.name == "views.py"
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and (length := (node.end_lineno or 0) - node.lineno + 1) > MOST_VIEW_LINES
    ]
    assert not wrong


def test_a_file_answers_one_question() -> None:
    wrong = {
        named(path): lines
        for path in [*python_files(), *sorted((ROOT / "tests").rglob("*.py"))]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not wrong


def test_every_public_service_says_who_and_when_and_is_one_transaction() -> None:
    wrong = []
    for path in python_files():
        if "services" not in path.parts and path.name != "services.py":
            continue
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef) or not is_atomic(node):
                continue
            names = {arg.arg for arg in node.args.kwonlyargs}
            if node.args.args:
                continue  # a helper with positional arguments is not a sentence that an officer would say
            if "at" not in names and node.name not in WITHOUT_AN_ACTOR:
                wrong.append(f"{named(path)}:{node.lineno} {node.name} takes no `at`")
            if "by" not in names and node.name not in WITHOUT_AN_ACTOR:
                wrong.append(f"{named(path)}:{node.lineno} {node.name} takes no `by`")
    assert not wrong


WITHOUT_AN_ACTOR = {"escalate_batch", "start_clock", "sync_roles", "group_for", "load_law", "retry_one"} | {
    "set_signal",  # what crosses the wall: PostgreSQL takes who and when from the signed context
    "end_signal",
    "propose_lead",  # so does who leads a clinic
    "decide_lead",
    "cancel_slot",
    "set_signal_by_consent",
    "replace_signals",
    "recalculate_batch",  # the system's own look at all dates, every night
    "follow_one",  # what a signal asks for: the system does it
    "book_slot",
}


def is_atomic(node: ast.FunctionDef) -> bool:
    return any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)


def test_the_map_of_events_and_handlers_is_as_written_down() -> None:
    text = PINNED_EVENTS.read_text(encoding="utf-8")
    for event, handlers in events.event_map().items():
        assert event in text
        for handler in handlers:
            assert handler in text


def constraint_names() -> set[str]:
    in_models = {constraint.name for model in our_models() for constraint in model._meta.constraints}
    in_sql = {
        name
        for path in ROOT.glob("*/sql/*.sql")
        for name in re.findall(r"CONSTRAINT = '(\w+)'", path.read_text(encoding="utf-8"))
    }
    return in_models | in_sql


@pytest.mark.parametrize("name", sorted(constraint_names()))
def test_each_constraint_is_broken_on_purpose_by_a_test(name: str) -> None:
    assert name in text_of_tests()


@cache
def text_of_tests() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if path != Path(__file__)
    )


def test_every_domain_model_keeps_its_history() -> None:
    wrong = [
        model._meta.label
        for model in our_models()
        if not hasattr(model, "history")
        and model.__name__ not in APPENDED_ROWS.get(model._meta.app_label, set())
        and not model.__name__.endswith("GroupPermission")
    ]
    assert not wrong


def test_every_model_is_granted_or_denied_by_name_of_its_app() -> None:
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.app_label
        if label != "health":
            assert label in THIRD_PARTY or grants_of(label).web or grants_of(label).tables, label


def test_no_model_orders_itself_and_no_first_is_taken_without_an_order() -> None:
    ordered = [model._meta.label for model in our_models() if model._meta.ordering]
    unordered = [
        f"{named(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"first", "last"}
        and not re.search(r"order_by|latest|earliest", ast.unparse(node.func.value))
    ]
    assert not ordered
    assert not unordered


BLIND_WRITES = {"update", "bulk_create", "bulk_update", "delete"}


def test_writes_that_history_cannot_see_are_few_and_known() -> None:
    found = set()
    for path in python_files():
        if "demo" in path.parts or path.name == "demo.py":
            continue
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in BLIND_WRITES
                and "objects" in ast.unparse(node.func.value)
            ):
                found.add(f"{named(path)}:{node.func.attr}")
    assert found == KNOWN_BLIND_WRITES


KNOWN_BLIND_WRITES = {
    "corrections/accounts.py:update",  # asks PostgreSQL whether it may, and undoes it
    "corrections/models/staff.py:update",  # a password hash, which history leaves out
    "health/services/passwords.py:update",
    "health/sessions.py:delete",
    "health/models/sealed.py:bulk_create",  # the one key of a patient, made once
    "security/services/counting.py:bulk_create",  # taps are rows that are only added
    "corrections/services/postings.py:bulk_create",  # permission rows of guardian, made from the roles
    "corrections/services/postings.py:delete",
    "corrections/services/postings.py:update",  # access_version, a counter
}


def test_templates_hold_no_inline_style_or_script() -> None:
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)(?![^>]*application/json)|javascript:", re.IGNORECASE
    )
    wrong = [
        f"{named(path)}: {match.group()}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (match := inline.search(path.read_text(encoding="utf-8")))
    ]
    assert not wrong


def test_the_root_of_the_house_holds_only_what_was_agreed() -> None:
    agreed = {
        *FLOORS,
        "templates",
        "static",
        "tests",
        "requirements",
        "locale",
        "docs",
        "bench",
        "manage.py",
        "pyproject.toml",
        "docker-compose.yml",
        "Dockerfile",
        "README.md",
        "Makefile",
        "package.json",
        "package-lock.json",
        "designsystemet.config.json",
        "THIRD_PARTY.md",
        "var",
        "node_modules",
    }
    assert {p.name for p in ROOT.iterdir() if not p.name.startswith(".")} <= agreed
