/** Flows from electrons to products to money: of all years, and the power of one hour. */

import { choices, h } from './dom.js';
import { number } from './format.js';
import { withHours } from './hours.js';

/** The place of an hour in the year, such as `Tue 14 July, 15:00`; plans have no calendar of their own. */
function clock(hour) {
  const date = new Date(Date.UTC(2023, 0, 1) + hour * 3600e3);
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' }).format(date);
}

/** The plain name of a node: one for all sites, for all parts of a supply, and for a product and its sale. */
function plainNames(graph, sites, supplies) {
  const names = sites.map((own) => own.site.name);
  const siteOf = (name) => names.find((own) => name.endsWith(` at ${own}`));
  const bare = (name) => {
    const site = siteOf(name);
    return site ? name.slice(0, -(site.length + 4)) : name;
  };
  // What is sold goes by the name of the one thing that its sale takes.
  const sold = (node) => {
    if (node.kind !== 'process' || !node.name.startsWith('sell ')) return undefined;
    const taken = new Set(graph.links.filter((link) => graph.nodes[link.to] === node && graph.nodes[link.from].kind === 'resource').map((link) => graph.nodes[link.from].name));
    return taken.size === 1 ? bare([...taken][0]) : undefined;
  };
  const parts = (own) => [`build ${own}`, `build ${own} energy`, `run ${own}`, `charge ${own}`, `discharge ${own}`, `${own} capacity`, `${own} energy`, `${own} level`];
  const places = new Map(supplies.flatMap((own) => parts(own).map((part) => [part, own])));
  for (const part of ['build grid connection', 'buy from grid', 'grid connection']) places.set(part, 'grid');
  return {
    siteOf: (node) => siteOf(node.name),
    nameOf(node) {
      const name = names.length > 1 ? bare(node.name) : node.name;
      if (node.kind !== 'process' && node.kind !== 'resource') return name;
      return places.get(name) || sold(node) || name;
    },
  };
}

/** A graph to look at: parts of one thing are one, sites are together or one alone. */
function simplified(graph, sites, supplies, wanted) {
  const { siteOf, nameOf } = plainNames(graph, sites, supplies);
  const nodes = [];
  const places = new Map();
  const place = (node) => {
    const name = nameOf(node);
    const kind = node.kind === 'resource' ? 'process' : node.kind;
    const key = `${kind} ${name}`;
    if (!places.has(key)) { places.set(key, nodes.length); nodes.push({ ...node, name }); }
    return places.get(key);
  };
  const links = new Map();
  for (const link of graph.links) {
    const ends = [graph.nodes[link.from], graph.nodes[link.to]];
    if (wanted && !ends.map(siteOf).includes(wanted)) continue;
    const [from, to] = ends.map(place);
    if (from === to) continue;
    const resource = sites.reduce((text, own) => text.replace(` at ${own.site.name}`, ''), link.resource);
    const key = `${from} ${to} ${resource}`;
    const known = links.get(key);
    if (!known) links.set(key, { ...link, from, to, resource });
    else { known.worth += link.worth; if (link.amount) known.amount = (known.amount || 0) + link.amount; }
  }
  return { ...graph, nodes, links: [...links.values()] };
}

/** The power of one hour: from every source to the load, stores and what is lost. */
function ofHour(hours, index) {
  const nodes = [{ name: 'electricity', kind: 'resource' }];
  const links = [];
  const at = (own) => own.values[index] || 0;
  const add = (name, kind, amount, isIn) => {
    if (amount < 1e-6) return;
    nodes.push({ name, kind });
    const own = nodes.length - 1;
    links.push({ from: isIn ? own : 0, to: isIn ? 0 : own, resource: 'electricity', worth: amount, amount, unit: 'MW' });
  };
  for (const own of hours.series) {
    if (own.role === 'supply') add(own.name, 'process', at(own), true);
    if (own.role === 'use') add(own.name, 'process', Math.abs(at(own)), false);
    if (own.role === 'load') add('load', 'demand', at(own), false);
  }
  return { unit: 'MW', nodes, links };
}

export const flows = {
  name: 'flows', title: 'Flows', isFor: () => true,
  make(view) {
    const note = h('p.note', { role: 'status' });
    const chart = view.chart('Flows: from what is paid through every process to what is earned or owed', '', 560);
    const caption = chart.figure.querySelector('figcaption');
    const bar = h('div.toolbar');
    const hourBar = h('div.toolbar.hour', { hidden: true });
    const label = h('output.note', { for: 'hour' });
    const slider = h('input', { type: 'range', id: 'hour', min: '0', max: '8759', step: '1', 'aria-label': 'Hour of the year', oninput: () => pick(Number(slider.value)) });
    hourBar.append(...[view.stageChoice(() => made.update())].flat().filter(Boolean), slider, label);
    const isCampus = view.sites.length > 0;
    const state = Object.assign(view.state, { flow: view.state.flow || 'all', 'flow-site': view.state['flow-site'] || '' });

    function pick(hour) {
      state.hour = hour;
      const { step } = view.hours;
      const index = Math.min(Math.floor(hour / step), view.hours.series[0].values.length - 1);
      const price = view.hours.series.find((own) => own.role === 'price');
      label.textContent = `${clock(index * step)}${price ? ` · one more MWh is worth ${number(price.values[index])} USD` : ''}`;
      slider.value = String(index * step);
      slider.setAttribute('aria-valuetext', label.textContent);
      const graph = ofHour(view.hours, index);
      chart.box.style.setProperty('--height', '360px');
      return view.draw(chart.box, view.charts.flows(graph, 'MW', chart.box.clientWidth || undefined));
    }

    function showHour() {
      caption.textContent = 'Power of one hour, MW: what runs, what is stored, and where it goes. What stores give comes in on the left, what they take goes out on the right.';
      return withHours(view, note, () => {
        slider.max = String(8760 - view.hours.step);
        slider.step = String(view.hours.step);
        const [from, to] = state.window;
        return pick(state.hour ?? (to - from < 8759 ? Math.floor((from + to) / 2) : 12));
      });
    }

    async function showAll() {
      const waiting = setTimeout(() => { note.textContent = 'Fetching the flows …'; }, 300);
      const whole = await view.provider.flows().finally(() => clearTimeout(waiting));
      const site = view.sites[Number(state['flow-site'])];
      const supplies = view.sites.flatMap((own) => own.answer.stages[0]?.capacities.map((one) => one.name) || []).filter((name) => !name.endsWith(' energy'));
      const graph = isCampus ? simplified(whole, view.sites, supplies, state['flow-site'] === '' ? '' : site?.site.name) : whole;
      const units = [...new Set(graph.links.filter((link) => link.amount && link.unit).map((link) => link.unit))];
      const chosen = state.measure === 'worth' || units.includes(state.measure) ? state.measure : 'worth';
      caption.textContent = chosen === 'worth'
        ? 'Every process with what it takes, gives and holds: amounts at the plan’s own prices, in money of today, expected. What a process holds (its capacity) earns what is left over. What goes round (into a store and out again) is shown net; small flows are joined.'
        : 'Amounts over all years, expected. What goes round (into a store and out again) is shown net; small flows are joined.';
      bar.replaceChildren(...[modes(), view.sites.length > 1 ? view.choice('Site', [['', 'All sites'], ...view.sites.map((own, index) => [String(index), own.site.name])], state['flow-site'], (value) => { state['flow-site'] = value; made.update(); }) : null,
        choices('What is shown', [['worth', `Worth, ${graph.unit}`], ...units.slice(0, 8).map((unit) => [unit, unit])], chosen, (value) => { state.measure = value; made.update(); })].filter(Boolean));
      const drawn = view.charts.flows(graph, chosen, chart.box.clientWidth || undefined);
      if (drawn) chart.box.style.setProperty('--height', `${drawn.height}px`);
      note.textContent = drawn ? '' : 'Nothing flows in this unit.';
      await view.draw(chart.box, drawn);
    }

    const modes = () => (isCampus ? choices('Which time', [['all', 'All years'], ['hour', 'One hour']], state.flow, (value) => { state.flow = value; made.update(); }) : null);
    const made = {
      element: [bar, hourBar, note, chart.figure],
      async update() {
        const isHour = isCampus && state.flow === 'hour';
        hourBar.hidden = !isHour;
        try {
          if (!isHour) { await showAll(); return; }
          bar.replaceChildren(modes());
          await showHour();
        } catch (error) { note.textContent = error.message; }
      },
    };
    return made;
  },
};
