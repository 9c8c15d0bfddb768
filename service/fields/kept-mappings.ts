import type { FieldsOwner } from '../store/queries/field-drifts.js';

/** Of each connection there are four, of some ten kilobytes. */
const MAX_KEPT = 400;

/** Compiled mappings, one of each object of a connection; the ones not asked for longest give way. */
export class KeptMappings<T> {
  readonly #byOwner = new Map<string, { key: string; mapping: T }>();

  constructor(readonly max = MAX_KEPT) {}

  /** Null where what is kept was made of something else. */
  get(owner: FieldsOwner, key: string): T | null {
    const name = nameOf(owner);
    const kept = this.#byOwner.get(name);
    if (kept === undefined || kept.key !== key) return null;
    this.#byOwner.delete(name);
    this.#byOwner.set(name, kept);
    return kept.mapping;
  }

  set(owner: FieldsOwner, key: string, mapping: T): void {
    const name = nameOf(owner);
    this.#byOwner.delete(name);
    this.#byOwner.set(name, { key, mapping });
    const [oldest] = this.#byOwner.keys();
    if (oldest !== undefined && this.#byOwner.size > this.max) this.#byOwner.delete(oldest);
  }
}

const nameOf = ({ connectionId, object }: FieldsOwner): string => `${connectionId} ${object}`;
