"""What stands in somebody's way on a page: axe's rules at two widths, sideways scroll, targets too small to hit."""

from axe_playwright_python.sync_playwright import Axe

WIDE, NARROW, NARROWEST = 1280, 360, 320
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}


def barriers(page) -> list[str]:
    """Everything found on the page that is open, at 1280 and at 360 px; at 320 px only whether it scrolls sideways."""
    found = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900 if width == WIDE else 740})
        found += [f"{width}: {each}" for each in _violations(page)]
    for width in (NARROW, NARROWEST):
        page.set_viewport_size({"width": width, "height": 740})
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            found.append(f"{width}: is {needed} px wide, by {page.evaluate(WIDEST, width)}")
    page.set_viewport_size({"width": WIDE, "height": 900})
    return found


def _violations(page) -> list[str]:
    return [
        f"{rule['id']}: {node['html'][:140]}"
        for rule in Axe().run(page, options=RULES).response["violations"]
        for node in rule["nodes"][:3]
    ]


# The innermost element that reaches beyond the width, to say where to look.
WIDEST = """width => {
  const beyond = [...document.querySelectorAll("body *")].filter(each => each.getBoundingClientRect().right > width + 1)
  const last = beyond.pop()
  return last ? last.outerHTML.slice(0, 140) : "nothing that is seen"
}"""

# Sends a form of the page's own kind with nothing filled in: as if a browser without our rules had sent it.
SEND = """([address, data]) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value
  const form = document.createElement("form")
  form.method = "post"
  form.action = address
  for (const [name, value] of Object.entries({...data, csrfmiddlewaretoken: token})) {
    const field = document.createElement("input")
    field.type = "hidden"
    field.name = name
    field.value = value
    form.append(field)
  }
  document.body.append(form)
  HTMLFormElement.prototype.submit.call(form)
}"""


def send(page, address: str, data: dict | None = None) -> int:
    """Send an all but empty form to ``address`` from the page that is open; returns the status of what came."""
    with page.expect_navigation() as arriving:
        page.evaluate(SEND, [address, data or {}])
    return arriving.value.status
