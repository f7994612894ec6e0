"""Both processes as they run, on their own logins: signing in to health, and every way round it that HTTP offers."""

import base64
import re
import time
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from django.contrib.auth.hashers import make_password
from django.db import connection

from corrections.choices import Role
from corrections.models import Prison, User
from health.models import Clinician, Session
from health.rules import code_of, step_of
from health.sessions import digest
from tests.corrections.factories import PrisonFactory, UnitFactory, UserFactory, staff
from tests.health.factories import clinician
from tests.health.processes import Answer, Process
from tests.inmates.factories import PersonFactory, PlacementFactory

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "gull-ved-enden-av-regnbuen"
HOME, SIGN_IN, CODE, OUT, LOCK = (
    "/helse/",
    "/helse/sign-in/",
    "/helse/sign-in/code/",
    "/helse/sign-out/",
    "/helse/lock/",
)


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create(name="Fjordvik fengsel")


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(UserFactory.create(username="nurse", password=PASSWORD), prison=prison)


@pytest.fixture(scope="module")
def processes(django_db_setup: None) -> Iterator[dict[str, Process]]:
    """Both are started once; they end before the database does."""
    with Process("clinical") as clinical, Process("web") as web:
        yield {"clinical": clinical, "web": web}


@pytest.fixture
def clinical(processes: dict[str, Process]) -> Process:
    processes["clinical"].forget()
    return processes["clinical"]


@pytest.fixture
def web(processes: dict[str, Process]) -> Process:
    processes["web"].forget()
    return processes["web"]


def first_step(process: Process, username: str = "nurse", **more: str) -> Answer:
    return process.post(SIGN_IN, {"username": username, "password": PASSWORD}, **more)


def enrol(process: Process, **more: str) -> bytes:
    """The first sign-in: the page shows the secret, and the code of the app lets in."""
    assert first_step(process, **more).location == CODE
    found = re.search(r'class="secret">([A-Z2-7]{32})<', process.get(CODE, **more).body)
    assert found is not None
    secret = base64.b32decode(found[1])
    answer = process.post(CODE, {"code": code_now(secret, -1)}, **more)
    assert (answer.status, answer.location) == (302, HOME), answer.body
    return secret


def code_now(secret: bytes, offset: int = 0) -> str:
    return code_of(secret, step_of(time.time()) + offset)


# ---- the door -------------------------------------------------------------------------------------------------
def test_a_clinician_enrols_and_sees_who_is_where(clinical: Process, nurse: Clinician, prison: Prison) -> None:
    unit = UnitFactory.create(prison=prison, name="Avdeling B2", code="B2")
    placement = PlacementFactory.create(unit=unit, person=PersonFactory.create(family_name="Åsen"))
    elsewhere = PlacementFactory.create(unit=UnitFactory.create())
    enrol(clinical)
    page = clinical.get(HOME)
    assert page.status == 200
    assert page.cache == "no-store"
    assert "Åsen" in page.body
    assert "Avdeling B2" in page.body
    assert str(elsewhere.stay.person) not in page.body
    assert placement.pk


def test_the_code_is_asked_for_at_every_sign_in_and_the_secret_is_shown_no_more(
    clinical: Process, nurse: Clinician
) -> None:
    secret = enrol(clinical)
    clinical.post(OUT)
    assert clinical.get(HOME).location.startswith(SIGN_IN)
    assert first_step(clinical).location == CODE
    assert 'class="secret"' not in clinical.get(CODE).body
    assert clinical.get(HOME).location.startswith(SIGN_IN)
    assert clinical.post(CODE, {"code": "000000"}).status == 422
    assert clinical.post(CODE, {"code": code_now(secret, -1)}).status == 422
    assert clinical.post(CODE, {"code": code_now(secret, 1)}).status == 302
    assert clinical.get(HOME).status == 200


def test_the_code_cannot_be_guessed_for_long(clinical: Process, nurse: Clinician) -> None:
    secret = enrol(clinical)
    first_step(clinical, browser="thief")
    for guess in range(5):
        clinical.post(CODE, {"code": f"00000{guess}"}, browser="thief")
    assert clinical.post(CODE, {"code": code_now(secret, 1)}, browser="thief").status == 422
    assert clinical.get(HOME, browser="thief").location.startswith(SIGN_IN)


def test_there_is_no_second_step_without_the_first(clinical: Process, nurse: Clinician) -> None:
    for method in ("get", "post"):
        assert clinical.ask(method, CODE, data={"code": "123456"}).location == SIGN_IN


def test_a_wrong_password_gets_no_second_step(clinical: Process, nurse: Clinician) -> None:
    for username in ("nurse", "finnes-ikke"):
        answer = clinical.post(SIGN_IN, {"username": username, "password": "feil"})
        assert answer.status == 422
    assert clinical.get(CODE).location == SIGN_IN


def test_the_password_cannot_be_guessed_for_long(clinical: Process, nurse: Clinician) -> None:
    for guess in range(5):
        assert clinical.post(SIGN_IN, {"username": "nurse", "password": f"gjett {guess}"}).status == 422
    assert first_step(clinical).status == 422


def test_next_never_leads_to_another_site(clinical: Process, nurse: Clinician) -> None:
    secret = enrol(clinical)
    for offset, evil in ((0, "https://evil.example/"), (1, "//evil.example")):
        clinical.post(OUT)
        clinical.post(SIGN_IN, {"username": "nurse", "password": PASSWORD, "next": evil})
        assert clinical.post(CODE, {"code": code_now(secret, offset)}).location == HOME


def test_no_role_of_the_prison_gets_in_nor_a_superuser(clinical: Process, prison: Prison) -> None:
    for role in Role:
        staff(role, prison=prison, username=role, password=PASSWORD, is_superuser=True, is_staff=True)
        answer = first_step(clinical, role, browser=role)
        assert answer.status == 403, role
        assert clinical.get(CODE, browser=role).location == SIGN_IN
        assert clinical.get(HOME, browser=role).location.startswith(SIGN_IN)


def test_whoever_was_only_proposed_gets_in_nowhere(clinical: Process, nurse: Clinician) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE health.clinician DISABLE TRIGGER USER")
        cursor.execute("UPDATE health.clinician SET approved_at = NULL, approved_by_id = NULL")
        cursor.execute("ALTER TABLE health.clinician ENABLE TRIGGER USER")
    assert first_step(clinical).status == 403


# ---- what ends it ---------------------------------------------------------------------------------------------
def test_an_ended_clinician_is_out_at_once(clinical: Process, nurse: Clinician) -> None:
    enrol(clinical)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE health.clinician SET ended_at = now(), ended_by_id = proposed_by_id")
    assert clinical.get(HOME).status == 403


def test_a_deactivated_account_is_out_at_once(clinical: Process, nurse: Clinician) -> None:
    enrol(clinical)
    User.objects.filter(pk=nurse.user_id).update(is_active=False)
    assert clinical.get(HOME).location.startswith(SIGN_IN)
    assert first_step(clinical).status == 422


def test_signing_out_ends_the_session_on_the_server(clinical: Process, nurse: Clinician) -> None:
    enrol(clinical)
    assert Session.objects.count() == 1
    assert clinical.get(OUT).status == 405
    clinical.post(OUT)
    assert Session.objects.count() == 0


def test_the_lock_of_the_clinical_process_opens_with_the_password(clinical: Process, nurse: Clinician) -> None:
    enrol(clinical)
    assert clinical.post(LOCK).location.startswith(LOCK)
    assert clinical.get(HOME).location.startswith(LOCK)
    assert clinical.post(LOCK, {"password": "feil"}).status == 422
    assert clinical.post(LOCK, {"password": PASSWORD, "next": HOME}).location == HOME
    assert clinical.get(HOME).status == 200


# ---- the password ---------------------------------------------------------------------------------------------
def test_a_clinician_changes_the_password_here_and_other_sessions_end(clinical: Process, nurse: Clinician) -> None:
    secret = enrol(clinical)
    first_step(clinical, browser="elsewhere")
    clinical.post(CODE, {"code": code_now(secret)}, browser="elsewhere")
    assert clinical.get(HOME, browser="elsewhere").status == 200
    new = "solen-over-fjorden-i-juni"
    for wrong in ({"old": "feil"}, {"again": "noe annet"}, {"new": "kort", "again": "kort"}):
        data = {"old": PASSWORD, "new": new, "again": new} | wrong
        assert clinical.post("/helse/password/", data).status == 422
    answer = clinical.post("/helse/password/", {"old": PASSWORD, "new": new, "again": new})
    assert answer.location == HOME
    assert clinical.get(HOME).status == 200
    assert clinical.get(HOME, browser="elsewhere").location.startswith(SIGN_IN)
    assert User.objects.get(pk=nurse.user_id).check_password(new)


def test_a_new_password_is_half_of_signing_in_and_the_code_the_other(clinical: Process, nurse: Clinician) -> None:
    """However the password came about, it opens nothing alone, nor does it lead to enrolling another app."""
    secret = enrol(clinical)
    before = nurse.user.password
    User.objects.filter(pk=nurse.user_id).update(password=make_password("solen-over-fjorden-i-juni"))
    assert User.objects.get(pk=nurse.user_id).password != before
    clinical.forget()
    answer = clinical.post(SIGN_IN, {"username": "nurse", "password": "solen-over-fjorden-i-juni"})
    assert answer.location == CODE
    assert 'class="secret"' not in clinical.get(CODE).body
    assert clinical.get(HOME).location.startswith(SIGN_IN)
    assert clinical.post(CODE, {"code": code_now(secret, 1)}).location == HOME


def test_a_clinician_who_tries_in_the_web_process_is_told_where(web: Process, nurse: Clinician) -> None:
    before = User.objects.get(pk=nurse.user_id).password
    web.post("/account/login/", {"login": "nurse", "password": PASSWORD})
    new = "solen-over-fjorden-i-juni"
    answer = web.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status == 200
    assert "health" in answer.body.lower() or "helse" in answer.body.lower()
    assert User.objects.get(pk=nurse.user_id).password == before


def test_somebody_else_changes_the_password_in_the_web_process(web: Process) -> None:
    user = UserFactory.create(username="kari", password=PASSWORD)
    web.post("/account/login/", {"login": "kari", "password": PASSWORD})
    new = "solen-over-fjorden-i-juni"
    answer = web.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status == 302
    assert User.objects.get(pk=user.pk).check_password(new)


# ---- sessions of the other process ----------------------------------------------------------------------------
def test_a_session_of_the_web_process_is_nothing_in_the_clinical_one_and_the_reverse(
    web: Process, clinical: Process, nurse: Clinician
) -> None:
    enrol(clinical)
    clinical_key = clinical.get(HOME).cookies["clinical"]
    web_key = web.post("/account/login/", {"login": "nurse", "password": PASSWORD}).cookies["pms"]
    assert web.get("/lock/").status == 200
    stolen = clinical.get(HOME, browser="thief", cookies={"clinical": web_key, "pms": web_key, "sessionid": web_key})
    assert stolen.location.startswith(SIGN_IN)
    stolen = web.get("/lock/", browser="thief", cookies={"pms": clinical_key, "clinical": clinical_key})
    assert stolen.location.startswith("/account/login/")


def test_a_session_row_copied_into_the_other_table_opens_nothing(
    web: Process, clinical: Process, nurse: Clinician
) -> None:
    """Own secrets: the signature on the data is wrong in the other process, whoever could move the row."""
    web_key = web.post("/account/login/", {"login": "nurse", "password": PASSWORD}).cookies["pms"]
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO health.session (session_key, session_data, expire_date)
               SELECT %s, session_data, expire_date FROM django_session WHERE session_key = %s""",
            [digest(web_key), web_key],
        )
    assert clinical.get(HOME, cookies={"clinical": web_key}).location.startswith(SIGN_IN)


def test_what_stands_in_the_session_table_is_no_key(clinical: Process, nurse: Clinician) -> None:
    enrol(clinical)
    key = Session.objects.get().session_key
    assert key == digest(clinical.get(HOME).cookies["clinical"])
    assert clinical.get(HOME, browser="thief", cookies={"clinical": key}).location.startswith(SIGN_IN)


def test_the_web_process_knows_no_address_of_health(web: Process) -> None:
    for path in (HOME, SIGN_IN, CODE, OUT, "/helse/password/", "/helse/healthz"):
        assert web.get(path).status == 404
        assert web.post(path).status == 404


def test_the_clinical_process_knows_no_address_of_the_prison(clinical: Process) -> None:
    for path in ("/", "/account/login/", "/lock/", "/helse/account/login/", "/people/"):
        assert clinical.get(path).status == 404


def test_each_process_says_which_login_it_has(web: Process, clinical: Process) -> None:
    assert '"login": "pms_web"' in web.get("/healthz").body
    assert '"login": "pms_clinical"' in clinical.get("/helse/healthz").body


def test_a_stronger_hash_than_the_stored_one_is_no_reason_to_refuse_a_clinician(web: Process, nurse: Clinician) -> None:
    """The web login may not store the new hash of a clinician; signing in works all the same."""
    weak = "argon2" + PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    other = UserFactory.create(username="kari")
    User.objects.filter(pk__in=[nurse.user_id, other.pk]).update(password=weak)
    for name, stored in (("nurse", True), ("kari", False)):
        assert web.post("/account/login/", {"login": name, "password": PASSWORD}, browser=name).status == 302
        assert (User.objects.get(username=name).password == weak) is stored


def test_health_staff_choose_language_and_colours_without_touching_their_account(
    clinical: Process, nurse: Clinician
) -> None:
    enrol(clinical)
    assert 'lang="nb"' in clinical.get(HOME).body
    assert clinical.post("/helse/settings/language/", {"language": "en"}).location == HOME
    assert clinical.post("/helse/settings/colours/", {"scheme": "dark"}).location == HOME
    page = clinical.get(HOME).body
    assert 'lang="en"' in page
    assert 'data-color-scheme="dark"' in page
    kept = User.objects.get(username="nurse")
    assert (kept.language, kept.colour_scheme) == ("nb", "auto")
