"""Drives the web app in headless Chromium as a person would, and takes the pictures of docs/web.md.

    check.py URL [--pictures FOLDER]

Prints one line a check; the exit code is 1 if any fails.
"""

import argparse
import json
import sys
import time
import traceback
from pathlib import Path

from axe_selenium_python import Axe
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


class Page:
    def __init__(self, url, pictures):
        self.url = url.rstrip("/")
        self.pictures = pictures
        options = webdriver.ChromeOptions()
        for argument in ["--headless=new", "--no-sandbox", "--hide-scrollbars"]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.set_script_timeout(60)
        self.size(1360, 920)

    def size(self, width, height, mobile=False):
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile})

    def dark(self, is_dark):
        value = "dark" if is_dark else "light"
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": value}]})

    def go(self, path):
        self.driver.get("about:blank")
        self.driver.get(self.url + "/" + path)

    def js(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector, seconds=30):
        self.until(lambda: self.all(selector), f"there is “{selector}”", seconds)
        return self.all(selector)[0]

    def until(self, condition, what, seconds=30):
        end = time.time() + seconds
        while time.time() < end:
            try:
                value = condition()
                if value:
                    return value
            except Exception:  # the page was drawn anew between two looks
                pass
            time.sleep(0.02)
        raise AssertionError(f"waited {seconds} s until {what}")

    def planned(self, seconds=60):
        self.until(lambda: self.all(".card .value"), "a plan is shown", seconds)

    def cost(self):
        return self.one(".card .value").text

    def picture(self, name):
        if self.pictures:
            time.sleep(1)
            self.driver.save_screenshot(str(self.pictures / f"{name}.png"))

    def field(self, words):
        """The row of a field, whose name begins with these words; its group is opened."""
        row = self.one(f'.field[data-name^="{words}"]')
        self.js("arguments[0].closest('details').open = true; arguments[0].scrollIntoView({block: 'center'})", row)
        return row


def drag(page, row, share):
    """Moves a slider as a hand does, in steps; returns the ends."""
    slider = row.find_element(By.CSS_SELECTOR, 'input[type="range"]')
    page.js(
        """
        const [slider, share] = arguments;
        const from = Number(slider.value), to = from * share;
        for (let step = 1; step <= 12; step += 1) {
          setTimeout(() => {
            slider.value = String(from + (to - from) * step / 12);
            slider.dispatchEvent(new Event('input', { bubbles: true }));
          }, step * 25);
        }
        """, slider, share)
    time.sleep(0.4)


@check
def home_lists_studies(page):
    page.go("")
    page.until(lambda: len(page.all(".list li")) >= 5, "studies are listed")
    page.picture("home")


@check
def dragging_moves_numbers_and_charts(page):
    page.go("#/study/el-paso")
    page.planned()
    page.one(".chart .main-svg")
    before = page.cost()
    bars = page.js("return document.querySelector('.chart').innerHTML.length")
    drawn = page.js("return JSON.stringify(document.querySelector('.chart').data.map(t => t.x))")
    row = page.field("solar overnight cost")
    drag(page, row, 0.5)
    page.until(lambda: page.cost() != before, "the cost changes")
    page.until(
        lambda: page.js("return JSON.stringify(document.querySelector('.chart').data.map(t => t.x))") != drawn,
        "the bars change")
    assert bars > 0
    assert "against the study" in page.one(".card .change").text
    assert "e=" in page.until(lambda: page.js("return location.hash").split("?")[-1:], "the address keeps the edit")[0] \
        or page.until(lambda: "e=" in page.js("return location.hash"), "the address keeps the edit")
    page.picture("study")


@check
def slider_to_redrawn_chart(page):
    page.go("#/study/el-paso")
    page.planned()
    page.one(".chart .main-svg")
    row = page.field("solar overnight cost")
    slider = row.find_element(By.CSS_SELECTOR, 'input[type="range"]')
    times = page.driver.execute_async_script(
        """
        const [slider, done] = arguments;
        const times = [];
        const root = document.documentElement;
        const chart = document.querySelector('.chart');
        const from = Number(slider.value);
        async function step(left) {
          if (!left) return done(times);
          const before = root.dataset.plans;
          const started = performance.now();
          slider.value = String(from * (0.6 + 0.05 * left));
          slider.dispatchEvent(new Event('input', { bubbles: true }));
          const wait = () => {
            if (root.dataset.plans === before || chart.isDrawing) return requestAnimationFrame(wait);
            times.push(performance.now() - started);
            return step(left - 1);
          };
          requestAnimationFrame(wait);
          return undefined;
        }
        step(12);
        """, slider)
    times.sort()
    page.note = f"slider to redrawn chart: median {times[len(times) // 2]:.0f} ms, slowest {times[-1]:.0f} ms"


@check
def an_address_brings_edits_and_view_back(page):
    edit = json.dumps([["supplies", "solar", "overnight cost"], "700 USD/kW"])
    page.go("#/study/el-paso")
    page.planned()
    plain = page.cost()
    page.go(f"#/study/el-paso?view=money&e={edit}")
    page.until(lambda: page.one('[role=tab][aria-selected=true]').text == "Money", "the view is open")
    page.driver.refresh()
    page.until(lambda: page.one('[role=tab][aria-selected=true]').text == "Money", "the view is open again")
    row = page.field("solar overnight cost")
    assert row.find_element(By.CSS_SELECTOR, "input[type=text]").get_attribute("value") == "700 USD/kW"
    page.one("#tab-overview").click()
    page.planned()
    assert page.cost() != plain


@check
def wrong_input_says_the_sentence_of_the_command_line(page):
    page.go("#/study/el-paso")
    page.planned()
    row = page.field("solar overnight cost")
    box = row.find_element(By.CSS_SELECTOR, "input[type=text]")
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys("900 MW")
    text = page.until(lambda: row.find_element(By.CSS_SELECTOR, ".error").text, "the sentence is there")
    assert text.startswith("el-paso/study.yaml:") and "error: supplies, solar, overnight cost: expected" in text, text
    assert box.get_attribute("aria-invalid") == "true"
    page.picture("wrong")
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys("900 USD/kW")
    page.until(lambda: not row.find_element(By.CSS_SELECTOR, ".error").text, "the sentence goes")


@check
def all_views_open(page):
    for study in ["abilene-power", "raw.farmer"]:
        page.go(f"#/study/{study}")
        page.planned(120)
        for tab in [one.get_attribute("data-view") for one in page.all("[role=tab]")]:
            page.one(f"#tab-{tab}").click()
            page.until(
                lambda: page.js("return document.querySelector('.panel').innerText.trim().length > 40"),
                f"{tab} has something to say")
            time.sleep(1.5 if tab in ("hours", "flows", "prices") else 0.3)
            page.picture(f"{study.split('.')[-1].split('-')[0]}-{tab}")


@check
def hours_zoom_and_pan_smoothly(page):
    page.go("#/study/abilene-power?view=hours")
    canvas = page.one(".hours-chart canvas", 120)
    page.until(lambda: page.all(".legend button"), "the hours are drawn", 120)
    times = page.driver.execute_async_script(
        """
        const done = arguments[0];
        const canvas = document.querySelector('.hours-chart canvas');
        canvas.focus();
        const times = [];
        let left = 60;
        const step = () => {
          const started = performance.now();
          canvas.dispatchEvent(new KeyboardEvent('keydown', { key: left % 3 ? '+' : 'ArrowRight', bubbles: true }));
          if (left % 20 === 0) canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true }));
          requestAnimationFrame(() => requestAnimationFrame(() => {
            times.push(performance.now() - started);
            left -= 1;
            if (left) step(); else done(times);
          }));
        };
        step();
        """)
    times.sort()
    page.note = f"two frames of zoom or pan: median {times[30]:.0f} ms, slowest {times[-1]:.0f} ms"
    assert canvas.get_attribute("aria-label").startswith("Power by the hour")


@check
def a_figure_is_traced_to_its_sources(page):
    page.go("#/study/abilene-power?view=capacity")
    page.one(".panel table button.link", 120).click()
    page.until(lambda: "catalog row" in page.one("dialog.sheet").text, "the sources are shown")
    page.picture("trace")
    page.one("dialog.sheet a").click()
    page.until(lambda: page.one(".text textarea"), "the text of the study is open")
    selected = page.until(
        lambda: page.js("const a = document.querySelector('textarea'); return a.value.slice(a.selectionStart, a.selectionEnd)"),
        "the line is selected")
    assert selected.strip()


@check
def a_long_run_is_stopped_and_goes_on(page):
    page.go("#/study/abilene-power")
    page.planned(120)
    identifier = page.driver.execute_async_script(
        """
        const done = arguments[0];
        fetch('/api/runs', { method: 'POST', headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ study: 'abilene-power', name: 'A long one', engine: 'decomposed', gap: 1e-9 }) })
          .then((answer) => answer.json()).then((run) => done(run.id));
        """)
    page.go(f"#/run/{identifier}")
    page.until(lambda: "gap" in page.one(".progress .note").text, "progress comes in", 60)
    page.picture("run")
    if page.one(".study-bar button").is_displayed():
        page.one(".study-bar button").click()
    page.until(lambda: page.one(".head .badge").text in ("stopped", "done"), "it stops", 60)
    page.planned()
    if page.one(".head .badge").text == "stopped":
        page.one(".study-bar button.primary").click()
        page.until(lambda: page.one(".head .badge").text != "stopped", "it goes on", 10)
        page.note = "stopped and went on"
        page.js(f"fetch('/api/runs/{identifier}/stop', {{ method: 'POST' }})")
        page.until(lambda: page.one(".head .badge").text in ("stopped", "done"), "it stops again", 60)


def start(page, body):
    return page.driver.execute_async_script(
        """
        const [body, done] = arguments;
        (async () => {
          const answer = await fetch('/api/runs', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
          const { id } = await answer.json();
          for (;;) {
            const run = await (await fetch(`/api/runs/${id}`)).json();
            if (!['waiting', 'running'].includes(run.status)) return done(id);
            await new Promise((resume) => setTimeout(resume, 100));
          }
        })();
        """, json.dumps(body))


@check
def two_runs_are_compared(page):
    page.go("")
    one = start(page, {"study": "el-paso", "name": "As it stands"})
    edit = {"path": ["fuels", "natural gas", "price"], "text": "8 USD/MMBtu"}
    other = start(page, {"study": "el-paso", "name": "Gas at 8 USD", "edits": [edit]})
    page.go("")
    page.until(lambda: len(page.all("#runs ~ div input[type=checkbox], section input[type=checkbox]")) >= 2, "runs are listed")
    for box in page.all("section input[type=checkbox]"):
        if box.get_attribute("value") in (one, other):
            box.click()
    page.picture("runs")
    page.until(lambda: page.one("section .toolbar button").is_enabled(), "they can be compared")
    page.one("section .toolbar button").click()
    page.until(lambda: "difference" in page.one("table").text, "differences are shown")
    assert "natural gas, price" in page.js("return document.body.innerText")
    page.one(".chart .main-svg")
    page.picture("compare")


@check
def everything_is_downloaded(page):
    page.go("")
    identifier = start(page, {"study": "el-paso"})
    page.go(f"#/run/{identifier}")
    page.planned()
    sizes = page.driver.execute_async_script(
        """
        const [id, done] = arguments;
        (async () => {
          const sizes = {};
          for (const file of ['report.html', 'document.json', 'plan.sqlite', 'study.yaml', 'tables/capacities.csv']) {
            const answer = await fetch(`/api/runs/${id}/${file}`);
            sizes[file] = answer.ok ? (await answer.arrayBuffer()).byteLength : -answer.status;
          }
          done(sizes);
        })();
        """, identifier)
    assert all(size > 100 for size in sizes.values()), sizes
    page.note = ", ".join(f"{name} {size // 1000} kB" for name, size in sizes.items())


@check
def edits_are_saved_and_comments_stay(page):
    page.go("#/study/el-paso.financed")
    page.planned()
    row = page.field("finance interest")
    box = row.find_element(By.CSS_SELECTOR, "input[type=text]")
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys("8 %/year")
    save = page.all(".study-bar button")[1]
    page.until(save.is_enabled, "it can be saved")
    save.click()
    page.until(lambda: "saved to" in page.one(".live").text or "planned" in page.one(".live").text, "it is saved")
    page.go("#/study/el-paso.financed?view=text")
    text = page.until(lambda: page.one(".text textarea").get_attribute("value"), "the text is shown")
    assert "interest: 8 %/year" in text and "# The first study with a project's money" in text
    page.picture("text")


@check
def titles_are_text_and_never_markup(page):
    page.go("")
    text = page.js("return document.body.innerText")
    if "<img" not in text:
        page.note = "no hostile study in this folder"
        return
    assert not page.js("return window.struck")
    page.go("#/study/hostile")
    page.planned()
    assert not page.js("return window.struck")
    assert page.all("img") == []
    page.one("#tab-flows").click()
    time.sleep(1.5)
    assert not page.js("return window.struck")


@check
def everything_works_by_keyboard(page):
    page.go("#/study/raw.newsvendor")
    page.planned()
    body = page.driver.find_element(By.TAG_NAME, "body")
    seen = []
    for _ in range(14):
        body = page.driver.switch_to.active_element
        body.send_keys(Keys.TAB)
        seen.append(page.js("return (document.activeElement.innerText || document.activeElement.ariaLabel || '').trim()"))
    assert "Skip to the content" in seen[0] and "Run" in seen, seen
    tab = page.one("#tab-overview")
    tab.send_keys(Keys.ARROW_RIGHT)
    page.until(lambda: page.one("[role=tab][aria-selected=true]").text != "Overview", "arrows move between views")


@check
def first_paint_and_shifts(page):
    page.go("#/study/el-paso")
    page.planned()
    time.sleep(1)
    paint, shift = page.driver.execute_async_script(
        """
        const done = arguments[0];
        let shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => done([performance.getEntriesByName('first-contentful-paint')[0].startTime, shift]), 300);
        """)
    page.note = f"first contentful paint {paint:.0f} ms, layout shift {shift:.3f}"
    assert paint < 1000, paint
    assert shift < 0.1, shift


@check
def no_accessibility_rule_is_broken(page):
    broken = []
    for is_dark in (False, True):
        page.dark(is_dark)
        for path in ["", "#/study/el-paso", "#/study/el-paso?view=hours", "#/study/abilene-power?view=money",
                     "#/study/raw.farmer?view=futures", "#/study/el-paso?view=text", "#/study/el-paso?view=sources"]:
            page.go(path)
            time.sleep(3)
            axe = Axe(page.driver)
            axe.inject()
            found = axe.run(options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
            for one in found["violations"]:
                broken.append((path, "dark" if is_dark else "light", one["id"],
                               [node["html"][:160] for node in one["nodes"]][:3]))
    page.dark(False)
    assert not broken, json.dumps(broken, indent=1, ensure_ascii=False)


@check
def it_fits_a_phone(page):
    page.size(390, 844, True)
    wide = []
    for path, name in [("", "phone-home"), ("#/study/el-paso", "phone-study"), ("#/study/el-paso?view=hours", "phone-hours")]:
        page.go(path)
        time.sleep(3)
        wide.append((path, page.js("return document.documentElement.scrollWidth - document.documentElement.clientWidth")))
        page.picture(name)
    page.size(1360, 920)
    assert all(pixels <= 0 for _, pixels in wide), wide


@check
def dark_colours(page):
    page.dark(True)
    page.go("#/study/abilene-power?view=hours")
    page.until(lambda: page.all(".legend button"), "the hours are drawn", 120)
    page.picture("dark")
    page.dark(False)


@check
def nothing_is_asked_of_another_server(page):
    asked = set()
    for entry in page.driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.add(message["params"]["request"]["url"].split("?")[0])
    foreign = [url for url in asked if not url.startswith((page.url, "data:", "blob:", "about:"))]
    assert not foreign, foreign
    page.note = f"{len(asked)} addresses"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--only")
    arguments = parser.parse_args()
    if arguments.pictures:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    page = Page(arguments.url, arguments.pictures)
    failed = 0
    for function in CHECKS:
        if arguments.only and arguments.only not in function.__name__:
            continue
        page.note = ""
        name = function.__name__.replace("_", " ")
        started = time.time()
        try:
            function(page)
            result = "ok"
        except Exception as error:
            failed += 1
            result = "FAILED"
            page.note = f"{error}" if isinstance(error, AssertionError) and f"{error}" else traceback.format_exc()
        bad = [line["message"] for line in page.driver.get_log("browser") if line["level"] == "SEVERE"
               and "status of 4" not in line["message"]]
        if bad:
            failed += result == "ok"
            result = "FAILED"
            page.note += "\n".join(bad)
        print(f"{result:6} {name} ({time.time() - started:.1f} s) {page.note}", flush=True)
    page.driver.quit()
    sys.exit(1 if failed else 0)


main()
