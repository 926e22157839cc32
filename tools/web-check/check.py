"""Drives the web app in headless Chromium as a person would, and takes the pictures of docs/web.md.

    check.py URL [--pictures FOLDER]

Prints one line a check; the exit code is 1 if any fails.
"""

import argparse
import json
import sys
import tempfile
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
def undo_and_redo_move_the_form_and_the_plan(page):
    page.go("#/study/el-paso")
    page.planned()
    plain = page.cost()
    row = page.field("solar overnight cost")
    box = row.find_element(By.CSS_SELECTOR, "input[type=text]")
    slider = row.find_element(By.CSS_SELECTOR, "input[type=range]")
    before = (box.get_attribute("value"), slider.get_attribute("value"))
    drag(page, row, 0.5)
    page.until(lambda: page.cost() != plain, "the cost moves")
    page.until(lambda: page.one(".results").get_attribute("aria-busy") == "false", "the drag is over")
    moved = page.cost()
    after = box.get_attribute("value")
    body = page.driver.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.CONTROL, "z")
    page.until(lambda: page.cost() == plain, "one step back undoes a whole drag")
    assert (box.get_attribute("value"), slider.get_attribute("value")) == before
    assert page.one("[aria-label=Undo]").get_attribute("disabled")
    page.one("[aria-label=Redo]").click()
    page.until(lambda: box.get_attribute("value") == after, "it is done again")
    page.until(lambda: page.cost() == moved, "the plan follows")
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys("700 USD/kW")
    time.sleep(0.5)
    box.send_keys(Keys.CONTROL, "z")
    page.until(lambda: box.get_attribute("value") == after, "Ctrl-Z in a field undoes the last edit")


def drawn(page, seconds=30):
    page.until(lambda: page.all(".answer .chart .main-svg"), "the answer is drawn", seconds)


def ask(page, study, script):
    page.go(f"#/ask/{study}")
    page.one("form.asking select")
    page.js(script)
    page.one("form.asking button[type=submit]").click()


CHOOSE = """
    const choose = (id, label, group) => {
      const list = document.getElementById(id);
      list.value = [...list.options].find((own) => own.parentNode.label === group && own.text.includes(label)).value;
      list.dispatchEvent(new Event('change', { bubbles: true }));
    };
"""


@check
def a_sweep_over_one_number_gives_lines(page):
    ask(page, "el-paso", CHOOSE + "choose('axis-number', 'overnight cost', 'solar');")
    page.until(lambda: page.one(".asked .badge").text == "done", "the sweep is done", 60)
    drawn(page)
    # Plans come faster than charts are drawn: the last drawing follows the word.
    drawn_points = "return [...document.querySelectorAll('.answer .chart')].flatMap((own) => own.data.map((line) => line.y.length))"
    page.until(lambda: set(page.js(drawn_points)) == {9}, "every line has its nine points", 10)
    titles = page.js("return [...document.querySelectorAll('.answer .chart')].map((own) => own.layout.xaxis.title.text)")
    assert all("USD/kW" in title for title in titles), titles
    assert len(page.all(".answer tbody tr")) == 9
    command = page.js("return document.querySelector('.command').textContent")
    assert command.startswith("gigawatt sweep el-paso/study.yaml") and "supplies.solar.overnight cost=" in command, command
    page.picture("sweep")
    address = page.js("return location.hash")
    page.go(address)
    drawn(page)


@check
def a_sweep_over_two_numbers_gives_a_heat_map(page):
    ask(page, "el-paso", CHOOSE + "choose('axis-number', 'overnight cost', 'solar'); choose('axis-second-number', 'price', 'natural gas');")
    page.until(lambda: page.one(".asked .badge").text == "done", "the sweep is done", 120)
    drawn(page)
    heat = (
        "const own = document.querySelector('.answer .chart'); const t = own.data[0];"
        "return [t.type, t.colorbar.title.text, t.z.flat().filter((cell) => cell !== null).length]")
    page.until(lambda: page.js(heat) == ["heatmap", "million USD/year", 63], "all 63 cells are drawn", 10)
    page.one(".answer [data-value='clean share']").click()
    page.until(lambda: page.js("return document.querySelector('.answer .chart').data[0].colorbar.title.text") == "%", "another measure is shown")
    page.one(".answer [data-value='cost']").click()
    page.picture("heat")
    page.dark(True)
    page.picture("heat-dark")
    page.dark(False)


@check
def a_breakeven_is_marked_on_its_curve(page):
    ask(page, "el-paso", CHOOSE + """
        document.querySelector('[data-value=breakeven]').click();
        choose('axis-number', 'overnight cost', 'solar');
        document.getElementById('watched').value = 'share of solar';
        const relation = document.querySelector('[aria-label=Relation]');
        relation.value = '>=';
        relation.dispatchEvent(new Event('change'));
        document.querySelector('[aria-label^="Value, or"]').value = '40 %';
    """)
    page.until(lambda: page.one(".asked .badge").text == "done", "it is found", 60)
    drawn(page)
    assert "holds below" in page.one(".answer .lead").text
    value, marked = page.js(
        "const own = document.querySelector('.answer .chart'); const mark = own.data.find((t) => t.name === 'breaks even');"
        "return [mark.x[0], own.layout.shapes.some((shape) => shape.type === 'line' && shape.x0 === mark.x[0])]")
    assert marked and 500 < value < 1700, value
    page.picture("breakeven")


@check
def what_cannot_be_asked_says_why(page):
    ask(page, "el-paso", "const box = document.querySelector('[aria-label=\"Number: from\"]'); box.value = 'many'; box.dispatchEvent(new Event('input', {bubbles: true}));")
    text = page.until(lambda: page.one("form.asking .error").text, "the sentence is there")
    assert "expected" in text and "many" in text, text


@check
def a_misspelt_measure_is_refused_beside_its_field(page):
    page.go("#/ask/el-paso")
    page.one("form.asking select")
    more = page.one("[aria-label='Add a measure']")
    more.send_keys("capacity of solr", Keys.TAB)
    text = page.until(lambda: page.one("#more-error").text, "the sentence is there")
    assert "did you mean “solar”?" in text, text
    assert page.one(".chips .wrong").text.startswith("capacity of solr")
    submit = page.one("form.asking button[type=submit]")
    assert not submit.is_enabled()
    page.picture("misspelt")
    page.one(".chips .wrong button").click()
    page.until(lambda: submit.is_enabled() and not page.one("#more-error").text, "it can be asked again")
    page.one("[data-value=breakeven]").click()
    watched = page.one("#watched")
    watched.send_keys(Keys.CONTROL, "a")
    watched.send_keys("capacity of batery")
    text = page.until(lambda: page.one("#condition-error").text, "the sentence is there")
    assert "did you mean “battery”?" in text, text
    assert not page.driver.execute_async_script("fetch('/api/questions').then((own) => own.json()).then((own) => arguments[0](own.questions.filter((one) => JSON.stringify(one).includes('solr')).length));")


@check
def a_long_sweep_is_stopped_and_goes_on(page):
    ask(page, "abilene-power", "for (const box of document.querySelectorAll('[aria-label$=steps]')) { box.value = '100'; box.dispatchEvent(new Event('input', {bubbles: true})); }")
    page.until(lambda: page.all(".answer tbody tr"), "the first plans come in", 120)
    page.one(".asked button").click()
    page.until(lambda: page.one(".asked .badge").text == "stopped", "it stops", 30)
    rows = len(page.all(".answer tbody tr"))
    assert 0 < rows < 101, rows
    page.js("document.querySelector('.asked button.primary').click()")
    page.until(lambda: len(page.all(".answer tbody tr")) > rows, "more plans come in", 120)
    page.one(".asked button").click()
    page.until(lambda: page.one(".asked .badge").text == "stopped", "it stops again", 30)
    page.picture("stopped")
    page.note = f"{rows} of 101 plans when it was stopped, {len(page.all('.answer tbody tr'))} the second time"


def overlaps(page):
    """Pairs of names in the flows that cover each other."""
    return page.js(
        """
        const boxes = [...document.querySelectorAll('.panel .chart .node-label')].filter((own) => own.textContent.trim())
          .map((own) => [own.textContent, own.getBoundingClientRect()]);
        const found = [];
        boxes.forEach(([name, one], index) => boxes.slice(index + 1).forEach(([other, two]) => {
          if (one.left < two.right - 1 && two.left < one.right - 1 && one.top < two.bottom - 3 && two.top < one.bottom - 3) found.push([name, other]);
        }));
        return [boxes.length, found];
        """)


@check
def names_of_flows_do_not_cover_each_other(page):
    for study in ["el-paso", "abilene-power", "epoch-1gw", "raw.farmer", "time-to-power"]:
        page.go(f"#/study/{study}?view=flows")
        page.until(lambda: page.all(".panel .chart .node-label"), "flows are drawn", 120)
        time.sleep(1)
        count, found = overlaps(page)
        assert count > 2 and not found, (study, found)


@check
def flows_of_an_hour_follow_the_slider(page):
    page.go("#/study/abilene-power?view=flows")
    page.one("[data-value=hour]", 120).click()
    page.until(lambda: "January" in page.one(".hour output").text, "the hour is shown", 60)
    links = "return JSON.stringify(document.querySelector('.panel .chart').data[0].link.value)"
    before = page.js(links)
    page.js("const own = document.getElementById('hour'); own.value = '4716'; own.dispatchEvent(new Event('input', {bubbles: true}));")
    page.until(lambda: "July" in page.one(".hour output").text and page.js(links) != before, "other flows are shown")
    # What comes in goes out.
    into, out = page.js(
        "const {link, node} = document.querySelector('.panel .chart').data[0]; const bus = node.label.indexOf('electricity');"
        "const sum = (end) => link.value.reduce((total, value, index) => total + (link[end][index] === bus ? value : 0), 0);"
        "return [sum('target'), sum('source')]")
    assert abs(into - out) < 1e-3 * into, (into, out)
    page.picture("flows-hour")


@check
def a_fleet_study_plans_live(page):
    page.go("#/study/epoch-1gw?view=products")
    page.until(lambda: page.all(".panel .chart .main-svg"), "the price stack is drawn", 60)
    text = page.one(".panel").text
    assert "52,560 trillion token" in text and "What a unit costs, layer by layer" in text, text
    row = page.field("gb200 life")
    before = page.one(".live").text
    drag(page, row, 0.6)
    page.until(lambda: "planned in" in page.one(".live").text and page.one(".live").text != before, "it is planned again")
    page.picture("products")


@check
def columns_and_users_over_the_years(page):
    page.go("#/study/adoption?view=products")
    page.until(lambda: len(page.all(".panel .chart .main-svg")) >= 3, "stacks, users and columns are drawn", 120)
    users, columns = page.js(
        """
        const all = [...document.querySelectorAll('.panel .chart')].filter((own) => own.data);
        const users = all.find((own) => own.getAttribute('aria-label').startsWith('Lines: users'));
        const columns = all.filter((own) => own.getAttribute('aria-label').startsWith('Columns: '));
        return [users.data.map((own) => own.y), columns.map((own) => own.getAttribute('aria-label'))];
        """)
    assert len(users) >= 3 and all(len(line) >= 3 and max(line) > 0 for line in users), users
    assert any("Revenue" in own for own in columns), columns
    page.js("const own = [...document.querySelectorAll('.panel h2')].find((one) => one.textContent === 'Over the years'); window.scrollTo(0, own.getBoundingClientRect().top + scrollY - 120);")
    page.picture("adoption")
    page.js("window.scrollTo(0, 0)")
    page.one("#tab-capacity").click()
    page.until(lambda: page.js("return [...document.querySelectorAll('.panel .chart')].some((own) => own.data && own.getAttribute('aria-label').startsWith('Columns: Halls'))"), "halls are drawn")
    page.picture("adoption-capacity")


@check
def a_text_of_several_lines_is_shown_and_edited(page):
    page.go("#/study/block")
    page.planned()
    row = page.field("study title")
    box = row.find_element(By.TAG_NAME, "textarea")
    assert box.get_attribute("value") == "A farm,\nand its market", box.get_attribute("value")
    box.send_keys(Keys.CONTROL, Keys.END)
    box.send_keys("\nin spring")
    save = page.one("#save")
    page.until(save.is_enabled, "it can be saved")
    save.click()
    page.until(lambda: "saved to" in page.one(".live").text or "planned" in page.one(".live").text, "it is saved")
    page.go("#/study/block?view=text")
    text = page.until(lambda: page.one(".text textarea").get_attribute("value"), "the text is shown")
    assert "title: |   # in lines\n  A farm,\n  and its market\n  in spring\n\n# what there is\n" in text, text


@check
def a_large_study_shows_what_is_known_so_far(page):
    started = time.time()
    page.go("#/study/abilene")
    page.one(".form .field", 20)
    formed = time.time() - started
    # In the time of a live answer there is a plan, or nothing yet: a faster machine has one.
    page.until(lambda: page.all(".card .value") or "takes longer than a live answer" in page.one(".slow").text, "it answers", 60)
    if not page.all(".card .value"):
        page.one(".slow button.primary").click()
        page.until(lambda: page.all(".card .value"), "the plan of the background is shown", 600)
    else:
        assert "no plan is better by more than" in page.js("return document.body.textContent"), "it says how far the search came"
    page.note = f"form after {formed:.1f} s, plan after {time.time() - started:.0f} s"
    page.picture("fleet")
    page.one("#tab-futures").click()
    page.until(lambda: len(page.all(".tree .box")) == 22, "the tree has 22 nodes")
    assert any("chips +" in own.text for own in page.all(".tree .line")), "decisions stand on the tree"
    page.picture("futures")
    for tab in ["products", "capacity", "place", "prices", "hours"]:
        page.one(f"#tab-{tab}").click()
        time.sleep(1.5)
        page.picture(f"fleet-{tab}")
    page.one("#tab-flows").click()
    page.until(lambda: page.all(".panel .chart .node-label"), "flows are drawn", 30)
    time.sleep(1)
    count, found = overlaps(page)
    assert count > 10 and not found, found
    page.picture("fleet-flows")


@check
def titles_are_shown_as_yaml_means_them(page):
    page.go("")
    titles = [own.text for own in page.all(".list strong")] or page.until(lambda: [own.text for own in page.all(".list strong")], "studies are listed")
    if not any("and a" in title for title in titles):
        page.note = "no such study in this folder"
        return
    assert 'A "b" and a \\' in titles, titles


@check
def the_printed_report_begins_a_page_with_the_prices(page):
    page.go("")
    identifier = start(page, {"study": "el-paso"})
    text = page.driver.execute_async_script(
        "const [id, done] = arguments; fetch(`/api/runs/${id}/report.html`).then((answer) => answer.text()).then(done);", identifier)
    with tempfile.NamedTemporaryFile("w", suffix=".html", delete=False) as file:
        file.write(text)
    page.driver.get(f"file://{file.name}")
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert page.js("return getComputedStyle(document.getElementById('prices')).breakBefore") == "page"
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    Path(file.name).unlink()


@check
def edits_are_saved_and_comments_stay(page):
    page.go("#/study/el-paso.financed")
    page.planned()
    row = page.field("finance interest")
    box = row.find_element(By.CSS_SELECTOR, "input[type=text]")
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys("8 %/year")
    save = page.one("#save")
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
    page.go("")
    asked = [f"#/ask/{one['request']['study']}?q={one['id']}" for one in page.driver.execute_async_script(
        "fetch('/api/questions').then((answer) => answer.json()).then(arguments[0]);")["questions"][:2]]
    for is_dark in (False, True):
        page.dark(is_dark)
        for path in ["", "#/study/el-paso", "#/study/el-paso?view=hours", "#/study/abilene-power?view=money",
                     "#/study/raw.farmer?view=futures", "#/study/el-paso?view=text", "#/study/el-paso?view=sources", "#/study/epoch-1gw?view=products", "#/study/adoption?view=products",
                     "#/study/abilene-power?view=flows", "#/study/abilene", "#/ask/el-paso"] + asked:
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
    for path, name in [("", "phone-home"), ("#/study/el-paso", "phone-study"), ("#/study/el-paso?view=hours", "phone-hours"),
                       ("#/ask/el-paso", "phone-ask"), ("#/study/adoption?view=products", "phone-products"),
                       ("#/study/abilene", "phone-fleet")]:
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
    foreign = [url for url in asked if not url.startswith((page.url, "data:", "blob:", "about:", "file:"))]
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
