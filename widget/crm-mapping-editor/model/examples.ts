import type { ObjectName } from '../../../shared/records.js';
import type {
  ExampleRecord,
  FindExamplesResult,
  PreviewMappingBody,
} from '../../../shared/routes/mappings.js';
import type { CrmClient } from '../../api/client.js';
import { readExamples } from '../../api/examples.js';

const NO_VALUES: ReadonlyMap<string, readonly string[]> = new Map();

/** What examples are read with. */
export interface ExamplesDoor {
  readonly client: CrmClient | null;
  readonly provider: string | undefined;
  readonly object: ObjectName;
  /** There are others to show. */
  turned(): void;
}

/** The record the mapping is tried on, and what our fields hold in others. */
export class Examples {
  /** Null: the newest. */
  #chosen: ExampleRecord | null = null;
  #known = new Map<
    ObjectName,
    { newest: readonly ExampleRecord[]; values: ReadonlyMap<string, readonly string[]> }
  >();
  #abort: AbortController | null = null;

  constructor(private readonly door: ExamplesDoor) {}

  get chosen(): ExampleRecord | null {
    return this.#chosen;
  }

  get newest(): readonly ExampleRecord[] {
    return this.#known.get(this.door.object)?.newest ?? [];
  }

  /** Values by field of ours. */
  get values(): ReadonlyMap<string, readonly string[]> {
    return this.#known.get(this.door.object)?.values ?? NO_VALUES;
  }

  /** Which record, as a preview names it. */
  get id(): Pick<PreviewMappingBody, 'record_id' | 'local_id'> {
    const { remote_id, local_id } = this.#chosen ?? {};
    if (remote_id) return { record_id: remote_id };
    return local_id ? { local_id } : {};
  }

  choose(example: ExampleRecord | null): void {
    this.#chosen = example;
  }

  forget(): void {
    this.#abort?.abort();
    this.#chosen = null;
    this.#known.clear();
  }

  /** Reads the newest of the object shown, once. They are a help: without an answer there are none. */
  async read(): Promise<void> {
    const { object } = this.door;
    if (this.#known.has(object)) return;
    this.#known.set(object, { newest: [], values: NO_VALUES });
    const found = await this.find('').catch(() => null);
    if (!found) return;
    this.#known.set(object, { newest: found.examples, values: new Map(Object.entries(found.values)) });
    this.door.turned();
  }

  /** Drops the search under way. @throws when there is no answer, or another search began. */
  find(search: string): Promise<FindExamplesResult> {
    this.#abort?.abort();
    this.#abort = new AbortController();
    const { client, provider, object } = this.door;
    if (!client || !provider) return Promise.reject(new Error('no CRM'));
    return readExamples(client, { provider, object }, search, this.#abort.signal);
  }
}
