"""Groups of people, for those who may know of them; of their members only those in sight."""

from typing import Any

from django.db.models import Count, Q

from corrections import display
from corrections.access import Access
from inmates.models import GroupMembership, GroupNonAssociation, Person, SecurityGroup


def every_group() -> list[SecurityGroup]:
    """With how many belong to each now."""
    open_ones = Count("memberships", filter=Q(memberships__during__endswith__isnull=True))
    return list(SecurityGroup.objects.annotate(members=open_ones).order_by("name", "pk"))


def group_of(pk: int) -> SecurityGroup | None:
    return SecurityGroup.objects.filter(pk=pk).order_by("pk").first()


def groups_besides(pk: int) -> list[tuple[int, str]]:
    return list(SecurityGroup.objects.exclude(pk=pk).order_by("name", "pk").values_list("pk", "name"))


def members(group: SecurityGroup, access: Access) -> list[GroupMembership]:
    rows = group.memberships.current().select_related("person", "registered_by")
    seen = rows.filter(person__in=Person.objects.visible_to(access))
    return list(seen.order_by("person__family_name", "person__given_name", "pk"))


def rivals(group: SecurityGroup) -> list[dict[str, Any]]:
    found = GroupNonAssociation.objects.current().filter(Q(first=group) | Q(second=group))
    return [
        {
            "id": row.pk,
            "name": (row.second if row.first_id == group.pk else row.first).name,
            "scope": row.get_scope_display(),
            "day": display.day(row.review_on),
        }
        for row in found.select_related("first", "second").order_by("pk")
    ]


def membership_of(pk: int, access: Access) -> GroupMembership | None:
    """One of somebody in sight."""
    rows = GroupMembership.objects.filter(pk=pk, person__in=Person.objects.visible_to(access))
    return rows.select_related("group", "person").order_by("pk").first()


def apart_of(pk: int) -> GroupNonAssociation | None:
    return GroupNonAssociation.objects.filter(pk=pk).select_related("first", "second").order_by("pk").first()
