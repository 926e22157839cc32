/** The tree of futures, from left to right, with what is decided at each node. */

import { h } from './dom.js';
import { number, percent } from './format.js';

const [boxWidth, boxHeight, gapX, gapY] = [232, 98, 26, 14];

/** What is decided at a node: capacity that is added, or the largest activities. */
function decisions(result, name) {
  const { sites, fleet, activities } = result.document;
  const many = sites.length > 1;
  const stages = sites.flatMap(({ site, answer }) => answer.stages.filter((own) => own.name === name).map((stage) => [site, stage]));
  const list = stages.flatMap(([site, stage]) => stage.capacities.filter((own) => own.added > 1e-6)
    .map((own) => [many ? `${own.name}, ${site.name}` : own.name, own.added, own.unit]));
  for (const own of fleet?.stages.filter((stage) => stage.name === name).flatMap((stage) => stage.chips) || []) {
    if (own.added > 1e-6) list.push([own.site && many ? `${own.accelerator}, ${own.site}` : own.accelerator, own.added, 'chips']);
  }
  if (!sites.length) {
    list.push(...activities.filter((own) => own.node === name && Math.abs(own.amount ?? 0) > 1e-9 && !own.hourly)
      .map((own) => [own.name, own.amount, own.unit]));
  }
  return list.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
}

/** Several sites or chips: what is added in all, and of which kinds. */
function sums(result, name) {
  const { sites, fleet } = result.document;
  const stages = sites.flatMap(({ answer }) => answer.stages.filter((own) => own.name === name));
  const added = stages.flatMap((stage) => stage.capacities.filter((own) => own.added > 1e-3));
  const own = fleet?.stages.find((stage) => stage.name === name);
  const line = (title, items, unit) => {
    const total = items.reduce((sum, [, amount]) => sum + amount, 0);
    if (!(total > 1e-3)) return [];
    const kinds = new Map();
    for (const [kind, amount] of items) kinds.set(kind, (kinds.get(kind) || 0) + amount);
    const names = [...kinds].filter(([, amount]) => amount > 1e-4 * total).sort((a, b) => b[1] - a[1]).map(([kind]) => kind).filter(Boolean);
    return [`${title} +${short(total)}${unit}${names.length ? `: ${names.join(', ')}` : ''}`];
  };
  return [
    ...line('chips', (own?.chips || []).map((chips) => [chips.accelerator, chips.added]), ''),
    ...line('halls', (own?.halls || []).map((hall) => ['', hall.added]), ' MW'),
    ...line('power', added.filter((one) => one.unit === 'MW').map((one) => [one.name, one.added]), ' MW'),
    ...line('storage', added.filter((one) => one.unit === 'MWh').map((one) => ['', one.added]), ' MWh'),
  ];
}

const short = (amount) => (amount >= 1e6 ? `${number(amount / 1e6)} million` : number(amount));

/** Column by depth, row by leaf; a parent stands in the middle of its children. */
function arranged(nodes) {
  const children = new Map(nodes.map((node) => [node.name, nodes.filter((own) => own.after === node.name)]));
  const places = new Map();
  let row = 0;
  const visit = (node, depth) => {
    const own = children.get(node.name).map((child) => visit(child, depth + 1));
    const at = own.length ? (own[0] + own.at(-1)) / 2 : row++;
    places.set(node.name, { depth, row: at });
    return at;
  };
  nodes.filter((node) => !node.after).forEach((node) => visit(node, 0));
  return places;
}

/** Cuts a text where the room of its box ends. */
function cut(text, room = boxWidth - 18) {
  const pen = cut.pen ??= document.createElement('canvas').getContext('2d');
  pen.font = `12.5px ${getComputedStyle(document.body).fontFamily}`;
  let own = text;
  while (own.length > 1 && pen.measureText(own).width > room) own = `${own.slice(0, -2).trimEnd()}…`;
  return own;
}

export const futures = {
  name: 'futures', title: 'Futures', isFor: (result) => result.document.nodes.length > 1,
  make(view) {
    const body = h('div.tree', { tabindex: '0', role: 'region', 'aria-label': 'Tree of futures' });
    const rows = h('div');
    return {
      element: [h('p.note', {}, 'From left to right what may happen, with its probability, and what the plan decides there before it knows what follows.'), body, rows],
      update() {
        const { nodes } = view.result.document;
        const shown = nodes.slice(0, 200);
        const isMany = view.sites.length > 1 || Boolean(view.result.document.fleet);
        const places = arranged(shown);
        const at = (name) => {
          const { depth, row } = places.get(name);
          return [depth * (boxWidth + gapX) + 1, row * (boxHeight + gapY) + 1];
        };
        const width = (1 + Math.max(...[...places.values()].map((own) => own.depth))) * (boxWidth + gapX) - gapX + 2;
        const height = (1 + Math.max(...[...places.values()].map((own) => own.row))) * (boxHeight + gapY) - gapY + 2;
        const parts = [];
        for (const node of shown.filter((own) => own.after)) {
          const [[x1, y1], [x2, y2]] = [at(node.after), at(node.name)];
          const [startX, startY, endY] = [x1 + boxWidth, y1 + boxHeight / 2, y2 + boxHeight / 2];
          parts.push(h('svg:path', { class: 'branch', d: `M${startX},${startY} C${startX + gapX / 2},${startY} ${x2 - gapX / 2},${endY} ${x2},${endY}`,
            'stroke-width': String(1 + 5 * node.probability) }));
        }
        for (const node of shown) {
          const [x, y] = at(node.name);
          const text = (line, words, kind) => h('svg:text', { x: x + 10, y: y + 19 + 17 * line, class: kind }, words);
          const all = decisions(view.result, node.name);
          const lines = isMany ? sums(view.result, node.name) : all.slice(0, 3).map(([name, amount, unit]) => `${name}  ${number(amount)} ${unit || ''}`);
          const tip = all.map(([name, amount, unit]) => `${name}: ${number(amount)} ${unit || ''}`.trim()).join('\n');
          parts.push(h('svg:g', {}, h('svg:title', {}, tip || 'Nothing is decided here'), h('svg:rect', { x, y, width: boxWidth, height: boxHeight, rx: 8, class: 'box' }),
            text(0, `${cut(node.name, boxWidth - 74)}`, 'head'),
            h('svg:text', { x: x + boxWidth - 10, y: y + 19, class: 'side', 'text-anchor': 'end' },
              node.probability < 1 ? percent(node.probability) : node.year && String(node.year) !== node.name ? node.year : ''),
            (lines.length ? lines : ['nothing is added']).map((line, index) => text(index + 1, cut(line), 'line')),
            !isMany && all.length > 3 ? text(4, `and ${all.length - 3} more`, 'side') : null));
        }
        body.replaceChildren(h('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${nodes.length} nodes of the future` }, parts));
        rows.replaceChildren(view.table('Nodes of the future', ['Node', 'After', '#Probability', '#Years', '#Worth of money', 'Decided there'],
          shown.map((node) => [node.name, node.after || '–', percent(node.probability), number(node.years), number(node.discountFactor),
            h('span.words', {}, decisions(view.result, node.name).slice(0, 5).map(([name, amount, unit]) => `${name} ${number(amount)} ${unit || ''}`.trim()).join(', ') || '–')])));
      },
    };
  },
};
