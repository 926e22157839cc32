/** Which page the address means, and how it changes. */

import { h, say } from './dom.js';
import { prepare } from './draw.js';
import { homePage } from './home.js';
import { studyPage } from './study.js';
import { runPage } from './run.js';
import { comparePage } from './compare.js';
import { askPage } from './ask.js';

const main = document.getElementById('main');
let close = () => {};
let turn = 0;

function address() {
  const [path, query = ''] = location.hash.replace(/^#/, '').split('?');
  const [page = '', ...rest] = path.split('/').filter(Boolean);
  return { page, id: rest.map(decodeURIComponent).join('/'), query: new URLSearchParams(query) };
}

function crumbs(parts) {
  const list = parts.map((part) => (Array.isArray(part) ? h('a', { href: part[0] }, part[1]) : h('span', { 'aria-current': 'page' }, part)));
  document.getElementById('crumbs').replaceChildren(...list);
  document.title = [...parts.map((part) => (Array.isArray(part) ? part[1] : part)).reverse(), 'Gigawatt'].join(' · ');
}

/** The same page with other choices, which a link to it then carries. */
function replace(choices) {
  const [path] = location.hash.split('?');
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(choices)) {
    for (const own of [value].flat()) if (own !== undefined && own !== '') query.append(name, own);
  }
  const text = query.toString();
  history.replaceState(null, '', text ? `${path}?${text}` : path);
}

const pages = { '': homePage, study: studyPage, run: runPage, compare: comparePage, ask: askPage };

async function open() {
  const { page, id, query } = address();
  const own = ++turn;
  close();
  close = () => {};
  main.setAttribute('aria-busy', 'true');
  // A place of its own: an address left meanwhile writes into nothing.
  const host = h('div');
  main.replaceChildren(host);
  try {
    const make = pages[page];
    if (!make) throw new Error(`there is no page “${page}”`);
    const ended = await make(host, { id, query, go, replace, crumbs });
    if (own === turn) close = ended; else ended();
  } catch (error) {
    if (own !== turn) return;
    crumbs(['Not found']);
    host.replaceChildren(h('header.head', {}, h('h1', {}, 'That did not work')), h('p.error', { role: 'alert' }, error.message), h('p', {}, h('a', { href: '#/' }, 'All studies and runs')));
    say(error.message);
  }
  main.removeAttribute('aria-busy');
}

function go(hash) {
  if (location.hash === hash) open();
  else location.hash = hash;
}

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
const theme = document.getElementById('theme');
function nameTheme(name) {
  theme.textContent = { auto: 'Auto', light: 'Light', dark: 'Dark' }[name];
  theme.setAttribute('aria-label', `Colours: ${{ auto: 'as the system', light: 'light', dark: 'dark' }[name]}`);
}
nameTheme(globalThis.gigawattTheme.get());
theme.addEventListener('click', () => nameTheme(globalThis.gigawattTheme.next()));
window.addEventListener('hashchange', () => { window.scrollTo(0, 0); open(); });
open();
prepare();
