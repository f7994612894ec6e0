"""Opening each page once a language, and photographing it at every size in light and dark."""

import asyncio
import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from pathlib import Path

from asgiref.sync import sync_to_async
from playwright.async_api import Browser, BrowserContext, Error, Page, async_playwright

from corrections.demo.staff import CAST, PASSWORD
from corrections.launch import debian
from corrections.models import User
from tests.shots.pages import SIZES, Shot, Wish
from tests.shots.studio import Studio

SIDE_BY_SIDE = 2
PATIENCE = 15_000
SWITCHES = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--font-render-hinting=none"]
OK = 200
STEP = 30
SETTLED = """async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await Promise.allSettled(document.getAnimations().map((one) => one.finished));
    await frame();
}"""
"""A change of scheme or size is painted, and its transitions are over: else the picture is half light, half dark."""


@dataclass(frozen=True)
class Taken:
    page: str
    role: str
    size: str
    scheme: str
    language: str
    file: str


@dataclass
class Session:
    """One photographer's afternoon."""

    wish: Wish
    studio: Studio
    folder: Path
    deadline: float
    taken: list[Taken]
    late: list[str]


def take(shots: list[Shot], wish: Wish, studio: Studio, folder: Path) -> tuple[list[Taken], list[str]]:
    session = Session(wish, studio, folder, time.monotonic() + wish.minutes * 60, [], [])
    asyncio.run(everybody(shots, session))
    return sorted(session.taken, key=lambda one: (one.page, one.role, one.language)), session.late


async def everybody(shots: list[Shot], session: Session) -> None:
    by_role: dict[tuple[str, bool, str], list[Shot]] = {}
    for shot in shots:
        by_role.setdefault((shot.role, shot.is_clinical, shot.user), []).append(shot)
    seats = asyncio.Semaphore(SIDE_BY_SIDE)
    async with async_playwright() as playwright:
        path = debian.find("chromium")
        browser = await playwright.chromium.launch(executable_path=str(path) if path else None, args=SWITCHES)
        await asyncio.gather(*(one_role(browser, seats, work, session) for work in by_role.values()))
        await browser.close()


async def one_role(browser: Browser, seats: asyncio.Semaphore, shots: list[Shot], session: Session) -> None:
    async with seats:
        context = await browser.new_context(locale="nb-NO", timezone_id="Europe/Oslo", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        user = shots[0].user or next(hand.username for hand in CAST if hand.role == shots[0].role)
        try:
            await sign_in(context, user, session.studio, clinical=shots[0].is_clinical)
            for language in session.wish.languages:
                await speak(user, language)
                for shot in shots:
                    await one_page(context, shot, language, session)
        except Error as error:
            session.late.append(f"{shots[0].role}: {error.message.splitlines()[0]}")
        finally:
            await speak(user, "nb")
            await context.close()


async def one_page(context: BrowserContext, shot: Shot, language: str, session: Session) -> None:
    if time.monotonic() > session.deadline:
        session.late.append(f"{shot.page} as {shot.role} in {language}: the time was up")
        return
    page = await context.new_page()
    try:
        answer = await page.goto(address(session.studio, shot))
        is_page = answer is not None and "text/html" in answer.headers.get("content-type", "")
        if answer is None or answer.status != OK:
            session.late.append(f"{shot.page} as {shot.role}: answered {answer.status if answer else 'nothing'}")
        elif is_page:
            await all_variants(page, shot, language, session)
    except Error as error:
        session.late.append(f"{shot.page} as {shot.role} in {language}: {error.message.splitlines()[0]}")
    finally:
        await page.close()


async def all_variants(page: Page, shot: Shot, language: str, session: Session) -> None:
    await page.evaluate("document.fonts.ready")
    for size in session.wish.sizes:
        width, height = SIZES[size]
        await page.set_viewport_size({"width": width, "height": height})
        for scheme in session.wish.schemes:
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            await page.evaluate(SETTLED)
            file = f"{shot.page}/{shot.role.lower()}-{size}-{scheme}-{language}.jpg"
            await page.screenshot(path=session.folder / file, type="jpeg", quality=88, full_page=True)
            session.taken.append(Taken(shot.page, shot.role, size, scheme, language, file))


# ---- doors -------------------------------------------------------------------------------------------------------
def address(studio: Studio, shot: Shot) -> str:
    if shot.is_clinical:
        return studio.addresses.clinical_address.removesuffix("/helse/") + shot.path
    return studio.addresses.web_address.rstrip("/") + shot.path


async def sign_in(context: BrowserContext, user: str, studio: Studio, *, clinical: bool) -> None:
    page = await context.new_page()
    await page.goto(studio.addresses.clinical_address if clinical else studio.addresses.web_address)
    await page.fill("[name=username]" if clinical else "[name=login]", user)
    await page.fill("[name=password]", PASSWORD)
    await page.press("[name=password]", "Enter")
    await page.wait_for_load_state()
    if clinical:
        await page.wait_for_selector("[name=code]")
        await page.fill("[name=code]", await code_for(page, user, studio))
        await page.press("[name=code]", "Enter")
        await page.wait_for_load_state()
    await page.close()


async def code_for(page: Page, user: str, studio: Studio) -> str:
    """The secret is shown the first time only; the studio keeps it for the next."""
    kept = studio.services.folder.path / f"second-factor-{user}"
    if await page.locator(".secret").count():
        kept.write_text(await page.inner_text(".secret"))
    return totp(kept.read_text().strip(), int(time.time()))


def totp(secret: str, now: int) -> str:
    """RFC 6238, six digits, thirty seconds."""
    digest = hmac.digest(base64.b32decode(secret), (now // STEP).to_bytes(8, "big"), hashlib.sha1)
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


@sync_to_async
def speak(username: str, language: str) -> None:
    User.objects.filter(username=username).update(language=language)
