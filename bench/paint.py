"""B1 to B10: bytes and paint in a throttled Chromium, as a phone on slow 3G sees them."""

import statistics
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from bench.goals import Result
from tests.infrastructure.browser import open_browser

LATENCY, KILOBITS = 400, 400
ROUNDS = 3
OBSERVE = """
window.__seen = {lcp: 0, cls: 0};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) __seen.lcp = entry.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) __seen.cls += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""
READ = """() => ({
  fcp: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0, ...__seen
})"""
LOADED = "() => [...document.images].every((picture) => picture.complete)"
KINDS = {"Document": "html", "Stylesheet": "css", "Script": "js", "Font": "font"}


def load(browser: Any, url: str, *, to_the_end: bool = False) -> dict[str, Any]:
    """One cold visit: bytes by kind, requests elsewhere, and when things were painted."""
    context = browser.new_context(
        viewport={"width": 412, "height": 823}, device_scale_factor=1.75, is_mobile=True
    )
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    speed = KILOBITS * 1000 / 8
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": speed,
            "uploadThroughput": speed,
        },
    )
    kinds: dict[str, str] = {}
    weights: dict[str, float] = {}
    elsewhere: set[str] = set()

    def responded(event: Any) -> None:
        kinds[event["requestId"]] = KINDS.get(event["type"], "other")
        if urlsplit(event["response"]["url"]).hostname not in {"127.0.0.1", None}:
            elsewhere.add(event["response"]["url"])

    def finished(event: Any) -> None:
        kind = kinds.get(event["requestId"], "other")
        weights[kind] = weights.get(kind, 0) + event["encodedDataLength"] / 1024

    session.on("Network.responseReceived", responded)
    session.on("Network.loadingFinished", finished)
    page.add_init_script(OBSERVE)
    page.goto(url, wait_until="load", timeout=90_000)
    page.wait_for_timeout(500)
    if to_the_end:
        for _ in range(60):
            ended = page.evaluate(
                "() => { scrollBy(0, 600); "
                "return scrollY + innerHeight >= document.body.scrollHeight - 4 }"
            )
            page.wait_for_timeout(60)
            if ended:
                break
        # The network was idle once before, so that waiting for it would wait for nothing.
        with suppress(Exception):
            page.wait_for_function(LOADED, timeout=60_000)
        page.wait_for_timeout(500)
    seen = page.evaluate(READ)
    context.close()
    text = sum(weights.get(kind, 0) for kind in ("html", "css", "js", "font"))
    return seen | {
        "html": weights.get("html", 0),
        "text": text,
        "total": sum(weights.values()),
        "elsewhere": len(elsewhere),
    }


def measure_paint(url: str, paths: dict[str, str], floor: str) -> list[Result]:
    """`paths` by name; `floor` is the address of a page of a few bytes on the same server."""
    seen: dict[str, list[dict[str, Any]]] = {name: [] for name in [*paths, "floor"]}
    with open_browser() as browser:
        load(browser, url + paths["home"])  # warms server and browser
        for _ in range(ROUNDS):
            for name, path in [*paths.items(), ("floor", floor)]:
                seen[name].append(load(browser, url + path))
        whole_story = load(browser, url + paths["story"], to_the_end=True)

    def middle(name: str, what: str) -> float:
        return statistics.median(visit[what] for visit in seen[name])

    pages = list(paths)
    text = {name: middle(name, "text") for name in pages}
    heaviest = max(pages, key=lambda name: text[name])
    html = max(middle(name, "html") for name in pages)
    floor_fcp = middle("floor", "fcp")
    slowest = max(pages, key=lambda name: middle(name, "fcp"))
    found = [
        Result(
            goal="B1",
            about=f"HTML + CSS + JS + fonts, heaviest page ({heaviest})",
            anchor="bakerydemo 56.6 KB",
            ours=text[heaviest],
            limit=20,
            unit=" KB",
        ),
        Result(
            goal="B1",
            about="the same, × bakerydemo",
            anchor="56.6 KB (budgets)",
            ours=text[heaviest] / 56.6,
            limit=0.35,
            unit="×",
        ),
        Result(
            goal="B2",
            about="HTML of any page",
            anchor="bakerydemo 20–35 KB",
            ours=html,
            limit=14,
            unit=" KB",
        ),
        Result(
            goal="B3",
            about="story with 9 photos, first view",
            anchor="reference 116 KB",
            ours=middle("story", "total"),
            limit=120,
            unit=" KB",
        ),
        Result(
            goal="B3",
            about="the same, read to its end",
            anchor="reference 252 KB",
            ours=whole_story["total"],
            limit=260,
            unit=" KB",
        ),
    ]
    for name, limit, told in (
        ("soap list", 100, "oscar 341 KB"),
        ("soap", 60, "oscar 241 KB"),
        ("basket", 25, "oscar 207 KB"),
        ("give", 25, "oscar 207 KB"),
    ):
        found.append(
            Result(
                goal="B5",
                about=f"{name}, first view",
                anchor=told,
                ours=middle(name, "total"),
                limit=limit,
                unit=" KB",
            )
        )
    return [
        *found,
        Result(
            goal="B6",
            about="a second page besides its photos",
            anchor="wagtail.org 41.9 KB",
            ours=middle("soap", "text"),
            limit=15,
            unit=" KB",
        ),
        Result(
            goal="B7",
            about="requests to third parties",
            anchor="oscar 1",
            ours=sum(middle(name, "elsewhere") for name in pages),
            limit=0,
        ),
        Result(
            goal="B8",
            about=f"slow 3G: first paint, slowest page ({slowest}), × one round trip",
            anchor=f"a page of a few bytes, {floor_fcp:.0f} ms",
            ours=middle(slowest, "fcp") / floor_fcp,
            limit=1.35,
            unit="×",
        ),
        Result(
            goal="B9",
            about="slow 3G: largest paint of the story, × bakerydemo post",
            anchor="reference is 0.28×; bakerydemo not installed here",
            ours=middle("story", "lcp") / 1000,
            limit=6.0,
            unit=" s",
        ),
        Result(
            goal="B10",
            about="layout shift, worst page",
            anchor="0.000",
            ours=max(middle(name, "cls") for name in pages),
            limit=0.01,
        ),
    ]


def picture_bytes() -> list[Result]:
    """B4, from the pictures of the demo as they are stored."""
    from core.models import CustomRendition

    kinds = {}
    for kind in ("avif", "jpeg"):
        files = CustomRendition.objects.filter(filter_spec=f"width-800|format-{kind}")
        kinds[kind] = statistics.mean(rendition.file.size / 1024 for rendition in files)
    return [
        Result(
            goal="B4",
            about="AVIF at 800 px, mean",
            anchor="28.2 KB (budgets)",
            ours=kinds["avif"],
            limit=30,
            unit=" KB",
        ),
        Result(
            goal="B4",
            about="AVIF × JPEG at 800 px",
            anchor=f"{kinds['jpeg']:.0f} KB",
            ours=kinds["avif"] / kinds["jpeg"],
            limit=0.5,
            unit="×",
        ),
    ]
