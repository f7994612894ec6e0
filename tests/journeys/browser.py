"""A browser window of one member of staff, as the journeys hold it.

A window notices what a person would not: errors in the console, scripts that fail, what the content security policy
stopped, and requests that were answered with an error nobody expected. ``complaints()`` of a window must be empty.
"""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

from corrections.launch import paths

AXE = paths.NODE_MODULES / "axe-core" / "axe.min.js"
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
CSP_REPORTS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} stopped ${event.blockedURI} ${event.sample}`));
"""
FETCH_ERROR = "Failed to load resource"

# Playwright's own waiting takes a promise for a yes; this one waits for what the promise comes to.
EVENTUALLY = """async () => {{
  for (let tries = 0; tries < 200; tries++) {{
    if (await ({question})()) return true;
    await new Promise((later) => setTimeout(later, 50));
  }}
  return false;
}}"""


def becomes_true(page: Page, question: str) -> bool:
    """Ask the page again and again, for ten seconds. ``question``: an async function of JavaScript."""
    return bool(page.evaluate(EVENTUALLY.format(question=question)))


@dataclass
class Window:
    """``open`` a path of the product; ``page`` is Playwright's, for everything else."""

    context: BrowserContext
    page: Page
    base: str
    allowed: set[int] = field(default_factory=set)
    noticed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.noticed.append(f"script: {error}"))
        self.page.on("response", self._response)

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def expects(self, *statuses: int) -> None:
        """Answers that belong to the journey, such as 409 when somebody else was first."""
        self.allowed.update(statuses)

    def axe(self) -> list[str]:
        """What breaks WCAG 2.2 AA on the page as it stands, one line for each rule."""
        self.page.evaluate(f"{AXE.read_text(encoding='utf-8')}; undefined")
        result: dict[str, Any] = self.page.evaluate("(options) => axe.run(document, options)", AXE_OPTIONS)
        return [_describe(violation) for violation in result["violations"]]

    def scrolls_sideways(self) -> bool:
        width = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return int(width) > 0

    def complaints(self) -> list[str]:
        return self.noticed

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(FETCH_ERROR):
            self.noticed.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.noticed.append(f"{response.status}: {response.url}")


def _describe(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    return f"{violation['id']} ({len(nodes)}×): {violation['help']}; first at {nodes[0]['html'][:200]}"
