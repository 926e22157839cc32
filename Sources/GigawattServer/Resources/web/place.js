/** Where the plan is: a locator on a graticule, without tiles and without a network. */

import { h } from './dom.js';
import { number } from './format.js';
import { land } from './land.js';

const [width, height] = [720, 360];
const x = (longitude) => ((longitude + 180) / 360) * width;
const y = (latitude) => ((90 - latitude) / 180) * height;

/** Degrees with the hemisphere. */
const degrees = (value, [positive, negative]) => `${number(Math.abs(value))}° ${value < 0 ? negative : positive}`;

/** What of the world is shown: all of it for one site, the sites and what is around them for several. */
function frame(sites) {
  if (sites.length < 2) return { left: 0, top: 0, wide: width, high: height };
  const [xs, ys] = [sites.map(({ site }) => x(site.longitude)), sites.map(({ site }) => y(site.latitude))];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const wide = Math.min(width, Math.max(1.8 * (right - left), 3.2 * (bottom - top), 100));
  const high = wide / 2;
  const within = (middle, size, most) => Math.min(most - size, Math.max(0, middle - size / 2));
  return { left: within((left + right) / 2, wide, width), top: within((top + bottom) / 2, high, height), wide, high };
}

export const place = {
  name: 'place', title: 'Place', isFor: (result) => result.document.sites.some(({ site }) => Number.isFinite(site.latitude)),
  make(view) {
    const body = h('figure.map');
    const rows = h('div');
    return {
      element: [body, rows],
      update() {
        const sites = view.sites.filter(({ site }) => Number.isFinite(site.latitude));
        const { left, top, wide, high } = frame(sites);
        const scale = wide / width;
        const step = wide < 150 ? 5 : wide < 400 ? 10 : 30;
        const lines = [];
        for (let angle = -180; angle <= 180; angle += step) lines.push(`M${x(angle)},0V${height}`);
        for (let angle = -90 + step; angle < 90; angle += step) lines.push(`M0,${y(angle)}H${width}`);
        // Names of western sites stand to the left of them, of eastern ones to the right.
        const eastward = [...sites].sort((a, b) => a.site.longitude - b.site.longitude).map(({ site }) => site.name);
        const marks = sites.map(({ site }) => {
          const [cx, cy] = [x(site.longitude), y(site.latitude)];
          const isLeft = sites.length > 1 ? eastward.indexOf(site.name) < sites.length / 2 : cx > width / 2;
          return [h('svg:circle', { class: 'site', cx, cy, r: 6 * scale }),
            h('svg:text', { class: 'site-name', x: cx + (isLeft ? -12 : 12) * scale, y: cy + 5 * scale, 'font-size': 15 * scale, 'stroke-width': 4 * scale, 'text-anchor': isLeft ? 'end' : 'start' }, site.name)];
        });
        const cross = sites.length === 1 ? h('svg:path', { class: 'cross', d: `M${x(sites[0].site.longitude)},0V${height}M0,${y(sites[0].site.latitude)}H${width}` }) : null;
        body.replaceChildren(
          h('svg', { viewBox: `${left} ${top} ${wide} ${high}`, role: 'img', 'aria-label': sites.map(({ site }) => `${site.name} at ${degrees(site.latitude, 'NS')}, ${degrees(site.longitude, 'EW')}`).join('; ') },
            h('svg:path', { class: 'graticule', d: lines.join('') }), land ? h('svg:path', { class: 'land', d: land }) : null,
            h('svg:path', { class: 'equator', d: `M0,${y(0)}H${width}` }), cross, marks),
          h('figcaption', {}, `Equirectangular, a line every ${step} degrees.`));
        rows.replaceChildren(view.table('Sites', ['Site', 'Latitude', 'Longitude', 'Clock', 'On line at the end'], sites.map(({ site, answer }) => [
          site.name, degrees(site.latitude, 'NS'), degrees(site.longitude, 'EW'),
          Number.isFinite(site.utcOffset) ? `local standard time, UTC${site.utcOffset < 0 ? '−' : '+'}${number(Math.abs(site.utcOffset))}` : '–',
          answer.stages.at(-1).capacities.filter((own) => own.amount > 1e-6 && own.unit === 'MW').map((own) => `${own.name} ${number(own.amount)} MW`).join(', ') || '–'])));
      },
    };
  },
};
