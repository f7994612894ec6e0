"""The addresses of the web process, and beside them those of the floors and of the peers."""

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.urls import include, path

from bench import floor, plain
from inmates.models import Person, Placement


class PlacementAdmin(ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """The list of a unit as Django's admin gives it: filtered by the unit, related rows joined."""

    list_display = ("person", "cell", "unit", "placed_at", "placed_by")
    list_select_related = ("stay__person", "bed__cell__unit", "placed_by")
    search_fields = ("stay__person__family_name", "stay__person__given_name", "stay__person__number")
    list_per_page = 100

    def lookup_allowed(self, lookup: str, value: object, request: object = None) -> bool:
        return True

    def person(self, row: Placement) -> str:
        return row.stay.person.name

    def cell(self, row: Placement) -> str:
        return row.bed.cell.code

    def unit(self, row: Placement) -> str:
        return row.bed.cell.unit.name


class PersonAdmin(ModelAdmin):  # type: ignore[type-arg]
    list_display = ("number", "family_name", "given_name", "birth_date", "nationality")
    search_fields = ("family_name", "given_name", "number")


admin.site.register(Placement, PlacementAdmin)
admin.site.register(Person, PersonAdmin)

urlpatterns = [
    path("bench/nothing/", floor.nothing),
    path("bench/board/<int:pk>/", floor.board),
    path("bench/plain/<int:pk>/", plain.board),
    path("bench/admin/", admin.site.urls),
    path("", include("corrections.urls")),
]
