import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type MappingRow, MOST_MAPPING_ROWS } from '../../shared/mapping.js';
import type { ProviderInfo } from '../../shared/provider-info.js';
import { OBJECTS, type ObjectName } from '../../shared/records.js';
import type { ExampleRecord, GetMappingResult } from '../../shared/routes/mappings.js';
import type { CrmClient } from '../api/client.js';
import { readFields, readMapping } from '../api/mappings.js';
import { LoadController } from '../controllers/load-controller.js';
import type { BeforeSaveDetail, MappingAbandonedDetail } from '../events/mapping.js';
import { Drafts, type Entry, entryOf, type KnownFields } from './model/drafts.js';
import { Examples, type ExamplesDoor } from './model/examples.js';
import { guardPage } from './model/leave-guard.js';
import { type Base, readBase } from './model/read-base.js';
import { Saving, type SavingDoor } from './model/saving.js';
import { PreviewController, type PreviewOf } from './preview-controller.js';
import { triable } from './state/conversions.js';
import { applyEdit, type Edit, type RowPatch, type Rows } from './state/edits.js';

/** The service takes no more. */

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
  /** Changes that were not saved are given up, and no person said so. */
  abandoned(unsaved: MappingAbandonedDetail['unsaved']): unknown;
}

/** Everything the editor knows and does apart from drawing: loading, edits of every object, the example, saving. */
export class EditorModel implements ReactiveController {
  readonly load: LoadController<Base>;
  readonly drafts = new Drafts();
  readonly saving: Saving;
  readonly preview: PreviewController;
  readonly examples: Examples;
  /** Rows tried with those of the mapping, for what somebody looks at. */
  alsoTried: readonly MappingRow[] = [];
  /** The same, for values of fields that no row uses yet. */
  sampled: readonly MappingRow[] = [];

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
    this.examples = new Examples(this.#examplesDoor());
    this.saving = new Saving(this.drafts, this.#savingDoor());
    element.addController(this);
  }

  hostConnected(): void {
    guardPage(this.isDirty);
  }

  hostDisconnected(): void {
    guardPage(false);
  }

  // What is known of the object shown

  get entry(): Entry | undefined {
    return this.drafts.get(this.host.object);
  }

  get fields(): KnownFields | undefined {
    return this.drafts.fields(this.host.object);
  }

  /** What the service is asked about. Only while a CRM is connected. */
  get of(): { client: CrmClient; provider: string; object: ObjectName } {
    return { client: this.host.api!, provider: this.load.value!.provider!.id, object: this.host.object };
  }

  get objects(): ObjectName[] {
    return OBJECTS.filter((object) => this.load.value?.provider?.objects.includes(object) ?? false);
  }

  labelOf(provider: string): string {
    return this.load.value?.providers.find(({ id }) => id === provider)?.label ?? provider;
  }

  get isDirty(): boolean {
    return this.drafts.changeCount > 0;
  }

  /** Rows with changes, of each object that has any. */
  get unsaved(): { object: ObjectName; rows: Rows }[] {
    return this.drafts.dirtyObjects.map((object) => ({ object, rows: this.drafts.get(object)!.draft.rows }));
  }

  // Loading

  /** Forgets every edit and loads: for another service, key or CRM. */
  start(): void {
    this.tellAbandoned();
    this.preview.clear();
    this.examples.forget();
    this.drafts.forgetAll();
    this.load.reset();
    this.#turn();
    if (this.host.api) void this.load.run();
  }

  /** Hands what is not saved to the page before it is gone. */
  tellAbandoned(): void {
    const { unsaved } = this;
    if (unsaved.length) this.host.abandoned(unsaved);
  }

  /** Reads everything again, the CRM's fields from the CRM itself where `fromCrm`; unsaved changes stay. */
  async reload(fromCrm = false): Promise<void> {
    if (!this.host.api) return;
    this.#refresh = fromCrm;
    this.drafts.forgetFields();
    this.drafts.forgetUnchanged();
    await this.load.run();
  }

  /** A mapping that was saved otherwise than by editing it. */
  takeSaved(mapping: GetMappingResult): void {
    this.drafts.put(mapping.object, entryOf(mapping));
    this.preview.plan(0);
    this.#turn();
    this.host.saved(mapping.object, mapping.version);
  }

  /**
   * Reads mappings and fields again while the rows stay in view: the CRM has changed, or may have. False when it did not
   * work.
   */
  async reread(fromCrm = false): Promise<boolean> {
    if (!this.load.value?.connection) return false;
    const { client, provider, object } = this.of;
    try {
      // First: with them the service may find other faults.
      const fields = await readFields(client, { provider, object }, { refresh: fromCrm });
      const mappings = await Promise.all(
        this.objects.map((each) => readMapping(client, { provider, object: each })),
      );
      if (this.load.value?.provider?.id !== provider) return false;
      this.drafts.forgetFields();
      this.drafts.putFields({ ...fields, object });
      for (const mapping of mappings) this.drafts.renew(mapping);
    } catch {
      return false;
    }
    if (object !== this.host.object) this.objectChanged();
    this.preview.plan(0);
    this.#turn();
    return true;
  }

  /** Another object was chosen. */
  objectChanged(): void {
    this.preview.clear();
    this.examples.choose(null);
    if (!this.load.value) return;
    if (this.fields) this.#showExamples();
    else void this.load.run();
  }

  chooseProvider(id: string): void {
    this.#chosen = id;
    this.start();
  }

  async #load(signal: AbortSignal): Promise<Base> {
    const base = await readBase({
      client: this.host.api!,
      wanted: this.#chosen ?? this.host.provider,
      askSession: () => this.host.askSession(),
      readObjects: (provider) => this.#readObjects(provider, signal),
      signal,
    });
    if (base.connection && !base.isCutOff) this.#showExamples();
    return base;
  }

  async #readObjects({ id: provider, objects }: ProviderInfo, signal: AbortSignal): Promise<void> {
    const client = this.host.api!;
    const { object } = this.host;
    const missing = objects.filter((each) => !this.drafts.get(each));
    const options = { signal, refresh: this.#refresh };
    const [fields, ...mappings] = await Promise.all([
      this.fields ?? readFields(client, { provider, object }, options),
      ...missing.map((each) => readMapping(client, { provider, object: each }, signal)),
    ]);
    this.#refresh = false;
    if (!this.drafts.fields(object)) this.drafts.putFields({ ...fields, object });
    for (const mapping of mappings) this.drafts.put(mapping.object, entryOf(mapping));
    this.#turn();
  }

  /** Tries the mapping on another record; null: on the newest. */
  chooseExample(example: ExampleRecord | null): void {
    this.examples.choose(example);
    this.preview.plan(0);
  }

  #showExamples(): void {
    this.preview.plan(0);
    // Once it is known which CRM: this is called while that is being loaded.
    setTimeout(() => void this.examples.read());
  }

  #examplesDoor(): ExamplesDoor {
    const { host, load, element } = this;
    return {
      get client() {
        return host.api;
      },
      get provider() {
        return load.value?.provider?.id;
      },
      get object() {
        return host.object;
      },
      turned: () => element.requestUpdate(),
    };
  }

  // Editing

  edit(edit: Edit, object: ObjectName = this.host.object): void {
    const entry = this.drafts.get(object);
    if (!entry?.canEdit || this.saving.state.is === 'saving') return;
    const draft = applyEdit(entry.draft, edit);
    if (draft === entry.draft) return;
    this.drafts.put(object, { ...entry, draft });
    this.saving.edited();
    if (object === this.host.object) this.preview.plan();
    this.#turn();
  }

  set(field: string, patch: RowPatch, mergeKey?: string): void {
    this.edit({ do: 'set', field, patch, ...(mergeKey && { mergeKey: `${field} ${mergeKey}` }) });
  }

  #savingDoor(): SavingDoor {
    const { host, load } = this;
    return {
      get client() {
        return host.api!;
      },
      get provider() {
        return load.value!.provider!.id;
      },
      beforeSave: (detail) => host.beforeSave(detail),
      saved: (object, version) => host.saved(object, version),
      edit: (edit, object) => this.edit(edit, object),
      examplesAreOld: () => this.preview.plan(0),
      turned: () => this.#turn(),
      redraw: () => this.element.requestUpdate(),
    };
  }

  /** Tells the page when there begin or cease to be unsaved changes. */
  #turn(): void {
    this.element.requestUpdate();
    if (this.#isDirty === this.isDirty) return;
    this.#isDirty = this.isDirty;
    guardPage(this.#isDirty);
    this.host.dirtyTurned(this.#isDirty);
  }

  #previewOf(): PreviewOf | null {
    const provider = this.load.value?.provider?.id;
    const { api: client, object } = this.host;
    if (!client || !provider || !this.entry) return null;
    const rows = triable(this.entry.draft.rows);
    const also = [...this.alsoTried, ...this.sampled].slice(0, Math.max(0, MOST_MAPPING_ROWS - rows.length));
    return { client, body: { provider, object, rows: [...rows, ...also], ...this.examples.id } };
  }
}
