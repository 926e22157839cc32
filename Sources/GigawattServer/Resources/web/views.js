/** Each view of a plan: whether it is for this plan, and how it is made and kept up to date. */

import { choices, h } from './dom.js';
import { money, none, number, percent, scale, size } from './format.js';
import { flows } from './flows.js';
import { futures } from './futures.js';
import { withHours } from './hours.js';
import { place } from './place.js';
import { products } from './products.js';
import { sources } from './sources.js';

const isCampus = (result) => result.document.sites.length > 0;

/** More stages than fit beside each other: charts take the whole width. */
const isTree = (view) => view.stages.length > 6;

const overview = {
  name: 'overview', title: 'Overview', isFor: () => true,
  make(view) {
    const lead = h('p.lead');
    const cards = h('div');
    const verdict = h('div');
    const rest = h('div.pair');
    const capacity = view.chart('Bars: capacity by technology', 'What to build. Click a bar to see what it rests on.', 380);
    const cost = view.chart('Stacked bars: cost by cause and technology', 'What it costs, USD per MWh served.', 380);
    const activities = h('div');
    const business = h('div.pair');
    if (isCampus(view.result)) rest.append(capacity.figure, cost.figure);
    return {
      element: [lead, cards, verdict, business, rest, activities],
      update() {
        lead.textContent = view.result.headline.sentence;
        cards.replaceChildren(view.cards());
        verdict.replaceChildren(view.verdict());
        if (!isCampus(view.result)) return activities.replaceChildren(whatToDo(view));
        rest.classList.toggle('pair', !isTree(view));
        capacity.box.style.setProperty('--height', isTree(view) ? '560px' : '380px');
        return Promise.all([
          view.draw(capacity.box, view.charts.capacity()),
          view.draw(cost.box, view.charts.cost(view.stages.length > 1 ? 'stage' : 'cause')),
          view.columns(business, ['revenue', 'chips']),
        ]);
      },
    };
  },
};

/** A matrix of names and nodes, or one row each where there are many nodes. */
function byNode(view, caption, entries) {
  const { nodes } = view.result.document;
  const shown = entries.filter((entry) => Math.abs(entry.amount ?? 0) > 1e-9);
  if (nodes.length > 8) {
    return view.table(caption, ['Name', 'Node', '#Amount', 'Unit'],
      shown.slice(0, 400).map((entry) => [entry.name, entry.node, number(entry.amount), entry.unit]));
  }
  const names = [...new Set(shown.map((entry) => entry.name))];
  const hasUnits = shown.some((entry) => entry.unit);
  return view.table(caption, ['Name', ...nodes.map((node) => `#${nodes.length > 1 ? node.name : 'Amount'}`), ...(hasUnits ? ['Unit'] : [])],
    names.slice(0, 400).map((name) => {
      const own = shown.filter((entry) => entry.name === name);
      return [name, ...nodes.map((node) => number(own.find((entry) => entry.node === node.name)?.amount)),
        ...(hasUnits ? [own[0].unit] : [])];
    }));
}

const whatToDo = (view) => byNode(view, 'What to do: activity by node', view.result.document.activities);

/** What is added; next to what the largest stage adds a sliver is nothing, as plans are known to a gap. */
function added(stages) {
  const most = new Map();
  for (const { name, added: own } of stages.flatMap((stage) => stage.capacities)) most.set(name, Math.max(most.get(name) || 0, own));
  return (own) => size(own && own.added > 1e-4 * most.get(own.name) ? own.added : 0);
}

/** A row for each supply. */
function tablesBySupply(view, stages) {
  const many = stages.length > 1;
  const sizeAdded = added(stages);
  const at = (list, name) => list.find((own) => own.name === name);
  return [
    view.table('Capacity on line and added', ['Supply', ...stages.flatMap((stage) => (many ? [`#${stage.name}`, '#added'] : ['#On line', '#Added'])), 'Unit'],
      stages[0].capacities.map((own) => [view.swatch(own.name), ...stages.flatMap((stage) => {
        const here = at(stage.capacities, own.name);
        return [size(here?.amount), sizeAdded(here)];
      }), own.unit])),
    view.table('Energy by source', ['Source', ...stages.flatMap((stage) => [`#${many ? `${stage.name}, ` : ''}GWh`, '#capacity factor', '#curtailed, GWh'])],
      stages[0].sources.map((own) => [view.swatch(own.name), ...stages.flatMap((stage) => {
        const here = at(stage.sources, own.name);
        return [size((here?.energy ?? 0) / 1000), here?.capacityFactor === undefined ? none : percent(here.capacityFactor), size((here?.curtailed ?? 0) / 1000)];
      })])),
  ];
}

/** A row for each stage, where there are more stages than fit beside each other: what is never there has no column. */
function tablesByStage(view, stages) {
  const names = (list, amount) => stages[0][list].filter((own) => stages.some((stage) => Math.abs(amount(stage[list].find((here) => here.name === own.name)) || 0) > 1e-6));
  const rows = (list, columns, cell) => stages.map((stage) => [stage.name, ...columns.map((own) => cell(stage[list].find((here) => here.name === own.name)))]);
  const built = names('capacities', (own) => own?.amount);
  const used = names('sources', (own) => own?.energy);
  const lost = names('sources', (own) => own?.curtailed);
  const head = (own, unit) => `#${own.name}, ${unit}`;
  return [
    view.table('Capacity on line', ['Stage', ...built.map((own) => head(own, own.unit))], rows('capacities', built, (own) => size(own?.amount))),
    view.table('Capacity added', ['Stage', ...built.map((own) => head(own, own.unit))], rows('capacities', built, added(stages))),
    view.table('Energy by source', ['Stage', ...used.map((own) => head(own, 'GWh'))], rows('sources', used, (own) => size((own?.energy ?? 0) / 1000))),
    ...(lost.length ? [view.table('Output that was not used', ['Stage', ...lost.map((own) => head(own, 'GWh'))], rows('sources', lost, (own) => size((own?.curtailed ?? 0) / 1000)))] : []),
  ];
}

const capacity = {
  name: 'capacity', title: 'Capacity', isFor: isCampus,
  make(view) {
    const chart = view.chart('Bars: capacity by technology and stage', 'Capacity on line: power, and the energy that stores can hold.', 400);
    const energy = view.chart('Bars: energy by source', 'Energy by source a year; hatched is output that could have been made and was not.', 360);
    const business = h('div.pair');
    const tables = h('div');
    const made = {
      element: [h('div.toolbar', {}, view.siteChoice(() => made.update())), chart.figure, energy.figure, business, tables],
      update() {
        const { stages } = view;
        tables.replaceChildren(...(stages.length > 4 ? tablesByStage : tablesBySupply)(view, stages));
        chart.box.style.setProperty('--height', isTree(view) ? '600px' : '400px');
        return Promise.all([view.draw(chart.box, view.charts.capacity()), view.draw(energy.box, view.charts.energy()), view.columns(business, ['chips', 'futures', 'halls'])]);
      },
    };
    return made;
  },
};

const spans = { year: 8760, month: 720, week: 168, day: 24 };
const nameOf = ([from, to]) => Object.keys(spans).find((name) => spans[name] === to - from);

const dispatch = {
  name: 'hours', title: 'Hours', isFor: isCampus,
  make(view) {
    const note = h('p.note', { role: 'status' });
    const box = h('div', { style: { '--height': '560px' } });
    const chart = new globalThis.Gigawatt.HoursChart(box, {
      ...view.charts,
      onWindow(range) {
        view.state.window = range;
        for (const button of lengths.children) button.setAttribute('aria-pressed', 'false');
        clearTimeout(this.later);
        this.later = setTimeout(() => view.onState(view.permalink), 250);
      },
    });
    const lengths = choices('Length of the window', [['year', 'Year'], ['month', 'Month'], ['week', 'Week'], ['day', 'Day']], nameOf(view.state.window), (value) => {
      const [from, to] = view.state.window;
      const driver = view.stage.drivers[0];
      const center = to - from >= 8759 && driver ? driver.firstStep * view.hours.step + driver.hours / 2 : (from + to) / 2;
      const start = Math.max(0, Math.floor((center - spans[value] / 2) / 24) * 24);
      view.state.window = [start, start + spans[value]];
      chart.show(...view.state.window, true);
      view.onState(view.permalink);
    });
    const steps = h('div.choices', {},
      h('button', { type: 'button', 'aria-label': 'Earlier', onclick: () => chart.pan(-1) }, '←'),
      h('button', { type: 'button', 'aria-label': 'Later', onclick: () => chart.pan(1) }, '→'),
      h('button', { type: 'button', 'aria-label': 'Zoom in', onclick: () => chart.zoom(0.6) }, '+'),
      h('button', { type: 'button', 'aria-label': 'Zoom out', onclick: () => chart.zoom(1.6) }, '−'));
    const tables = h('div');
    const made = {
      element: [h('div.toolbar', {}, lengths, steps, view.stageChoice(() => made.update())), note,
        h('figure', {}, box, h('figcaption', {}, 'Supply by source, charging and exports below zero, the load as a line; below it what is stored and the worth of one more MWh. Drag to move, click and turn the wheel to zoom, double-click for the year.')), tables],
      update: () => withHours(view, note, () => {
        chart.set(view.hours);
        chart.show(...view.state.window, true);
        tables.replaceChildren(stores(view), drivers(view, chart));
      }),
    };
    return made;
  },
};

function stores(view) {
  const rows = view.stage.stores.filter((store) => store.charged > 1e-6);
  if (!rows.length) return '';
  return view.table('Storage', ['Store', '#charged, GWh', '#given back, GWh', '#lost', '#cycles a year', '#hours at full power'],
    rows.map((store) => [view.swatch(store.name), number(store.charged / 1000), number(store.discharged / 1000),
      percent((store.charged - store.discharged) / store.charged), size(store.cycles), size(store.hours)]));
}

function drivers(view, chart) {
  if (!view.stage.drivers.length) return '';
  return view.table('Hours that drive the size', ['From', '#hours', '#price, USD/MWh', '#share of the cost', '#sun and wind over load'],
    view.stage.drivers.map((driver) => [h('span', {}, `${driver.start} `, h('button.small', {
      type: 'button', 'aria-label': `Show the hours from ${driver.start}`,
      onclick: () => chart.show(driver.firstStep * view.hours.step - 24, driver.firstStep * view.hours.step + driver.hours + 24),
    }, 'Show')), number(driver.hours), number(driver.price), percent(driver.share), percent(driver.renewableShare)]));
}

const prices = {
  name: 'prices', title: 'Prices', isFor: () => true,
  make(view) {
    if (!isCampus(view.result)) {
      const body = h('div');
      return { element: [h('p.note', {}, 'What one more unit of each thing is worth to the plan.'), body],
        update: () => body.replaceChildren(byNode(view, 'Price by node', view.result.document.resourcePrices)) };
    }
    const note = h('p.note', { role: 'status' });
    const price = view.chart('Line: price of electricity against the hours in which it is exceeded', 'Each hour’s price, from the dearest hour to the cheapest.', 320);
    const load = view.chart('Lines: load and net load against the hours in which they are exceeded', 'The load, and what is left of it after all that sun and wind can give.', 320);
    const tables = h('div');
    const range = choices('Range of the price axis', [['most', 'Most hours'], ['all', 'All hours']], view.state['price-range'], (value) => {
      view.state['price-range'] = value;
      view.draw(price.box, view.charts.priceDuration());
    });
    const made = {
      element: [h('p', {}, 'The price of an hour is what one more MWh in it would cost the plan. Dear hours pay for the plants; cheap hours say that energy is to spare.'),
        h('div.toolbar', {}, range, view.stageChoice(() => made.update())), note, h('div.pair', {}, price.figure, load.figure), tables],
      update: () => withHours(view, note, () => {
        const rows = view.stages.filter((stage) => stage.price).map(({ name, price: own }) => [name, number(own.mean), number(own.loadWeighted),
          number(own.minimum), number(own.low), number(own.median), number(own.high), number(own.maximum), number(own.hoursAtZero)]);
        tables.replaceChildren(view.table('Worth of one more MWh, USD/MWh', ['Stage', '#mean', '#weighted by load', '#least', '#5 %', '#median', '#95 %', '#most', '#hours at zero'], rows));
        return Promise.all([view.draw(price.box, view.charts.priceDuration()), view.draw(load.box, view.charts.loadDuration())]);
      }),
    };
    return made;
  },
};

const moneyView = {
  name: 'money', title: 'Money', isFor: () => true,
  make(view) {
    const body = h('div');
    const rents = view.chart('Bars: what each scarce thing earns', 'What each scarce thing earns or owes. All bars add up to the value of the plan.', 320);
    const cost = view.chart('Stacked bars: cost by cause and technology', 'Cost by cause, each bar divided by technology.', 320);
    const unit = choices('Unit', [['mwh', 'USD/MWh'], ['year', 'USD a year']], view.state['cost-unit'], (value) => {
      view.state['cost-unit'] = value;
      view.draw(cost.box, view.charts.cost('cause'));
    });
    const made = {
      element: [isCampus(view.result) ? [h('div.toolbar', {}, unit, view.stageChoice(() => made.update())), cost.figure] : [], body, rents.figure].flat(),
      update() {
        const { document: plan } = view.result;
        const hasRents = view.bars.rents.length > 1;
        rents.figure.hidden = !hasRents;
        body.replaceChildren(...[isCampus(view.result) ? costs(view) : null, cash(view), books(view, plan)].filter(Boolean));
        return Promise.all([
          isCampus(view.result) ? view.draw(cost.box, view.charts.cost('cause')) : null,
          view.draw(rents.box, hasRents ? view.charts.rents() : null),
        ]);
      },
    };
    return made;
  },
};

function costs(view) {
  const { costs: all, annualCost, served } = view.stage;
  const causes = [...new Set(all.map((cost) => cost.cause))];
  const names = [...new Set(all.map((cost) => cost.name))];
  const sum = (test) => all.filter(test).reduce((total, cost) => total + cost.amount, 0);
  const own = scale([annualCost], 'USD');
  const row = (head, test) => [head, ...causes.map((cause) => size(sum((cost) => test(cost) && cost.cause === cause) / own.divisor)),
    own.text(sum(test)), served > 0 ? number(sum(test) / served) : none];
  return view.table(`Cost by supply and cause, ${own.unit} a year`, ['Supply', ...causes.map((cause) => `#${cause}`), '#total', '#USD/MWh'],
    names.map((name) => row(view.swatch(name), (cost) => cost.name === name)), [row('Total', () => true)]);
}

function cash(view) {
  const flow = view.answer?.cashFlow;
  if (!flow) return null;
  const own = scale(flow.rows.flatMap((row) => row.amounts), 'USD');
  return view.table(`The money by year, ${own.unit}`, ['', ...flow.years.map((year) => `#${year}`)],
    flow.rows.map((row) => [row.name, ...row.amounts.map(own.text)]));
}

/** Who earns what: the rents of what each party owns. */
function books(view, plan) {
  const own = scale(plan.books.map((book) => book.amount), plan.valueUnit);
  const sum = plan.books.reduce((total, book) => total + book.amount, 0);
  if (plan.books.length < 2) {
    const whole = sum < 0 ? `The cost of ${money(-sum, plan.valueUnit)} falls to nobody named` : `The gain of ${money(sum, plan.valueUnit)} belongs to nobody named`;
    return h('p.note', {}, `${whole}; write owners in the study to see books by party.`);
  }
  return view.table(`Books by party, ${own.unit}`, ['Party', `#${own.unit}`, '#share'],
    plan.books.map((book) => [book.party, own.text(book.amount), percent(book.amount / sum)]), [['Sum', own.text(sum), percent(1)]]);
}

export const views = [overview, products, capacity, dispatch, prices, flows, moneyView, futures, place, sources];
