import type { SyncRun, SyncStatus } from '../../../shared/run.js';
import { readProgress } from './draw-progress.js';
import { isCopying, readHealth, type Speech } from './reading.js';

/** A copy is told anew at each tenth. */
const TOLD_PERCENT = 10;

/** What is worth telling assistive tech: another health, and each tenth of a copy. */
export class News {
  /** Last percentage told, by run and object. */
  readonly #told = new Map<string, number>();

  clear(): void {
    this.#told.clear();
  }

  /** Empty when nothing is worth telling. */
  between(before: readonly SyncStatus[], now: readonly SyncStatus[], speech: Speech): string {
    const words = now.flatMap((status) => {
      const crm = status.provider_label;
      const previous = before.find(({ connection_id }) => connection_id === status.connection_id);
      const { title } = readHealth(status, speech);
      const isNew = previous && readHealth(previous, speech).title !== title;
      const isCopy = isCopying(status);
      // A look every few minutes is not news.
      if (isNew && (isCopy || status.health !== 'running')) return [speech.say('named', { crm, title })];
      return isCopy ? this.#nextTenth(status.current_run!, speech) : [];
    });
    return words.join('. ');
  }

  #nextTenth(run: SyncRun, speech: Speech): string[] {
    const { percent, text } = readProgress(run, speech);
    const object = run.objects.find((one) => one.state === 'running')?.object ?? '';
    const key = `${run.id} ${object}`;
    if (percent === null || percent - (this.#told.get(key) ?? 0) < TOLD_PERCENT) return [];
    this.#told.set(key, percent);
    return [text];
  }
}
