import type { ObjectName } from '../../../shared/records.js';
import type { GetMappingResult } from '../../../shared/routes/mappings.js';
import { ApiError, type CrmClient } from '../../api/client.js';
import { readMapping, saveMapping } from '../../api/mappings.js';
import type { BeforeSaveDetail } from '../../events/mapping.js';
import { applyEdit, type Edit, type Rows } from '../state/edits.js';
import { problemsOfRefusal } from '../state/problems.js';
import { type Drafts, entryOf } from './drafts.js';

/** Where the last save stands. `saved` keeps what was there before, to go back to it. */
export type SaveState =
  | { is: 'idle' | 'saving' | 'failed' }
  | { is: 'saved'; before: readonly { object: ObjectName; rows: Rows }[] }
  | { is: 'refused'; object: ObjectName; count: number }
  | { is: 'conflict'; object: ObjectName; theirs: GetMappingResult };

/** What saving asks of the model around it. */
export interface SavingDoor {
  readonly client: CrmClient;
  readonly provider: string;
  /** False when a listener keeps the save from being sent. */
  beforeSave(detail: BeforeSaveDetail): boolean;
  saved(object: ObjectName, version: number): unknown;
  edit(edit: Edit, object: ObjectName): void;
  /** The example is of rows that are there no more. */
  examplesAreOld(): void;
  /** What is not saved may be another now. */
  turned(): void;
  /** Only how saving stands is another. */
  redraw(): void;
}

/** Sends what was edited, and what happens when that does not go well. */
export class Saving {
  state: SaveState = { is: 'idle' };
  /** What the person says of the changes, for those who read the versions. */
  note = '';

  constructor(
    private readonly drafts: Drafts,
    private readonly door: SavingDoor,
  ) {}

  /** An edit came: what was said of the last save is old, but for a conflict, which stands until it is settled. */
  edited(): void {
    if (this.state.is !== 'conflict') this.state = { is: 'idle' };
  }

  /** Back to what is saved, in every object; undo brings the edits back. */
  discard(): void {
    this.state = { is: 'idle' };
    for (const object of this.drafts.dirtyObjects) {
      this.door.edit({ do: 'replace', rows: this.drafts.get(object)!.draft.saved }, object);
    }
  }

  /** Saves every object with changes, one after the other. False when one was not saved. */
  async saveAll(): Promise<boolean> {
    if (this.state.is === 'saving') return false;
    const note = this.note.trim();
    const before: { object: ObjectName; rows: Rows }[] = [];
    for (const object of this.drafts.dirtyObjects) {
      const { rows, saved } = this.drafts.get(object)!.draft;
      if (!this.door.beforeSave({ provider: this.door.provider, object, rows })) return false;
      this.#put({ is: 'saving' });
      const problem = await this.#saveOne(object, note);
      if (problem) {
        this.#put(problem);
        return false;
      }
      before.push({ object, rows: saved });
    }
    this.note = '';
    if (before.length) this.#put({ is: 'saved', before });
    return true;
  }

  /** Saves again what was there before the last save. */
  async undo(): Promise<void> {
    if (this.state.is !== 'saved') return;
    for (const { object, rows } of this.state.before) this.door.edit({ do: 'replace', rows }, object);
    await this.saveAll();
  }

  /** Answers a conflict with rows made of both. They are saved unless they are just what the other person saved. */
  async settle(rows: Rows): Promise<void> {
    if (this.state.is !== 'conflict') return;
    const { object, theirs } = this.state;
    this.drafts.put(object, entryOf(theirs));
    this.#put({ is: 'idle' });
    this.door.edit({ do: 'replace', rows }, object);
    this.door.examplesAreOld();
    this.door.turned();
    await this.saveAll();
  }

  async #saveOne(object: ObjectName, note: string): Promise<SaveState | null> {
    const { client, provider } = this.door;
    const entry = this.drafts.get(object)!;
    const sent = entry.draft.rows;
    try {
      const body = {
        rows: [...sent],
        base_version: entry.draft.version,
        default_version: entry.mapping.base.version,
        ...(note && { note }),
      };
      const result = await saveMapping(client, { provider, object }, body);
      const { rows, version } = result;
      const draft = applyEdit(entry.draft, { do: 'saved', sent, rows, version });
      this.drafts.put(object, { ...entryOf(result), draft });
      this.door.turned();
      this.door.saved(object, version);
      return null;
    } catch (error) {
      return error instanceof ApiError ? this.#refused(error, object, sent) : { is: 'failed' };
    }
  }

  async #refused(error: ApiError, object: ObjectName, sent: Rows): Promise<SaveState> {
    if (error.code === 'mapping_version_conflict') {
      return readMapping(this.door.client, { provider: this.door.provider, object }).then(
        (theirs) => ({ is: 'conflict', object, theirs }),
        () => ({ is: 'failed' }),
      );
    }
    const found = problemsOfRefusal(error.problem?.errors ?? [], sent);
    if (!found.length) return { is: 'failed' };
    this.drafts.put(object, { ...this.drafts.get(object)!, found });
    return { is: 'refused', object, count: new Set(found.map(({ field }) => field)).size };
  }

  #put(state: SaveState): void {
    this.state = state;
    this.door.redraw();
  }
}
