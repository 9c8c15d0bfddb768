import { html, nothing, type TemplateResult } from 'lit';
import type { MappingDocument, MappingFault } from '../../../shared/mapping.js';
import { countChanges } from '../../../shared/mapping-rows.js';
import type { ObjectName } from '../../../shared/records.js';
import type { ImportMappingsResult } from '../../../shared/routes/mapping-documents.js';
import { ApiError } from '../../api/client.js';
import { importMappings } from '../../api/mappings.js';
import { spinner, uploadIcon, warningIcon } from '../../internal/icons.js';
import { readMappingFile } from '../state/mapping-file.js';
import { countWords, diffPart } from './diff.js';
import { DialogPanel, guardPart } from './panel-frame.js';
import { type EditorView, fieldLabel } from './view.js';

type Checked = ImportMappingsResult['objects'][number];

/** A file chosen, what it would change and what is wrong with it; then all of it saved, or nothing. */
export class ImportPanel extends DialogPanel {
  #name = '';
  #document: MappingDocument | null = null;
  #checked: readonly Checked[] | null = null;

  override label(view: EditorView): string {
    return view.t('importTitle');
  }

  protected override content(view: EditorView): TemplateResult {
    const { model } = this.body;
    if (model.isDirty && !this.isBusy) {
      return guardPart(view, { model, save: () => void this.body.save() });
    }
    return html`<p class="sentence">${view.t('importIntro', { crm: view.crm })}</p>
      <div class="buttons">
        <label class="btn file" part="button" aria-disabled=${this.isBusy ? 'true' : nothing}>
          ${this.isBusy ? spinner : uploadIcon}${this.#chooseWords(view)}
          <input
            class="unseen"
            type="file"
            accept=".json,application/json"
            ?disabled=${this.isBusy}
            @change=${(event: Event) => this.#chosen(view, event.target as HTMLInputElement)}
          />
        </label>
      </div>
      <div aria-live="polite">${this.#checked ? this.#found(view, this.#checked) : nothing}</div>`;
  }

  #chooseWords(view: EditorView): string {
    if (this.isBusy) return view.t('checkingFile', { name: this.#name });
    return view.t(this.#document ? 'chooseOther' : 'chooseFile');
  }

  #chosen(view: EditorView, input: HTMLInputElement): void {
    const file = input.files?.[0];
    // So that the same file, mended, can be chosen again.
    queueMicrotask(() => {
      input.value = '';
    });
    if (!file) return;
    this.#name = file.name;
    this.#document = this.#checked = null;
    void this.work(async () => {
      const text = await file.text().catch(() => null);
      if (text === null) this.blame(view.t('x_unread', { name: file.name }));
      else await this.#check(view, text);
    });
  }

  async #check(view: EditorView, text: string): Promise<void> {
    const { client, provider } = this.body.model.of;
    const read = readMappingFile(text, provider);
    const name = this.#name;
    if ('fault' in read) {
      const other = this.body.model.labelOf(read.provider ?? '');
      this.blame(view.t(`x_${read.fault}`, { name, other, crm: view.crm }));
      return;
    }
    try {
      const { objects } = await importMappings(client, { document: read.document, dry_run: true });
      this.#document = read.document;
      this.#checked = objects;
    } catch (error) {
      const why = error instanceof ApiError ? error.problem?.detail : null;
      this.blame(view.t(why ? 'x_refused' : 'x_unreached', { name, why }));
    }
  }

  #found(view: EditorView, checked: readonly Checked[]): TemplateResult {
    const count = checked.flatMap(({ faults }) => faults.filter(isError)).length;
    const isSame = checked.every(({ diff }) => !diff.length);
    return html`${checked.map((each) => objectPart(view, each))}
      ${
        count
          ? html`<p class="notice bad" part="notice">
              ${warningIcon}<span>${view.t('importFaults', { count, n: view.n(count) })}</span>
            </p>`
          : isSame
            ? html`<p class="sentence">${view.t('importSame')}</p>`
            : html`<div class="buttons">
                <button
                  class="btn primary"
                  part="button"
                  aria-disabled=${this.isBusy ? 'true' : nothing}
                  @click=${() => this.#import(view)}
                >
                  ${view.t('importDo')}
                </button>
              </div>`
      }`;
  }

  #import(view: EditorView): Promise<void> {
    const document = this.#document;
    return this.work(async () => {
      const { model } = this.body;
      if (!document) return;
      try {
        await importMappings(model.of.client, { document, base_versions: model.drafts.versions });
        await model.reload();
        this.body.watch.tell('good', view.t('imported'));
        this.close();
      } catch (error) {
        await this.#failed(view, error);
      }
    });
  }

  async #failed(view: EditorView, error: unknown): Promise<void> {
    const isOld = error instanceof ApiError && error.code === 'mapping_version_conflict';
    if (isOld) {
      await this.body.model.reload();
      this.#document = this.#checked = null;
    }
    this.blame(view.t(isOld ? 'changedMeanwhile' : 'notDone'));
  }
}

const isError = ({ severity }: MappingFault): boolean => severity === 'error';

function objectPart(view: EditorView, { object, diff, faults }: Checked): TemplateResult {
  const of = { ...view, object: object as ObjectName };
  const changes = countWords(view, countChanges(diff));
  return html`<section class="imported">
    <h3 class="side">${view.t('importOf', { object: view.t(object), changes })}</h3>
    ${diff.length ? diffPart(of, diff, view.t(object)) : nothing}
    ${
      faults.length
        ? html`<ul class="faults">
            ${faults.map((fault) => html`<li class=${isError(fault) ? 'bad' : 'warn'}>${faultPart(of, fault)}</li>`)}
          </ul>`
        : nothing
    }
  </section>`;
}

const faultPart = (view: EditorView, { field, message }: MappingFault): TemplateResult =>
  html`${warningIcon}<span><strong><bdi>${fieldLabel(view, field)}</bdi></strong> <bdi>${message}</bdi></span>`;
