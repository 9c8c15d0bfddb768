import type { ReactiveController } from 'lit';
import type { CrmEvent, FieldsTold } from '../../../shared/events.js';
import type { ObjectName } from '../../../shared/records.js';
import { listUnmapped } from '../../api/mappings.js';
import { BurstController } from '../../controllers/burst-controller.js';
import type { Happening } from '../../internal/context.js';
import { DryRunController, type DryRunOf, type DryRunState } from '../dry-run-controller.js';
import type { EditorBody } from '../editor-body.js';
import { triedText } from '../parts/tried-words.js';
import type { Rows } from '../state/edits.js';
import { driftOf, problemsOfTrial, problemsOfUnmapped, type UnfitProblem } from '../state/watched.js';
import { makeView } from './make-view.js';

/** What came of something a person asked for, or what is good to know; until they go on. */
export interface Told {
  tone: 'good' | 'bad';
  words: string;
  /** The rows it was said at: with others it is old. */
  at: Rows | undefined;
}

/** Enough to have an example for most fields. */
const EXAMPLES = 100;

/** What goes on beside the editing: changes are tried, values that do not fit are looked up, the CRM's changes are heard. */
export class Watch implements ReactiveController {
  readonly dryRun: DryRunController;
  told: Told | null = null;
  /** The fields are being read again. */
  isReading = false;
  readonly #reread: BurstController;
  readonly #unmapped = new Map<ObjectName, readonly UnfitProblem[]>();
  readonly #unfit = new Map<ObjectName, readonly UnfitProblem[]>();
  /** Which mapping the unmapped values were read of. */
  #read = '';
  /** Says when it is read again though the mapping is the same. */
  #runs = 0;

  constructor(private readonly body: EditorBody) {
    const { element } = body;
    element.addController(this);
    this.dryRun = new DryRunController(
      element,
      () => this.#dryRunOf(),
      (object, state) => this.#tried(object, state),
    );
    this.#reread = new BurstController(element, () => void body.model.reread());
  }

  hostUpdated(): void {
    const { fields, entry, load } = this.body.model;
    if (!fields || !entry || !load.value?.connection) return;
    const { provider, object } = this.body.model.of;
    const read = `${provider} ${object} ${entry.draft.version} ${this.#runs}`;
    if (read === this.#read) return;
    this.#read = read;
    void this.#readUnmapped(object, read);
  }

  tell(tone: Told['tone'], words: string): void {
    this.told = { tone, words, at: this.body.model.entry?.draft.rows };
    this.body.put({ said: words });
  }

  forgetTold(): void {
    this.told = null;
    this.body.element.requestUpdate();
  }

  /** Asks the CRM itself for its fields. */
  async readAgain(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    this.body.element.requestUpdate();
    const isRead = await this.body.model.reread(true);
    this.isReading = false;
    this.tell(
      isRead ? 'good' : 'bad',
      this.body.t(isRead ? 'fieldsRead' : 'fieldsNotRead', { crm: this.#crm }),
    );
  }

  happened(what: Happening): void {
    if (what === 'missed') this.#reread.ask();
    if (typeof what === 'string' || !this.body.model.load.value?.connection) return;
    if (what.provider !== this.body.model.of.provider) return;
    if (what.type === 'mapping.drifted' || what.type === 'mapping.healed') this.#reread.ask();
    if (what.type === 'mapping.healed') this.#healed(what.data);
    if (isCopied(what)) {
      this.#runs++;
      this.body.element.requestUpdate();
    }
  }

  #healed({ object, fields }: FieldsTold): void {
    const { model, t } = this.body;
    const entry = model.drafts.get(object);
    const known = entry ? driftOf(entry.mapping) : [];
    const [{ crm } = { crm: '' }] = fields;
    const label = known.find((each) => each.crm === crm)?.label ?? crm;
    const params = { crm: this.#crm, field: label, n: fields.length };
    if (fields.length) this.tell('good', t('healed', { ...params, count: fields.length }));
  }

  get #crm(): string {
    const { model } = this.body;
    return model.labelOf(model.of.provider);
  }

  #dryRunOf(): DryRunOf | null {
    const { model } = this.body;
    if (!model.load.value?.provider || model.saving.state.is === 'saving') return null;
    const { client, provider } = model.of;
    return { client, provider, unsaved: model.unsaved };
  }

  #tried(object: ObjectName, { trial, rows }: DryRunState): void {
    if (!trial) return;
    this.#unfit.set(object, problemsOfTrial(trial, rows));
    this.#put(object);
    if (object !== this.body.door.object) return;
    this.body.put({ said: triedText(makeView(this.body, this.#crm), object, trial) });
  }

  async #readUnmapped(object: ObjectName, read: string): Promise<void> {
    const { client, provider } = this.body.model.of;
    // It is a help beside the rows: without it they stand alone.
    const found = await listUnmapped(client, { provider, object }, { limit: EXAMPLES }).catch(() => null);
    if (!found || read !== this.#read) return;
    const saved = this.body.model.drafts.get(object)?.draft.saved ?? [];
    this.#unmapped.set(object, problemsOfUnmapped(found.counts, found.items, saved));
    this.#unfit.delete(object);
    this.#put(object);
  }

  #put(object: ObjectName): void {
    const { drafts } = this.body.model;
    const entry = drafts.get(object);
    if (!entry) return;
    const tried = [...(this.#unmapped.get(object) ?? []), ...(this.#unfit.get(object) ?? [])];
    if (!tried.length && !entry.tried.length) return;
    drafts.put(object, { ...entry, tried });
    this.body.element.requestUpdate();
  }
}

/** After it, other records may be ones that cannot be mapped. */
const isCopied = (what: CrmEvent): boolean => what.type === 'run.finished';
