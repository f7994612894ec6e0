"""Who gets what from every address: the access matrix. ``tests/test_access_matrix.py`` walks it over HTTP.

A new address needs a line here, else the suite is red. A line says: url name, object, verb, and the answer that someone
who may gets (for POST: with an empty body); then one mark for each of the users.

    +    the answer; and 404 for an object outside the place where the role is held, the same 404 as for none at all
    -    403: the role opens no such page anywhere
    x    404: the role holds the permission, but not over this
    >    302 to the sign-in page
    *    the answer, also outside the place where the role is held (who may search everyone opens anyone's first page)
    200  that status, whatever the line's answer is

``anon`` is nobody, ``none`` is signed in without a posting that counts now (never had one, had one, or superuser).
Officers and contact officers are posted at one unit, everyone else at a whole prison.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from corrections.choices import Role
from tests.access_world import Corner

USERS = "anon none OFF CON DUT CAS REI LEA REG TEA INS ADM HEA"
ROLES = dict(
    zip(
        USERS.split()[2:],
        (
            Role.OFFICER,
            Role.CONTACT_OFFICER,
            Role.DUTY_MANAGER,
            Role.CASEWORKER,
            Role.REINTEGRATION,
            Role.LEADER,
            Role.REGION,
            Role.TEACHER,
            Role.INSPECTOR,
            Role.ADMINISTRATOR,
            Role.HEALTH_STAFF,
        ),
        strict=True,
    )
)

# What stands in an address, by the word in the second column. Only the first part is made up for "no such thing".
OBJECTS: dict[str, Callable[[Corner], tuple[Any, ...]]] = {
    "·": lambda corner: (),
    "prison": lambda corner: (corner.prison.slug,),
    "unit": lambda corner: (corner.unit.pk,),
    "cell": lambda corner: (corner.cell.pk,),
    "closure": lambda corner: (corner.closure.pk,),
    "posting": lambda corner: (corner.posting.pk,),
    "task": lambda corner: (corner.task.pk,),
    "place": lambda corner: (corner.place.pk,),
    "person": lambda corner: (corner.person.uuid,),
    "tab": lambda corner: (corner.person.uuid, "details"),
    "box": lambda corner: (corner.person.uuid, "today"),
    "alert": lambda corner: (corner.person.uuid, corner.alert.pk),
    "pair": lambda corner: (corner.person.uuid, corner.pair.pk),
    "run": lambda corner: (corner.run.uuid,),
    "movement": lambda corner: (corner.movement.pk,),
    "absence": lambda corner: (corner.absence.pk,),
    "entry": lambda corner: (corner.entry.pk,),
}

#                                  anon none OFF CON DUT CAS REI LEA REG TEA INS ADM HEA
CORRECTIONS = """
healthz          ·       GET  200  +    +    +   +   +   +   +   +   +   +   +   +   +
lock             ·       GET  200  >    +    +   +   +   +   +   +   +   +   +   +   +
lock             ·       POST 302  >    +    +   +   +   +   +   +   +   +   +   +   +
home             ·       GET  302  >    200  +   +   +   +   +   +   +   +   +   +   200
my_settings      ·       GET  200  >    +    +   +   +   +   +   +   +   +   +   +   +
my_settings      ·       POST 422  >    +    +   +   +   +   +   +   +   +   +   +   +
set_language     ·       POST 422  302  +    +   +   +   +   +   +   +   +   +   +   +
set_colour_scheme · POST      422  302  +    +   +   +   +   +   +   +   +   +   +   +
set_keyboard_shortcuts · POST 302  >    +    +   +   +   +   +   +   +   +   +   +   +

tasks            ·       GET  200  >    -    +   +   +   +   +   +   -   -   -   -   -
task_complete    task    GET  200  >    -    +   x   x   x   x   x   -   -   -   -   -
task_complete    task    POST 422  >    -    +   x   x   x   x   x   -   -   -   -   -

postings         ·       GET  200  >    -    -   -   -   -   -   +   -   -   +   +   -
posting_grant    prison  GET  200  >    -    -   -   -   -   -   +   -   -   -   +   -
posting_grant    prison  POST 422  >    -    -   -   -   -   -   +   -   -   -   +   -
posting_end      posting GET  200  >    -    -   -   -   -   -   +   -   -   -   +   -
posting_end      posting POST 302  >    -    -   -   -   -   -   +   -   -   -   +   -
who_may_do_what  ·       GET  200  >    +    +   +   +   +   +   +   +   +   +   +   +
reads            ·       GET  200  >    -    -   -   -   -   -   +   +   -   +   -   -
own_reads        ·       GET  200  >    +    +   +   +   +   +   +   +   +   +   +   +

estate           ·       GET  302  >    -    +   +   +   +   +   +   +   -   +   +   -
unit_list        prison  GET  200  >    -    +   +   +   +   +   +   +   -   +   +   -
unit_add         prison  GET  200  >    -    -   -   -   -   -   +   -   -   -   +   -
unit_add         prison  POST 422  >    -    -   -   -   -   -   +   -   -   -   +   -
unit_edit        unit    GET  200  >    -    -   -   -   -   -   +   -   -   -   +   -
unit_edit        unit    POST 422  >    -    -   -   -   -   -   +   -   -   -   +   -
unit_cells       unit    GET  200  >    -    +   +   +   +   +   +   +   -   +   +   -
prison_capacity  prison  GET  200  >    -    -   -   -   -   -   +   -   -   -   +   -
prison_capacity  prison  POST 302  >    -    -   -   -   -   -   +   -   -   -   +   -
place_list       prison  GET  200  >    -    +   +   +   +   +   +   +   -   +   +   -
place_add        prison  GET  200  >    -    -   -   -   -   -   +   -   -   -   +   -
place_add        prison  POST 422  >    -    -   -   -   -   -   +   -   -   -   +   -
place_edit       place   GET  200  >    -    -   -   -   -   -   +   -   -   -   +   -
place_edit       place   POST 422  >    -    -   -   -   -   -   +   -   -   -   +   -
cell             cell    GET  200  >    -    +   +   +   +   +   +   +   -   +   +   -
cell_add         unit    GET  200  >    -    -   -   -   -   -   +   -   -   -   +   -
cell_add         unit    POST 422  >    -    -   -   -   -   -   +   -   -   -   +   -
cell_edit        cell    GET  200  >    -    -   -   -   -   -   +   -   -   -   +   -
cell_edit        cell    POST 422  >    -    -   -   -   -   -   +   -   -   -   +   -
cell_capacity    cell    GET  200  >    -    -   -   -   -   -   +   -   -   -   +   -
cell_capacity    cell    POST 422  >    -    -   -   -   -   -   +   -   -   -   +   -
cell_close       cell    GET  200  >    -    -   -   +   -   -   +   -   -   -   -   -
cell_close       cell    POST 422  >    -    -   -   +   -   -   +   -   -   -   -   -
closure_return   closure GET  200  >    -    -   -   +   -   -   +   -   -   -   -   -
closure_return   closure POST 302  >    -    -   -   +   -   -   +   -   -   -   -   -
cell_reopen      closure POST 302  >    -    -   -   +   -   -   +   -   -   -   -   -
"""

INMATES = """
imports          ·       GET  200  >    -    -   -   -   -   -   -   -   -   -   +   -
imports          ·       POST 422  >    -    -   -   -   -   -   -   -   -   -   +   -
import_run       run     GET  200  >    -    -   -   -   -   -   -   -   -   -   +   -
import_report    run     GET  200  >    -    -   -   -   -   -   -   -   -   -   +   -

board            unit    GET  200  >    -    +   +   +   +   +   +   -   -   +   -   -
board_agenda     unit    GET  200  >    -    +   +   +   +   +   +   -   -   +   -   -
board_person     person  GET  200  >    -    +   +   +   +   +   +   -   -   +   -   -
board_cell       cell    GET  200  >    -    +   +   +   +   +   +   -   -   +   -   -
board_move       person  POST 422  >    -    +   +   +   -   -   -   -   -   -   -   -
board_depart     person  POST 422  >    -    +   +   +   -   -   -   -   -   -   -   -
board_arrived    movement POST 302 >    -    +   +   +   -   -   -   -   -   -   -   -
board_undo       movement POST 422 >    -    +   +   +   -   -   -   -   -   -   -   -
board_return     absence POST 302  >    -    +   +   +   -   -   -   -   -   -   -   -
unit_log         unit    GET  200  >    -    +   +   +   +   +   +   -   -   +   -   -
unit_log         unit    POST 422  >    -    +   +   +   +   -   +   -   -   -   -   -
log_correct      entry   GET  200  >    -    +   +   +   +   -   +   -   -   -   -   -
log_correct      entry   POST 422  >    -    +   +   +   +   -   +   -   -   -   -   -

prison           prison  GET  200  >    -    +   +   +   +   +   +   +   -   +   +   -

people           ·       GET  200  >    -    +   +   +   +   +   +   +   +   +   -   -
search           ·       GET  200  >    +    +   +   +   +   +   +   +   +   +   +   +
person           person  GET  200  >    -    +   +   *   *   +   *   +   +   +   -   -
person_photo     person  GET  200  >    -    x   x   x   x   x   x   x   x   x   -   -
person_timeline  person  GET  200  >    -    +   +   +   +   +   +   +   x   +   -   -
person_tab       tab     GET  200  >    -    +   +   +   +   +   +   x   x   +   -   -
person_panel     box     GET  200  >    -    +   +   +   +   +   +   x   x   +   -   -
person_note      person  GET  200  >    -    +   +   +   +   -   +   -   -   -   -   -
person_note      person  POST 422  >    -    +   +   +   +   -   +   -   -   -   -   -
person_move      person  GET  200  >    -    -   -   +   +   -   -   -   -   -   -   -
person_move      person  POST 422  >    -    -   -   +   +   -   -   -   -   -   -   -
person_alert     person  GET  200  >    -    -   +   +   +   -   -   -   -   -   -   -
person_alert     person  POST 422  >    -    -   +   +   +   -   -   -   -   -   -   -
person_alert_close alert POST 302  >    -    -   +   +   +   -   -   -   -   -   -   -
person_apart     person  GET  200  >    -    -   -   +   +   -   -   -   -   -   -   -
person_apart     person  POST 422  >    -    -   -   +   +   -   -   -   -   -   -   -
person_apart_end pair    POST 302  >    -    -   -   +   +   -   -   -   -   -   -   -
person_contact_officer person GET 200 > -    -   -   +   -   -   +   -   -   -   -   -
person_contact_officer person POST 422 > -   -   -   +   -   -   +   -   -   -   -   -
"""

SENTENCING = """
"""

# Nobody here is a clinician, health staff included: no role of the prison opens anything (else see tests/health).
HEALTH = """
clinical_home    ·       GET  200  >    -    -   -   -   -   -   -   -   -   -   -   -
clinical_login   ·       GET  200  +    +    +   +   +   +   +   +   +   +   +   +   +
clinical_login   ·       POST 422  +    +    +   +   +   +   +   +   +   +   +   +   +
clinical_code    ·       GET  302  +    +    +   +   +   +   +   +   +   +   +   +   +
clinical_code    ·       POST 302  +    +    +   +   +   +   +   +   +   +   +   +   +
clinical_logout  ·       POST 302  +    +    +   +   +   +   +   +   +   +   +   +   +
clinical_password ·      GET  200  >    -    -   -   -   -   -   -   -   -   -   -   -
clinical_password ·      POST 422  >    -    -   -   -   -   -   -   -   -   -   -   -
"""

TABLES = (CORRECTIONS, INMATES, SENTENCING, HEALTH)

# Pages of libraries; what ours add to them is tested in tests/corrections/test_signing_in.py.
LIBRARY = ("account_", "mfa_", "socialaccount_", "openid_connect_")


@dataclass(frozen=True)
class Row:
    url: str
    thing: str
    verb: str
    answer: int
    marks: dict[str, str]

    def expected(self, user: str) -> int:
        mark = self.marks[user]
        fixed = {"+": self.answer, "*": self.answer, "-": 403, "x": 404, ">": 302}
        return fixed[mark] if mark in fixed else int(mark)

    def __str__(self) -> str:
        return f"{self.verb} {self.url}"


def rows() -> Iterator[Row]:
    for table in TABLES:
        for line in filter(None, table.splitlines()):
            url, thing, verb, answer, *marks = line.split()
            yield Row(url, thing, verb, int(answer), dict(zip(USERS.split(), marks, strict=True)))
