"""What a finger can hit: on a tablet everything that is tapped is at least 44 pixels high, its words counted in."""

from tests.journeys.browser import Window

TOO_LOW = """() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 1;
  const target = (one) => {
    const box = ["checkbox", "radio"].includes(one.type) ? one.labels?.[0] ?? one : one;
    return Math.max(box.getBoundingClientRect().height, one.getBoundingClientRect().height);
  };
  const tapped = "main :is(button, .ds-button, input:not([type=hidden], [type=date]), select, textarea, summary)";
  return [...document.querySelectorAll(tapped)]
    .filter((one) => seen(one) && target(one) < 43.5)
    .map((one) => `${Math.round(target(one))} px: ${one.innerText || one.labels?.[0]?.innerText || one.name}`);
}"""


def too_low(seen: Window) -> list[str]:
    """Each target of the page as it stands that is lower than 44 pixels, with its words."""
    found: list[str] = seen.page.evaluate(TOO_LOW)
    return found
