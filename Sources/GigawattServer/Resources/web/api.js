/** The JSON API of the server that sent this page. */

export class ApiError extends Error {
  constructor(status, body) {
    super(body?.error || `the server answered with ${status}`);
    this.status = status;
    this.diagnostics = body?.diagnostics || [];
    this.revision = body?.revision;
    this.takesLonger = Boolean(body?.takesLonger);
    this.field = body?.field;
  }
}

async function call(method, path, body, signal) {
  let response;
  try {
    response = await fetch(`/api/${path}`, {
      method, signal, credentials: 'same-origin',
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, { error: 'the server does not answer; is it still running?' });
  }
  if (response.status === 204) return null;
  const text = await response.text();
  let value = null;
  try { value = JSON.parse(text); } catch { /* an answer without a body */ }
  if (!response.ok) throw new ApiError(response.status, value);
  return value;
}

const id = encodeURIComponent;

function watched(path, onState) {
  const source = new EventSource(`/api/${path}/events`);
  source.addEventListener('state', (event) => onState(JSON.parse(event.data)));
  source.addEventListener('end', () => source.close());
  return () => source.close();
}

export const api = {
  studies: () => call('GET', 'studies'),
  study: (name) => call('GET', `studies/${id(name)}`),
  text: (name) => call('GET', `studies/${id(name)}/text`),
  saveText: (name, text, revision) => call('PUT', `studies/${id(name)}/text`, { text, revision }),
  saveEdits: (name, edits, revision) => call('POST', `studies/${id(name)}/edits`, { edits, revision }),
  draft: (name, draft, signal) => call('POST', `studies/${id(name)}/draft`, draft, signal),
  live: (request, signal) => call('POST', 'live', request, signal),
  runs: () => call('GET', 'runs'),
  run: (name) => call('GET', `runs/${id(name)}`),
  start: (request) => call('POST', 'runs', request),
  stop: (name) => call('POST', `runs/${id(name)}/stop`),
  resume: (name) => call('POST', `runs/${id(name)}/resume`),
  remove: (name) => call('DELETE', `runs/${id(name)}`),
  result: (name) => call('GET', `runs/${id(name)}/result`),
  hours: (name, stage, site = 0) => call('GET', `runs/${id(name)}/hours?stage=${stage}&site=${site}`),
  flows: (name) => call('GET', `runs/${id(name)}/flows`),
  tables: (name) => call('GET', `runs/${id(name)}/tables`),
  /** Calls back with the state of a run until it is over; returns what ends it. */
  watch: (name, onState) => watched(`runs/${id(name)}`, onState),
  measures: (name) => call('GET', `studies/${id(name)}/measures`),
  questions: () => call('GET', 'questions'),
  question: (name) => call('GET', `questions/${id(name)}`),
  ask: (request) => call('POST', 'questions', request),
  checkQuestion: (request) => call('POST', 'questions/check', request),
  answer: (name) => call('GET', `questions/${id(name)}/answer`),
  stopQuestion: (name) => call('POST', `questions/${id(name)}/stop`),
  resumeQuestion: (name) => call('POST', `questions/${id(name)}/resume`),
  removeQuestion: (name) => call('DELETE', `questions/${id(name)}`),
  watchQuestion: (name, onState) => watched(`questions/${id(name)}`, onState),
  file: (name, file) => `/api/runs/${id(name)}/${file}`,
};
