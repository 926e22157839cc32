/** Plans a study again while it is edited: one request at a time, the latest wins. */

import { api, ApiError } from './api.js';

const session = Math.random().toString(36).slice(2);

export class Live {
  constructor(study, { onPlan, onError, onBusy }) {
    Object.assign(this, { study, onPlan, onError, onBusy });
    this.edits = [];
    this.want = [];
    this.stage = 0;
    this.site = 0;
    this.turn = 0;
  }

  /** Asks for a plan of the study with these edits; what is asked while one is made waits for it alone. */
  ask(edits = this.edits, { insist = false } = {}) {
    this.edits = edits;
    this.insist = insist;
    this.turn += 1;
    if (!this.isBusy) this.run();
  }

  async run() {
    this.isBusy = true;
    this.onBusy(true);
    while (this.done !== this.turn && !this.closed) {
      const turn = this.turn;
      const started = performance.now();
      try {
        const answer = await api.live({ study: this.study, edits: this.edits, session, want: this.want, stage: this.stage, site: this.site, insist: this.insist || undefined });
        this.done = turn;
        this.last = answer;
        if (!this.closed) await this.onPlan(answer, performance.now() - started);
      } catch (error) {
        // Whoever asked again meanwhile is answered next.
        if (error instanceof ApiError && error.status === 409) continue;
        this.done = turn;
        if (error instanceof ApiError) { if (!this.closed && turn === this.turn) this.onError(error); } else console.error(error);
      }
    }
    this.isBusy = false;
    this.onBusy(false);
  }

  /** The same plan with more of it: hours, flows, lists. */
  async more(want, stage = 0, site = 0) {
    return api.live({ study: this.study, edits: this.edits, session: `${session}-more`, want, stage, site });
  }

  close() { this.closed = true; }
}
