"""
Every page there is, empty, filled, refused, printed, without scripts and by keys.

The pages are taken from the routes of the application, so none can be missing: a new page
is looked at from its first day. What a route is, page, download, part or data, is told by
what it answers.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest

from ng911risk.access import Role, permissions_of
from ng911risk_api.app import create_app
from ng911risk_api.auth.visitor import Allow, Anyone
from ng911risk_api.settings import Settings
from tests.api.test_role_matrix import Row, rows
from tests.browser.conftest import (
    DESK,
    PHONE,
    SIZES,
    Browser,
    Page,
    Serve,
    Served,
    sideways,
    sign_in,
    violations,
)
from tests.browser.world import LOGINS, World, build

pytestmark = pytest.mark.browser

WAIT_MS: Final = 60_000
WEIGHT_MAX: Final = 800_000
"""Bytes of a page with everything it loads, unpacked."""

HEAVY: Final = "/sites/{id}/map"
"""The one page that may be heavier: it brings the library that draws."""

STOPS_MAX: Final = 400
"""Most presses of the Tab key through one page; a longer one needs to be cut into pages."""

PAPER: Final = {"width": 718, "height": 1000}
"""A4 between its margins, at 96 dots an inch."""

STRANGER: Final = "stranger"
_PICTURES: Final = os.environ.get("NG911RISK_PICTURES")
"""Folder for pictures of everything that is looked at, if somebody wants to look too."""

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("assets", "zones"),
    "number": ("1",),
    "topic": ("vendors",),
    "document": ("board",),
    "ending": ("pdf",),
    "format": ("html", "csv"),
}
"""Parts of addresses that are words; those on links of pages come in addition."""

_PER_ROUTE: Final = 2
"""Most addresses of one route: pages of one template differ little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One page as somebody sees it."""

    who: str
    """A login, or the stranger."""
    address: str
    route: str
    status: int
    is_empty: bool
    """Whether it is about a site of which nothing is known."""
    is_document: bool
    """Whether it says how its file is called: whole in itself, made to be kept."""

    @property
    def picture(self) -> str:
        path = ("empty-" if self.is_empty else "") + re.sub(r"[0-9a-f]{32}", "x", self.address)
        return re.sub(r"[^a-z0-9]+", "-", path.casefold()).strip("-")[:80] or "home"


@dataclass
class Watched:
    """A page, and everything that it complained of since the last look."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    status: int = 0
    """Of the page that was answered last."""

    def __post_init__(self) -> None:
        self.page.set_default_timeout(WAIT_MS)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda one: self.complaints.append(str(one)))
        self.page.on("request", self._asked)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def open(self, address: str) -> int:
        """Go there and return the status."""
        self.complaints.clear()
        answer = self.page.goto(self.base + address, wait_until="load")
        self.page.evaluate("document.fonts.ready.then(() => true)")
        return int(answer.status)

    def _heard(self, message: Any) -> None:  # noqa: ANN401 - the driver ships no types
        if message.type in {"error", "warning"} and "status of" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request: Any) -> None:  # noqa: ANN401 - as above
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.complaints.append(f"asks another host: {request.url}")

    def _failed(self, request: Any) -> None:  # noqa: ANN401 - as above
        self.complaints.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Any) -> None:  # noqa: ANN401 - as above
        if response.request.is_navigation_request():
            self.status = int(response.status)
        elif response.status >= HTTPStatus.BAD_REQUEST:
            self.complaints.append(f"{response.status}: {response.url}")


class Visitors:
    """The people who look, each in a browser window for every size, with and without scripts."""

    def __init__(self, browser: Browser, served: Served, world: World) -> None:
        self._browser, self.served, self._world = browser, served, world
        self._states: dict[str, Any] = {}
        self._open: dict[tuple[str, int, bool], Watched] = {}

    def page(self, who: str, size: dict[str, int] = DESK, *, scripts: bool = True) -> Watched:
        """Return the window of somebody, who comes in the first time."""
        key = (who, size["width"], scripts)
        if key not in self._open:
            context = self._browser.new_context(
                viewport=size, java_script_enabled=scripts, storage_state=self._state(who)
            )
            self._open[key] = Watched(page=context.new_page(), base=self.served.base)
        return self._open[key]

    def _state(self, who: str) -> Any:  # noqa: ANN401 - the driver ships no types
        if who not in self._states:
            context = self._browser.new_context(viewport=DESK)
            page = context.new_page()
            page.set_default_timeout(WAIT_MS)
            if who == STRANGER:
                page.goto(f"{self.served.base}/read/{self._world.secrets['read']}")
                page.get_by_role("main").get_by_role("button").click()
            else:
                sign_in(page, self.served, who)
            page.wait_for_load_state()
            self._states[who] = context.storage_state()
            context.close()
        return self._states[who]

    def close(self) -> None:
        """Close every window."""
        for one in self._open.values():
            one.page.context.close()


@pytest.fixture(scope="module")
def world(target: str, audit_key: Path) -> World:
    """A database in which everything has happened."""
    return build(target, audit_key)


@pytest.fixture(scope="module")
def visitors(browser: Browser, serve: Serve, target: str, world: World) -> Iterator[Visitors]:
    """Everybody, and results that are worked out."""
    made = Visitors(browser, serve(target), world)
    admin = made.page(LOGINS[Role.PSAP_ADMINISTRATOR])
    admin.open(f"/sites/{world.site}/results")
    admin.page.get_by_text("Odds in a year").first.wait_for()
    admin.open(f"/sites/{world.site}/results/what-if/sets")
    yield made
    made.close()


@pytest.fixture(scope="module")
def visits(visitors: Visitors, world: World) -> list[Visit]:
    """Every page: one address of each route at least, and those that links lead to."""
    return _Finder(visitors, world).found()


class _Finder:
    """Asks for every address, keeps the pages, follows their links."""

    def __init__(self, visitors: Visitors, world: World) -> None:
        app = create_app(Settings(store="never-opened.sqlite", database_url=""))
        self._rows = [
            one for one in rows(app) if one.method == "GET" and not one.path.startswith("/api/")
        ]
        # an address of words only comes before one in which anything may stand
        self._rows.sort(key=lambda one: ("{" in one.path.rpartition("/")[2], one.path))
        self._visitors, self._world = visitors, world
        self._seen: dict[tuple[str, str], Visit | None] = {}
        self._count: dict[str, int] = {}
        self.dead: list[str] = []
        self.answered: dict[str, set[str]] = {one.path: set() for one in self._rows}

    def found(self) -> list[Visit]:
        for row in self._rows:
            for address in self._addresses(row):
                self._ask(_who(row), address, row.path, linked="")
        for _ in range(2):
            for (who, address), visit in list(self._seen.items()):
                if visit is not None and visit.status == HTTPStatus.OK:
                    self._follow(who, address)
        assert self.dead == []
        nothing = [path for path, kinds in self.answered.items() if not kinds]
        assert nothing == [], "these routes were never reached"
        return [one for one in self._seen.values() if one is not None]

    def _addresses(self, row: Row) -> Iterator[str]:
        """Addresses with everything that this world has for the parts of the route."""
        names = re.findall(r"{(\w+)}", row.path)
        choices = [self._choices(row, name) for name in names]
        for chosen in product(*choices):
            if self._world.empty in chosen and set(names) & set(self._world.ids):
                continue  # nothing has an id where nothing is known
            address = row.path
            for name, value in zip(names, chosen, strict=True):
                address = address.replace(f"{{{name}}}", value, 1)
            yield address

    def _choices(self, row: Row, name: str) -> tuple[str, ...]:
        first = row.path.split("/")[1]
        if name == "secret":
            return (self._world.secrets.get(first, "of-nothing"),)
        if name == "id" and row.path.startswith("/settings/people"):
            return (self._world.ids["user"],)
        if name == "id":
            return (self._world.site, self._world.empty)
        if name in _WORDS:
            return _WORDS[name]
        assert name in self._world.ids, f"say in the world what stands for {name} in {row.path}"
        return (self._world.ids[name],)

    def _follow(self, who: str, address: str) -> None:
        page = self._visitors.page(who).page
        links: list[str] = page.evaluate(_LINKS, address)
        for link in links:
            row = self._row_of(link)
            if row is None:
                self.dead.append(f"{address} leads to {link}, which is no page")
            elif self._count.get(row.path, 0) < _PER_ROUTE:
                self._ask(who, link, row.path, linked=address)

    def _row_of(self, link: str) -> Row | None:
        path = link.partition("?")[0]
        for row in self._rows:
            if re.fullmatch(re.sub(r"{\w+}", "[^/]+", row.path), path):
                return row
        return None

    def _ask(self, who: str, address: str, route: str, *, linked: str) -> None:
        if (who, address) in self._seen:
            return
        window = self._visitors.page(who)
        if not window.page.url.startswith(window.base):
            window.open("/sign-in")
        answer = window.page.evaluate(_FETCH, address)
        self._seen[who, address] = None
        kind = _kind(answer)
        if linked and answer["status"] >= HTTPStatus.BAD_REQUEST:
            self.dead.append(f"{linked} leads {who} to {address}: {answer['status']}")
        if self._is_of_the_filled_world(address):
            self.answered[route].add(kind)
            self._count[route] = self._count.get(route, 0) + 1
        if kind == "page":
            status = int(answer["status"])
            self._seen[who, address] = Visit(
                who=who,
                address=address,
                route=route,
                status=status,
                is_empty=self._world.empty in address,
                is_document="filename" in answer["disposition"],
            )

    def _is_of_the_filled_world(self, address: str) -> bool:
        return self._world.empty not in address


def _who(row: Row) -> str:
    """Whoever may open it."""
    if isinstance(row.gate, Anyone):
        return STRANGER
    if isinstance(row.gate, Allow):
        for role, login in LOGINS.items():
            if row.gate.permission in permissions_of(role):
                return login
        raise AssertionError(f"add somebody who may open {row.path}")
    return LOGINS[Role.PSAP_ADMINISTRATOR]


def _kind(answer: Mapping[str, Any]) -> str:
    """What an answer is: only whole pages are looked at."""
    if answer["moved"]:
        return "moved"
    if "attachment" in answer["disposition"]:
        return "download"
    if "text/html" not in answer["type"]:
        return "data"
    return "page" if answer["whole"] else "part"


_FETCH: Final = """async address => {
  const answer = await fetch(address, {redirect: "manual", cache: "no-store"});
  const head = name => answer.headers.get(name) || "";
  const text = head("content-type").includes("text/html") ? await answer.text() : "";
  if (!text) await answer.body?.cancel();
  return {status: answer.status, moved: answer.type === "opaqueredirect",
          type: head("content-type"), disposition: head("content-disposition"),
          whole: /<html/i.test(text)};
}"""

_LINKS: Final = """async address => {
  const answer = await fetch(address, {cache: "no-store"});
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = new Set();
  for (const link of page.querySelectorAll("a[href]")) {
    const to = new URL(link.getAttribute("href"), new URL(address, location.href));
    if (to.origin === location.origin) found.add(to.pathname + to.search);
  }
  return [...found].filter(one => !one.startsWith("/static/") && !one.startsWith("/api/"));
}"""


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_whole_readable_and_light(
    visitors: Visitors, visits: list[Visit], axe: str, size: dict[str, int]
) -> None:
    wrong: list[str] = []
    titles: dict[str, str] = {}
    for visit in visits:
        window = visitors.page(visit.who, size)
        status = window.open(visit.address)
        found = list(window.complaints)
        if status != visit.status:
            found.append(f"status {status}, not {visit.status}")
        found += _shape(window.page, axe)
        title = window.page.title()
        path = visit.address.partition("?")[0]
        if status == HTTPStatus.OK and titles.setdefault(title, path) != path:
            found.append(f"has the title of {titles[title]}: {title}")
        parts = window.page.evaluate(_WEIGHT)
        weight = sum(size for size, _ in parts)
        if weight >= WEIGHT_MAX and visit.route != HEAVY and not visit.is_document:
            found.append(f"weighs {weight:,} bytes: {parts}")
        _picture(window.page, visit.picture, size["width"])
        wrong += [f"{visit.address}: {one}" for one in found]
    _tell(wrong)


_WEIGHT: Final = """() => [...performance.getEntriesByType("navigation"),
  ...performance.getEntriesByType("resource")].map(
    one => [one.decodedBodySize, one.name.replace(/.*[/]/, "").slice(0, 40)]).sort(
    (one, other) => other[0] - one[0])"""


def _shape(page: Page, axe: str) -> list[str]:
    """What is wrong with a page, whatever it is about."""
    found = violations(page, axe)
    if sideways(page):
        found.append(f"is wider than the window: {page.evaluate(_WIDEST)}")
    heads = page.locator("h1").count()
    if heads != 1:
        found.append(f"has {heads} first headings")
    if not page.title().strip(" |-").removesuffix("ng911risk").strip(" |-"):
        found.append("has no title")
    return found


_WIDEST: Final = """() => [...document.body.querySelectorAll("*")]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map(one => one.outerHTML.slice(0, 120)).join(" ... ")"""


def test_every_page_can_be_printed(visitors: Visitors, visits: list[Visit], axe: str) -> None:
    wrong: list[str] = []
    for visit in _good(visits):
        if visit.is_document:
            continue  # has rules for paper of its own, and tests beside them
        window = visitors.page(visit.who, PAPER)
        window.page.emulate_media(media="print")
        window.open(visit.address)
        found = _shape(window.page, axe)
        found += [f"prints {one}" for one in window.page.evaluate(_PRINTED)]
        found += [f"cuts off {one}" for one in window.page.evaluate(_CUT_OFF)]
        _picture(window.page, visit.picture, "print")
        wrong += [f"{visit.address}: {one}" for one in found]
    _tell(wrong)


_PRINTED: Final = """() => ["header.usa-header", "nav", ".usa-skipnav", ".usa-footer"].filter(
  one => [...document.querySelectorAll(one)].some(found => found.checkVisibility()))"""

_CUT_OFF: Final = """() => [...document.body.querySelectorAll("*")]
  .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 2
    && ["auto", "scroll", "hidden"].includes(getComputedStyle(one).overflowX)
    && !one.matches("input, select, textarea, option") && one.clientWidth > 8)
  .slice(0, 3).map(one => one.outerHTML.slice(0, 120).replace(/\\s+/g, " "))"""


def test_every_page_is_complete_without_scripts(visitors: Visitors, visits: list[Visit]) -> None:
    wrong: list[str] = []
    for visit in _good(visits):
        window = visitors.page(visit.who, PHONE, scripts=False)
        status = window.open(visit.address)
        found = list(window.complaints)
        if status != visit.status:
            found.append(f"status {status} without scripts")
        bare = len(window.page.locator("main").inner_text())
        linked = window.page.evaluate(_LINKED)
        with_scripts = visitors.page(visit.who, PHONE)
        with_scripts.open(visit.address)
        whole = int(with_scripts.page.evaluate(_TEXT_BUT, linked))
        if bare < whole * 0.8:
            found.append(f"shows {bare} letters without scripts, {whole} with")
        if (
            visit.who != STRANGER
            and window.page.locator("nav").count()
            and not (window.page.locator("nav a").first.is_visible())
        ):
            found.append("hides the navigation without scripts")
        if sideways(window.page):
            found.append("is wider than the window without scripts")
        _picture(window.page, visit.picture, "bare")
        wrong += [f"{visit.address}: {one}" for one in found]
    _tell(wrong)


_LINKED: Final = """() => [...document.querySelectorAll("main a[href]")].map(
  one => one.getAttribute("href"))"""

# what comes later by itself may stand on a page of its own without scripts, if a link leads there
_TEXT_BUT: Final = """linked => [...document.querySelectorAll("main [hx-get]")]
  .filter(one => linked.includes(one.getAttribute("hx-get")))
  .reduce((rest, one) => rest - one.innerText.length,
          document.querySelector("main").innerText.length)"""


def test_every_page_can_be_used_with_keys(visitors: Visitors, visits: list[Visit]) -> None:
    wrong: list[str] = []
    for visit in _good(visits):
        window = visitors.page(visit.who)
        window.open(visit.address)
        window.page.wait_for_timeout(50)
        stops = int(window.page.evaluate(_WATCH_FOCUS))
        if stops > STOPS_MAX:
            wrong.append(f"{visit.address}: {stops} stops of the Tab key")
            continue
        for _ in range(stops + 3):
            window.page.keyboard.press("Tab")
        told = window.page.evaluate("window.ng911riskTold()")
        wrong += [f"{visit.address}: {one}" for one in told]
    _tell(wrong)


_WATCH_FOCUS: Final = """() => {
  const name = one => one.outerHTML.slice(0, 140).replace(/\\s+/g, " ");
  const stops = new Map();
  for (const one of document.querySelectorAll(
      "a[href], button, input, select, textarea, summary, [tabindex='0']")) {
    const closed = one.matches("details:not([open]) *") && !one.matches("details > summary");
    if (one.disabled || one.type === "hidden" || closed || !one.checkVisibility(
        {visibilityProperty: true})) continue;
    // of radio buttons of one name a press reaches one; arrows reach the others
    const group = one.type === "radio" ? `${one.form?.action} ${one.name}` : one;
    if (!stops.has(group)) stops.set(group, []);
    stops.get(group).push(one);
  }
  const reached = new Set(), unseen = [];
  let first = null;
  document.addEventListener("focusin", event => {
    const one = event.target;
    first ??= one;
    reached.add(one);
    const label = one.labels?.[0];
    const shown = [getComputedStyle(one), label && getComputedStyle(label),
                   label && getComputedStyle(label, "::before")].filter(Boolean);
    const marked = shown.some(style =>
      (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
      || style.boxShadow !== "none");
    if (!marked) unseen.push(name(one));
  });
  window.ng911riskTold = () => {
    const told = unseen.slice(0, 3).map(one => `no visible focus: ${one}`);
    if (!first?.matches("a[href^='#']") || !/^Skip/.test(first.textContent))
      told.push(`the first stop is ${first && name(first)}`);
    const missed = [...stops.values()].filter(group => !group.some(one => reached.has(one)));
    return told.concat(missed.slice(0, 3).map(group => `no key reaches ${name(group[0])}`));
  };
  // a field of a date has a stop for day, month, year and calendar
  return stops.size + 3 * document.querySelectorAll("input[type=date]").length;
}"""


@pytest.mark.parametrize("fill", ["", "?"], ids=["empty", "nonsense"])
def test_every_form_says_what_is_wrong(
    visitors: Visitors, visits: list[Visit], axe: str, fill: str
) -> None:
    wrong: list[str] = []
    tried: set[str] = set()
    for visit in _good(visits):
        window = visitors.page(visit.who)
        window.open(visit.address)
        for number, action in window.page.evaluate(_FORMS):
            form = re.sub(r"[0-9a-f]{32}|[?].*", "", action)
            if form in tried:
                continue
            tried.add(form)
            window.open(visit.address)
            if [number, action] not in window.page.evaluate(_FORMS):
                continue  # what was sent before has done away with it
            found = _send(window, number, fill, axe)
            _picture(window.page, f"{visit.picture}-refused", f"{number}{'-' if fill else ''}")
            wrong += [f"{action} of {visit.address}: {one}" for one in found]
    assert len(tried) > 20
    _tell(wrong)


_FORMS: Final = """() => [...document.forms].flatMap((form, number) => {
  // a form with nothing to fill in is a button: it cannot be filled in wrong
  const fields = [...form.elements].filter(
    one => !["hidden", "submit", "button", "fieldset"].includes(one.type));
  return form.method === "post" && fields.length
    ? [[number, new URL(form.action).pathname]] : [];
})"""

_SUBMIT: Final = """([number, fill]) => {
  const form = document.forms[number];
  for (const one of form.elements) {
    if (one.type === "hidden") continue;
    if (one.type === "radio" || one.type === "checkbox") one.checked = false;
    else if (one.tagName === "SELECT") one.selectedIndex = fill ? one.options.length - 1 : 0;
    else if (one.type === "file") continue;
    else if (["date", "number", "time", "email", "range"].includes(one.type)) {
      one.type = "text"; one.value = fill;
    } else if ("value" in one && one.tagName !== "BUTTON") one.value = fill;
  }
  // as a browser without scripts sends it: nobody checks before, nobody catches it
  setTimeout(() => HTMLFormElement.prototype.submit.call(form));
}"""


def _send(window: Watched, number: int, fill: str, axe: str) -> list[str]:
    """Send a form as it must not be sent, and return what is wrong with the answer."""
    from playwright.sync_api import Error  # noqa: PLC0415 - only where it is there

    window.complaints.clear()
    try:
        with window.page.expect_navigation(wait_until="load"):
            window.page.evaluate(_SUBMIT, [number, fill])
    except Error as error:
        if "ERR_ABORTED" in str(error):
            return []  # the answer is a file, so there was nothing wrong
        raise
    status = window.status
    found = _shape(window.page, axe)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        found.append(f"status {status}")
    if status >= HTTPStatus.BAD_REQUEST and not window.page.locator(_NAMED).count():
        found.append(f"status {status}, and no word why")
    return found


_NAMED: Final = (
    "main .usa-alert, main .usa-error-message, main [role=alert], main .problems,"
    " main [role=status] strong"
)


def test_a_new_installation_and_a_new_account(
    serve: Serve, fresh_target: str, browser: Browser, axe: str
) -> None:
    served = serve(fresh_target)
    for size in (DESK, PHONE):
        window = Watched(page=browser.new_page(viewport=size), base=served.base)
        window.open(served.start_link().removeprefix(served.base))
        assert _shape(window.page, axe) == []
        _picture(window.page, "start", size["width"])
        window.page.context.close()


def _tell(wrong: list[str]) -> None:
    """Fail with everything that is wrong, not with the first of it."""
    assert wrong == [], "\n" + "\n".join(wrong)


def _good(visits: list[Visit]) -> list[Visit]:
    """Pages that are there: each route in the filled world, and what differs where it is empty."""
    return [one for one in visits if one.status == HTTPStatus.OK]


def _picture(page: Page, name: str, kind: object) -> None:
    if _PICTURES:
        page.screenshot(path=Path(_PICTURES) / f"axe-{name}-{kind}.png", full_page=True)
