/** Edits in the address: `e=["supplies","solar","life"]=25 years`, as JSON. */

export const packed = (edits) => edits.map((edit) => JSON.stringify([edit.path, edit.text]));

export function unpacked(texts) {
  return texts.flatMap((text) => {
    try {
      const [path, own] = JSON.parse(text);
      return Array.isArray(path) && path.every((part) => typeof part === 'string') && typeof own === 'string' ? [{ path, text: own }] : [];
    } catch { return []; }
  });
}

/** The address of a page about a study with these edits. */
export function addressOf(page, id, edits = [], more = {}) {
  const query = new URLSearchParams([...Object.entries(more).filter(([, value]) => value), ...packed(edits).map((text) => ['e', text])]);
  const text = query.toString();
  return `#/${page}/${encodeURIComponent(id)}${text ? `?${text}` : ''}`;
}

/** A key as it is typed: keys that hold a point, a bracket or an equals sign stand in quotes; lists are counted from 1. */
export function keyOf(path) {
  return path.map((part, index) => {
    if (index && /^\d{1,3}$/.test(part)) return `[${Number(part) + 1}]`;
    const own = /[.[\]="']/.test(part) ? (part.includes('"') ? `'${part}'` : `"${part}"`) : part;
    return index ? `.${own}` : own;
  }).join('');
}

/** The edits of one person, with a way back and forth; a drag is one step. */
export class History {
  constructor(edits = []) {
    this.steps = [{ edits, about: '', time: 0 }];
    this.at = 0;
  }

  /** Within this many milliseconds, moves of one number are one step. */
  static pause = 900;

  get canUndo() { return this.at > 0; }
  get canRedo() { return this.at < this.steps.length - 1; }

  /** `about` names what was moved. */
  push(edits, about = '', time = Date.now()) {
    const last = this.steps[this.at];
    this.steps.length = this.at + 1;
    if (about && this.at > 0 && last.about === about && time - last.time < History.pause) Object.assign(last, { edits, time });
    else this.steps.push({ edits, about, time });
    if (this.steps.length > 500) this.steps.shift();
    this.at = this.steps.length - 1;
  }

  undo() {
    this.at = Math.max(0, this.at - 1);
    return this.now();
  }

  redo() {
    this.at = Math.min(this.steps.length - 1, this.at + 1);
    return this.now();
  }

  now() {
    const step = this.steps[this.at];
    step.time = 0; // what comes next is a step of its own
    return step.edits;
  }
}
