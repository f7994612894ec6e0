"""Two records of one person: found, dismissed, or joined to one, which can be shown afterwards.

The record that loses stays as a pointer. Everything that points to it, in this app and in those above, is found by
looking at the models, so that a table nobody thought of moves too.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.events import publish
from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.events import PeopleMerged
from inmates.models import DuplicatePair, Merge, NonAssociation, Person, Reception, Stay
from inmates.selectors.duplicates import Card, fetch
from inmates.services.endings import end

# what keeps pointing to the two of a merge: the record of it
KEPT = frozenset({"inmates.Merge", "inmates.DuplicatePair"})
# what the other record may have already: then it stays where it is, and the merge says so
MAY_STAY = frozenset(
    {
        "inmates.Alert",
        "inmates.Need",
        "inmates.Language",
        "inmates.NonAssociation",
        "inmates.GroupMembership",
        "inmates.StaffConflict",
    }
)
Rows = dict[str, list[int]]


class MergeRefused(Refusal):
    code = "merge_refused"


def links() -> Iterator[tuple[type[models.Model], Any]]:
    """Every foreign key to a person, of every app, that a merge moves row by row with its history."""
    for model in apps.get_models():
        if model._meta.label in KEPT or not hasattr(model, "history") or model.__name__.startswith("Historical"):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is Person:
                yield model, field


# ---- the list ----------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def list_alike(*, person: Person, alike: Sequence[Card], by: User | None, at: datetime) -> int:
    """Those whom a reception found to be like a new person, for a caseworker to judge. Returns how many are new."""
    return sum(listed(person.pk, card.person_id, card.rung, at) for card in alike)


@explained()
@transaction.atomic
def list_pairs(*, pairs: Sequence[tuple[int, int, str]], by: User | None, at: datetime) -> int:
    """What a search of the whole register found. A pair that was dismissed is not listed again."""
    return sum(listed(one, other, rung, at) for one, other, rung in pairs)


def listed(one: int, other: int, rung: str, at: datetime) -> bool:
    if one == other:
        return False
    first, second = sorted((one, other))
    _pair, made = DuplicatePair.objects.get_or_create(
        first_id=first, second_id=second, defaults={"rung": rung, "found_at": at}
    )
    return made


@explained()
@transaction.atomic
def dismiss(*, pair: DuplicatePair, note: str, by: User, at: datetime) -> DuplicatePair:
    """They are two people. Remembered: nobody is asked again."""
    pair = DuplicatePair.objects.select_for_update(of=("self",)).select_related("dismissed_by").get(pk=pair.pk)
    refuse_if_decided(pair, at)
    pair.dismissed_at, pair.dismissed_by, pair.note = at, by, note.strip()
    pair.save(update_fields=["dismissed_at", "dismissed_by", "note"])
    audit.record_write(by=by, at=at, act="inmates.dismiss_duplicates", subject=pair)
    return pair


@explained()
@transaction.atomic
def reopen(*, pair: DuplicatePair, by: User, at: datetime) -> DuplicatePair:
    """They may be one person after all: the pair waits for a decision again."""
    pair = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    if pair.merged_at is not None or pair.dismissed_at is None:
        raise Conflict(_("Somebody has looked at the two since. Look again."), code="decided_since")
    pair.dismissed_at, pair.dismissed_by, pair.note = None, None, ""
    pair.save(update_fields=["dismissed_at", "dismissed_by", "note"])
    audit.record_write(by=by, at=at, act="inmates.reopen_duplicates", subject=pair)
    return pair


def refuse_if_decided(pair: DuplicatePair, at: datetime) -> None:
    if pair.merged_at is not None:
        raise Conflict(
            _("The two were joined %(when)s.") % {"when": display.moment(pair.merged_at, at)}, code="already_merged"
        )
    if pair.dismissed_at is not None:
        raise Conflict(
            _("%(who)s decided %(when)s that they are two people.")
            % {"who": pair.dismissed_by, "when": display.moment(pair.dismissed_at, at)},
            code="already_dismissed",
        )


# ---- the merge ---------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def merge(*, loser: Person, winner: Person, reason: str, by: User, at: datetime) -> Merge:
    """``loser`` is ``winner``: everything moves to ``winner``, all of it or nothing.

    Raises ``MergeRefused`` when they were in custody at the same time (then they are two people) or without a reason,
    ``Conflict`` when one of them was joined to another meanwhile.
    """
    if loser.pk == winner.pk:
        raise MergeRefused(_("Choose two different people."), code="same_person")
    if not reason.strip():
        raise MergeRefused(_("Write how you know that they are the same person."), code="no_reason")
    locked = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=(loser.pk, winner.pk)).order_by("pk")}
    loser, winner = locked[loser.pk], locked[winner.pk]
    for person in (loser, winner):
        refuse_if_joined(person)
    refuse_if_dismissed(loser, winner, at)
    refuse_if_both_were_here(loser, winner, at)
    refuse_if_being_received(loser, winner)
    keep_names(loser, winner)
    fill_blanks(loser, winner)
    end_apart_from_themselves(loser, winner, by, at)
    loser.merged_into, loser.version = winner, loser.version + 1
    loser.save(update_fields=["merged_into", "version"])
    moved, left = move_rows(loser, winner)
    follow_records(loser, moved, left)
    row = Merge.objects.create(
        loser=loser, winner=winner, reason=reason.strip(), moved=moved, left=left, merged_at=at, merged_by=by
    )
    settle_pairs(loser, winner, at)
    audit.record_write(by=by, at=at, act="inmates.merge_people", subject=winner, detail={"loser": loser.pk})
    publish(PeopleMerged(at=at, by_id=by.pk, loser_id=loser.pk, winner_id=winner.pk, merge_id=row.pk))
    return row


def refuse_if_joined(person: Person) -> None:
    if person.merged_into_id is not None:
        raise Conflict(
            _("%(person)s was joined to %(other)s. Use that record.")
            % {"person": person.number, "other": Person.objects.get(pk=person.merged_into_id).number},
            code="joined",
        )


def refuse_if_dismissed(loser: Person, winner: Person, at: datetime) -> None:
    """Somebody decided that they are two people, perhaps while this page was open."""
    first, second = sorted((loser.pk, winner.pk))
    pair = DuplicatePair.objects.select_for_update(of=("self",)).select_related("dismissed_by")
    for row in pair.filter(first=first, second=second).order_by("pk"):  # locked first, asked then
        if row.dismissed_at is not None:
            refuse_if_decided(row, at)


def refuse_if_both_were_here(loser: Person, winner: Person, at: datetime) -> None:
    for stay in Stay.objects.filter(person=loser).order_by("pk"):
        other = Stay.objects.filter(person=winner, during__overlap=stay.during).order_by("pk").first()
        if other is not None:
            since = max(stay.during.lower, other.during.lower)
            raise MergeRefused(
                _("%(one)s and %(other)s were both in custody %(when)s, so they cannot be one person.")
                % {"one": loser.number, "other": winner.number, "when": display.moment(since, at)},
                code="both_in_custody",
            )


def refuse_if_being_received(loser: Person, winner: Person) -> None:
    open_ones = Reception.objects.open().filter(person__in=(loser, winner))
    if open_ones.count() > 1:
        raise MergeRefused(_("Both are being received now. End one of the receptions first."), code="both_received")


def keep_names(loser: Person, winner: Person) -> None:
    if (loser.family_name, loser.given_name) != (winner.family_name, winner.given_name):
        winner.aliases.get_or_create(
            family_name=loser.family_name, given_name=loser.given_name, defaults={"note": loser.number}
        )


def fill_blanks(loser: Person, winner: Person) -> None:
    """What only the losing record knew. What both knew differently stays as the winner has it."""
    known = {
        name: getattr(loser, name)
        for name in ("birth_date", "nationality", "municipality")
        if getattr(loser, name) and not getattr(winner, name)
    }
    if winner.sex == "X":
        known["sex"] = loser.sex
    for name, value in known.items():
        setattr(winner, name, value)
    winner.version += 1
    winner.save(update_fields=[*known, "version"])


def end_apart_from_themselves(loser: Person, winner: Person, by: User, at: datetime) -> None:
    first, second = sorted((loser.pk, winner.pk))
    for pair in NonAssociation.objects.select_for_update().current().filter(first=first, second=second).order_by("pk"):
        end(pair, at)
        pair.ended_at, pair.ended_by = at, by
        pair.save(update_fields=["during", "ended_at", "ended_by"])


def move_rows(loser: Person, winner: Person) -> tuple[Rows, Rows]:
    """Row by row with its history; what the winner has already stays."""
    moved: Rows = defaultdict(list)
    left: Rows = defaultdict(list)
    for model, field in links():
        for row in model._base_manager.filter(**{field.name: loser}).order_by("pk"):
            label = f"{model._meta.label}.{field.name}"
            setattr(row, field.attname, winner.pk)
            if isinstance(row, NonAssociation):
                in_order(row)
            try:
                with transaction.atomic():
                    row.save()
            except IntegrityError:
                if model._meta.label not in MAY_STAY:
                    raise
                left[label].append(row.pk)
            else:
                moved[label].append(row.pk)
    return dict(moved), dict(left)


def in_order(pair: NonAssociation) -> None:
    """The pair is stored once, lower id first; the roles go with their people."""
    if pair.first_id > pair.second_id:
        pair.first_id, pair.second_id = pair.second_id, pair.first_id
        pair.first_role, pair.second_role = pair.second_role, pair.first_role


def follow_records(loser: Person, moved: Rows, left: Rows) -> None:
    """Photos, the log, and whatever is only added to: PostgreSQL moves them, and nothing else (sql/merge.sql)."""
    labels = {model._meta.db_table: model._meta.label for model in apps.get_models()}
    for row in fetch("SELECT * FROM public.follow_merge(%(loser)s)", {"loser": loser.pk}):
        table, column = row["what"].split(".")
        label = f"{labels.get(table, table)}.{column.removesuffix('_id')}"
        if row["moved"]:
            moved[label] = [*moved.get(label, []), *row["moved"]]
        if row["stayed"]:
            left[label] = row["stayed"]


def settle_pairs(loser: Person, winner: Person, at: datetime) -> None:
    """This pair is settled; what was decided about the loser and a third person holds for the winner and them."""
    pairs = DuplicatePair.objects.filter(models.Q(first=loser) | models.Q(second=loser)).order_by("pk")
    for pair in pairs:
        third = pair.second_id if pair.first_id == loser.pk else pair.first_id
        if third != winner.pk and pair.merged_at is None:
            first, second = sorted((third, winner.pk))
            DuplicatePair.objects.get_or_create(
                first_id=first,
                second_id=second,
                defaults={
                    "rung": pair.rung,
                    "found_at": pair.found_at,
                    "dismissed_at": pair.dismissed_at,
                    "dismissed_by": pair.dismissed_by,
                    "note": pair.note,
                },
            )
        if pair.merged_at is None:
            pair.merged_at = at
            pair.save(update_fields=["merged_at"])
