"""A clinician signs in to a clinical process that listens: password, authenticator app, and the page behind."""

import base64
import re
import time

from health.rules import code_of, step_of
from tests.health.behind import Browser

PASSWORD = "gull-ved-enden-av-regnbuen"


def sign_in(port: int, username: str) -> Browser:
    """For the first time: the page shows the secret, and its code lets in."""
    browser = Browser(port)
    browser.get("/helse/sign-in/")
    answer = browser.post("/helse/sign-in/", {"username": username, "password": PASSWORD})
    assert answer.location == "/helse/sign-in/code/", answer.text[-2000:]
    found = re.search(r'class="secret">([A-Z2-7]{32})<', browser.get("/helse/sign-in/code/").text)
    assert found is not None
    code = code_of(base64.b32decode(found[1]), step_of(time.time()))
    answer = browser.post("/helse/sign-in/code/", {"code": code})
    assert (answer.status, answer.location) == (302, "/helse/"), answer.text[-2000:]
    return browser
