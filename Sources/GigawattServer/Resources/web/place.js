/** Where the plan is: a locator on a graticule, without tiles and without a network. */

import { h } from './dom.js';
import { number } from './format.js';
import { land } from './land.js';

const [width, height] = [720, 360];
const x = (longitude) => ((longitude + 180) / 360) * width;
const y = (latitude) => ((90 - latitude) / 180) * height;

/** Degrees with the hemisphere. */
const degrees = (value, [positive, negative]) => `${number(Math.abs(value))}° ${value < 0 ? negative : positive}`;

export const place = {
  name: 'place', title: 'Place', isFor: (result) => result.document.sites.some(({ site }) => Number.isFinite(site.latitude)),
  make(view) {
    const body = h('figure.map');
    const rows = h('div');
    return {
      element: [body, rows],
      update() {
        const sites = view.sites.filter(({ site }) => Number.isFinite(site.latitude));
        const lines = [];
        for (let angle = -180; angle <= 180; angle += 30) lines.push(`M${x(angle)},0V${height}`);
        for (let angle = -60; angle <= 60; angle += 30) lines.push(`M0,${y(angle)}H${width}`);
        const marks = sites.map(({ site }) => {
          const [cx, cy] = [x(site.longitude), y(site.latitude)];
          return [h('svg:circle', { class: 'site', cx, cy, r: 6 }),
            h('svg:text', { class: 'site-name', x: cx > width / 2 ? cx - 12 : cx + 12, y: cy - 12, 'text-anchor': cx > width / 2 ? 'end' : 'start' }, site.name)];
        });
        const cross = sites.length === 1 ? h('svg:path', { class: 'cross', d: `M${x(sites[0].site.longitude)},0V${height}M0,${y(sites[0].site.latitude)}H${width}` }) : null;
        body.replaceChildren(
          h('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': sites.map(({ site }) => `${site.name} at ${degrees(site.latitude, 'NS')}, ${degrees(site.longitude, 'EW')}`).join('; ') },
            h('svg:path', { class: 'graticule', d: lines.join('') }), land ? h('svg:path', { class: 'land', d: land }) : null,
            h('svg:path', { class: 'equator', d: `M0,${y(0)}H${width}` }), cross, marks),
          h('figcaption', {}, 'Equirectangular, a line every 30 degrees.'));
        rows.replaceChildren(view.table('Sites', ['Site', 'Latitude', 'Longitude', 'Clock', 'On line at the end'], sites.map(({ site, answer }) => [
          site.name, degrees(site.latitude, 'NS'), degrees(site.longitude, 'EW'),
          Number.isFinite(site.utcOffset) ? `local standard time, UTC${site.utcOffset < 0 ? '−' : '+'}${number(Math.abs(site.utcOffset))}` : '–',
          answer.stages.at(-1).capacities.filter((own) => own.amount > 1e-6 && own.unit === 'MW').map((own) => `${own.name} ${number(own.amount)} MW`).join(', ') || '–'])));
      },
    };
  },
};
