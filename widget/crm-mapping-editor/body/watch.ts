import type { ReactiveController } from 'lit';
import type { CrmEvent, FieldsTold } from '../../../shared/events.js';
import type { ObjectName } from '../../../shared/records.js';
import { listUnmapped } from '../../api/mappings.js';
import { BurstController } from '../../controllers/burst-controller.js';
import type { Happening } from '../../internal/context.js';
import { DryRunController, type DryRunOf, type DryRunState } from '../dry-run-controller.js';
import type { EditorBody } from '../editor-body.js';
import { triedText } from '../parts/tried-words.js';
import { alternatesOf } from '../state/alternates.js';
import type { Rows } from '../state/edits.js';
import { problemsOfTrial, problemsOfUnmapped, type UnfitProblem } from '../state/watched.js';
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
  /** To be told once what is healed was read again. */
  #healed: { object: ObjectName; crm: string; label: string }[] = [];
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
    this.#reread = new BurstController(element, () => void this.#rereadNow());
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
    if (what.type === 'mapping.healed') this.#remember(what.data);
    if (isCopied(what)) {
      this.#runs++;
      this.body.element.requestUpdate();
    }
  }

  async #rereadNow(): Promise<void> {
    const healed = this.#healed;
    this.#healed = [];
    if (!(await this.body.model.reread())) return;
    // A field that the person has put another one in the place of is healed, too, and of no interest.
    const used = healed.filter(({ object, crm }) => this.#isUsed(object, crm));
    const [first] = used;
    if (!first) return;
    const count = used.length;
    this.tell('good', this.body.t('healed', { count, n: count, field: first.label }));
  }

  #isUsed(object: ObjectName, crm: string): boolean {
    const rows = this.body.model.drafts.get(object)?.draft.saved ?? [];
    return rows.some((row) => alternatesOf(row.crm).includes(crm));
  }

  /** While it is still known what they are called. */
  #remember({ object, fields }: FieldsTold): void {
    const known = this.body.model.drafts.get(object)?.mapping.drift ?? [];
    for (const { crm } of fields) {
      const label = known.find((each) => each.crm === crm)?.label ?? crm;
      this.#healed.push({ object, crm, label });
    }
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
