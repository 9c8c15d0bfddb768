import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Connection } from '../../shared/connection.js';
import type { CrmField } from '../../shared/mapping.js';
import type { ProviderInfo } from '../../shared/provider-info.js';
import { OBJECTS, type ObjectName } from '../../shared/records.js';
import type { GetFieldsResult, GetMappingResult } from '../../shared/routes/mappings.js';
import { ApiError, type CrmClient } from '../api/client.js';
import { listConnections, listProviders } from '../api/connections.js';
import { readFields, readMapping, saveMapping } from '../api/mappings.js';
import { LoadController } from '../controllers/load-controller.js';
import type { BeforeSaveDetail } from '../events/mapping.js';
import { PreviewController, type PreviewOf } from './preview-controller.js';
import {
  applyEdit,
  changedFields,
  type Draft,
  type Edit,
  newDraft,
  type RowPatch,
  type Rows,
  rebaseRows,
} from './state/edits.js';
import {
  type FoundProblem,
  joinProblems,
  problemsHere,
  problemsOfFaults,
  problemsOfRefusal,
  type RowProblem,
} from './state/problems.js';
import { type RowView, rowViews } from './state/row-views.js';

/** What the model asks of its element. */
export interface ModelHost {
  readonly object: ObjectName;
  readonly provider: string | undefined;
  readonly api: CrmClient | null;
  askSession(): Promise<unknown>;
  /** False when a listener keeps the save from being sent. */
  beforeSave(detail: BeforeSaveDetail): boolean;
  saved(object: ObjectName, version: number): unknown;
  dirtyTurned(dirty: boolean): unknown;
}

/** Where the last save stands. `saved` keeps what was there before, to go back to it. */
export type SaveState =
  | { is: 'idle' | 'saving' | 'failed' }
  | { is: 'saved'; before: readonly { object: ObjectName; rows: Rows }[] }
  | { is: 'refused'; object: ObjectName; count: number }
  | { is: 'conflict'; object: ObjectName; theirs: GetMappingResult };

/** One object's mapping on this page. */
interface Entry {
  draft: Draft;
  found: readonly FoundProblem[];
  canEdit: boolean;
}

interface Base {
  providers: readonly ProviderInfo[];
  connections: readonly Connection[];
  /** Null: no CRM is connected. */
  connection: Connection | null;
  provider: ProviderInfo | null;
  /** The CRM ended our access and its fields are not known. */
  isCutOff: boolean;
}

/** Everything the editor knows and does apart from drawing: loading, edits of every object, the example, saving. */
export class EditorModel implements ReactiveController {
  readonly load: LoadController<Base>;
  save: SaveState = { is: 'idle' };
  readonly preview: PreviewController;

  readonly #entries = new Map<ObjectName, Entry>();
  readonly #fields = new Map<ObjectName, GetFieldsResult & { byName: ReadonlyMap<string, CrmField> }>();
  /** Chosen on this page where several CRMs are connected. */
  #chosen: string | undefined;
  #refresh = false;
  #isDirty = false;

  constructor(
    private readonly element: ReactiveControllerHost,
    private readonly host: ModelHost,
  ) {
    this.load = new LoadController<Base>(element, (signal) => this.#load(signal));
    this.preview = new PreviewController(element, () => this.#previewOf());
    element.addController(this);
  }

  hostConnected(): void {
    this.#guard();
  }

  hostDisconnected(): void {
    removeEventListener('beforeunload', keepPage);
  }

  // What is known

  get entry(): Entry | undefined {
    return this.#entries.get(this.host.object);
  }

  get fields(): (GetFieldsResult & { byName: ReadonlyMap<string, CrmField> }) | undefined {
    return this.#fields.get(this.host.object);
  }

  get objects(): ObjectName[] {
    return OBJECTS.filter((object) => this.load.value?.provider?.objects.includes(object) ?? false);
  }

  labelOf(provider: string): string {
    return this.load.value?.providers.find(({ id }) => id === provider)?.label ?? provider;
  }

  get isDirty(): boolean {
    return this.changeCount > 0;
  }

  /** Rows changed and not saved, of all objects. */
  get changeCount(): number {
    return this.dirtyObjects.reduce(
      (sum, object) => sum + changedFields(this.#entries.get(object)!.draft).length,
      0,
    );
  }

  get dirtyObjects(): ObjectName[] {
    return [...this.#entries].flatMap(([object, { draft }]) => (changedFields(draft).length ? [object] : []));
  }

  /** Problems of an object by field (empty: of no row); only the service's until the CRM's fields were read. */
  problems(object: ObjectName): ReadonlyMap<string, readonly RowProblem[]> {
    const entry = this.#entries.get(object);
    const fields = this.#fields.get(object);
    const rows = entry?.draft.rows ?? [];
    const here = fields ? problemsHere(rows, fields.app_fields, fields.byName) : null;
    return joinProblems(here, entry?.found ?? [], rows);
  }

  views(object: ObjectName): RowView[] {
    const entry = this.#entries.get(object);
    if (!entry) return [];
    return rowViews(entry.draft, this.#fields.get(object)?.app_fields ?? [], this.problems(object));
  }

  // Loading

  /** Forgets every edit and loads: for another service, key or CRM. */
  start(): void {
    this.preview.clear();
    this.#entries.clear();
    this.#fields.clear();
    this.load.reset();
    this.#turn();
    if (this.host.api) void this.load.run();
  }

  /** Reads everything again, the CRM's fields from the CRM itself where `fromCrm`; unsaved changes stay. */
  async reload(fromCrm = false): Promise<void> {
    if (!this.host.api) return;
    this.#refresh = fromCrm;
    this.#fields.clear();
    for (const [object, { draft }] of this.#entries) {
      if (!changedFields(draft).length) this.#entries.delete(object);
    }
    await this.load.run();
  }

  /** Another object was chosen. */
  objectChanged(): void {
    this.preview.clear();
    if (!this.load.value) return;
    if (this.fields) this.preview.plan(0);
    else void this.load.run();
  }

  chooseProvider(id: string): void {
    this.#chosen = id;
    this.start();
  }

  async #load(signal: AbortSignal): Promise<Base> {
    const client = this.host.api!;
    const [providers, all] = await Promise.all([
      listProviders(client, signal),
      listConnections(client, signal),
      this.host.askSession(),
    ]);
    const connections = all.filter(({ status }) => status !== 'disconnected');
    const wanted = this.#chosen ?? this.host.provider;
    const connection = connections.find(({ provider }) => !wanted || provider === wanted) ?? null;
    const provider = providers.find(({ id }) => id === (connection?.provider ?? wanted)) ?? null;
    const base = { providers, connections, connection, provider, isCutOff: false };
    if (!connection || !provider) return { ...base, connection: null };
    // The connection may have gone, or its access ended, since it was listed.
    try {
      await this.#loadObjects(client, provider, signal);
    } catch (error) {
      const code = error instanceof ApiError ? error.code : null;
      if (code === 'not_connected') return { ...base, connection: null };
      if (code === 'connection_needs_reauth') return { ...base, isCutOff: true };
      throw error;
    }
    this.preview.plan(0);
    return base;
  }

  async #loadObjects(
    client: CrmClient,
    { id: provider, objects }: ProviderInfo,
    signal: AbortSignal,
  ): Promise<void> {
    const { object } = this.host;
    const missing = objects.filter((each) => !this.#entries.has(each));
    const [fields, ...mappings] = await Promise.all([
      this.#fields.get(object) ??
        readFields(client, { provider, object }, { signal, refresh: this.#refresh }),
      ...missing.map((each) => readMapping(client, { provider, object: each }, signal)),
    ]);
    this.#refresh = false;
    this.#fields.set(object, {
      ...fields,
      byName: new Map(fields.crm_fields.map((field) => [field.name, field])),
    });
    for (const mapping of mappings) this.#take(mapping);
    this.#turn();
  }

  #take(mapping: GetMappingResult): void {
    const { object, rows, version, faults, can_edit } = mapping;
    const entry = {
      draft: newDraft(rows, version),
      found: problemsOfFaults(faults, rows),
      canEdit: can_edit,
    };
    this.#entries.set(object, entry);
  }

  // Editing

  edit(edit: Edit, object: ObjectName = this.host.object): void {
    const entry = this.#entries.get(object);
    if (!entry?.canEdit || this.save.is === 'saving') return;
    const draft = applyEdit(entry.draft, edit);
    if (draft === entry.draft) return;
    this.#entries.set(object, { ...entry, draft });
    if (this.save.is !== 'conflict') this.save = { is: 'idle' };
    if (object === this.host.object) this.preview.plan();
    this.#turn();
  }

  set(field: string, patch: RowPatch, mergeKey?: string): void {
    this.edit({ do: 'set', field, patch, ...(mergeKey && { mergeKey: `${field} ${mergeKey}` }) });
  }

  /** Back to what is saved, in every object; undo brings the edits back. */
  discard(): void {
    this.save = { is: 'idle' };
    for (const object of this.dirtyObjects) {
      this.edit({ do: 'replace', rows: this.#entries.get(object)!.draft.saved }, object);
    }
  }

  // Saving

  /** Saves every object with changes, one after the other. False when one was not saved. */
  async saveAll(): Promise<boolean> {
    if (this.save.is === 'saving') return false;
    const before: { object: ObjectName; rows: Rows }[] = [];
    for (const object of this.dirtyObjects) {
      const rows = this.#entries.get(object)!.draft.saved;
      const detail = {
        provider: this.load.value!.provider!.id,
        object,
        rows: this.#entries.get(object)!.draft.rows,
      };
      if (!this.host.beforeSave(detail)) return false;
      this.#put({ is: 'saving' });
      const problem = await this.#saveOne(object);
      if (problem) {
        this.#put(problem);
        return false;
      }
      before.push({ object, rows });
    }
    if (before.length) this.#put({ is: 'saved', before });
    return true;
  }

  /** Saves again what was there before the last save. */
  async undoSave(): Promise<void> {
    if (this.save.is !== 'saved') return;
    for (const { object, rows } of this.save.before) this.edit({ do: 'replace', rows }, object);
    await this.saveAll();
  }

  /** Answers a conflict: what the other person saved, or what they saved with my changes over it. */
  async settle(keepMine: boolean): Promise<void> {
    if (this.save.is !== 'conflict') return;
    const { object, theirs } = this.save;
    const mine = this.#entries.get(object)?.draft;
    this.#take(theirs);
    this.#put({ is: 'idle' });
    if (keepMine && mine) {
      this.edit({ do: 'replace', rows: rebaseRows(mine.saved, mine.rows, theirs.rows) }, object);
      await this.saveAll();
    } else {
      this.preview.plan(0);
      this.#turn();
    }
  }

  async #saveOne(object: ObjectName): Promise<SaveState | null> {
    const client = this.host.api!;
    const of = { provider: this.load.value!.provider!.id, object };
    const entry = this.#entries.get(object)!;
    const sent = entry.draft.rows;
    try {
      const result = await saveMapping(client, of, { rows: [...sent], base_version: entry.draft.version });
      const { rows, version, faults, can_edit: canEdit } = result;
      const draft = applyEdit(entry.draft, { do: 'saved', sent, rows, version });
      this.#entries.set(object, { draft, found: problemsOfFaults(faults, rows), canEdit });
      this.#turn();
      this.host.saved(object, version);
      return null;
    } catch (error) {
      if (!(error instanceof ApiError)) return { is: 'failed' };
      if (error.code === 'mapping_version_conflict') {
        return readMapping(client, of).then(
          (theirs) => ({ is: 'conflict', object, theirs }),
          () => ({ is: 'failed' }),
        );
      }
      const found = problemsOfRefusal(error.problem?.errors ?? [], sent);
      if (!found.length) return { is: 'failed' };
      this.#entries.set(object, { ...entry, found });
      return { is: 'refused', object, count: new Set(found.map(({ field }) => field)).size };
    }
  }

  #put(save: SaveState): void {
    this.save = save;
    this.element.requestUpdate();
  }

  /** Tells the page when there begin or cease to be unsaved changes. */
  #turn(): void {
    this.element.requestUpdate();
    if (this.#isDirty === this.isDirty) return;
    this.#isDirty = this.isDirty;
    this.#guard();
    this.host.dirtyTurned(this.#isDirty);
  }

  #guard(): void {
    if (this.isDirty) addEventListener('beforeunload', keepPage);
    else removeEventListener('beforeunload', keepPage);
  }

  #previewOf(): PreviewOf | null {
    const provider = this.load.value?.provider?.id;
    const { api: client, object } = this.host;
    if (!client || !provider || !this.entry) return null;
    return { client, body: { provider, object, rows: [...this.entry.draft.rows] } };
  }
}

/** Browsers ask before the page is left when this is listened to and cancelled. */
function keepPage(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
