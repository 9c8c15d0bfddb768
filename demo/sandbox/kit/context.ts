import { RequestLog } from './request-log.js';

/** What every sandbox holds; each adds its accounts, its limits and its faults. */
export abstract class SandboxContext<S extends { clock_offset_ms: number }> {
  abstract settings: S;
  readonly log = new RequestLog();
  /** Things a reviewer would want to know, such as a replayed code or a field that was ignored. */
  readonly notes: { at: string; kind: string; detail: string }[] = [];

  /** The CRM's own time. */
  readonly now = (): number => Date.now() + this.settings.clock_offset_ms;

  note(kind: string, detail: string): void {
    this.notes.push({ at: new Date(this.now()).toISOString(), kind, detail });
    if (this.notes.length > 200) this.notes.shift();
  }
}
