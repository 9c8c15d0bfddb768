import { html, nothing, type TemplateResult } from 'lit';
import type { MappingVersion } from '../../../shared/mapping.js';
import type { GetMappingVersionResult } from '../../../shared/routes/mapping-versions.js';
import { listVersions, readVersion } from '../../api/mappings.js';
import { PagedList } from '../../controllers/paged-list.js';
import { formatDateTime } from '../../internal/format.js';
import { checkIcon, spinner } from '../../internal/icons.js';
import type { EditorBody } from '../editor-body.js';
import { countWords, diffPart } from './diff.js';
import { goBackTo } from './go-back.js';
import { originWords } from './origin.js';
import { DialogPanel, guardPart } from './panel-frame.js';
import type { EditorView } from './view.js';

const PAGE = 20;

/** Every version of the mapping shown, what sets each apart from the one in use, and the way back to it. */
export class VersionsPanel extends DialogPanel {
  readonly #list: PagedList<MappingVersion>;
  #shown: GetMappingVersionResult | null = null;

  constructor(body: EditorBody) {
    super(body);
    const { object, client, provider } = body.model.of;
    this.#list = new PagedList(body.element, (cursor) =>
      listVersions(client, { provider, object }, { cursor, limit: PAGE }),
    );
    void this.#list.restart();
  }

  override label(view: EditorView): string {
    return this.#shown
      ? view.t('versionTitle', { n: view.n(this.#shown.version) })
      : view.t('historyTitle', { objects: view.t(view.object) });
  }

  protected override get back() {
    return this.#shown && (() => this.#showList());
  }

  protected override content(view: EditorView): TemplateResult {
    if (this.#shown) return this.#version(view, this.#shown);
    return html`<p class="sentence">${originWords(view, this.body.model.entry?.mapping)}</p>
      ${this.#list.draw(
        { text: (key) => view.t(key) },
        {
          label: this.label(view),
          none: view.t('historyNone'),
          item: (version) => this.#item(view, version),
        },
      )}`;
  }

  #item(
    view: EditorView,
    { version: number, author, created_at, note, changes }: MappingVersion,
  ): TemplateResult {
    const n = view.n(number);
    const when = formatDateTime(view.tag, created_at);
    const isInUse = number === this.body.model.entry?.draft.version;
    return html`<li class="row-line">
      <span class="grow">
        <strong>${view.t('versionOf', { n })}</strong>
        ${isInUse ? html`<span class="chip">${checkIcon}${view.t('inUse')}</span>` : nothing}
        <span class="detail"><bdi>${view.t('versionBy', { person: author ?? view.t('somebody'), when })}</bdi></span>
        ${note ? html`<span class="quote"><bdi>${note}</bdi></span>` : nothing}
        <span class="detail tabular">${countWords(view, changes)}</span>
      </span>
      ${
        isInUse
          ? nothing
          : html`<button
              class="btn small"
              part="button"
              id=${`version-${number}`}
              aria-label=${view.t('compareOf', { n })}
              aria-disabled=${this.isBusy ? 'true' : nothing}
              @click=${() => this.#show(view, number)}
            >
              ${view.t('compare')}
            </button>`
      }
    </li>`;
  }

  #version(
    view: EditorView,
    { version, diff, author, created_at: at }: GetMappingVersionResult,
  ): TemplateResult {
    const n = view.n(version);
    const when = at && formatDateTime(view.tag, at);
    const person = author ?? view.t('somebody');
    return html`<p class="sentence">
        ${when ? html`<bdi>${view.t('versionBy', { person, when })}</bdi>. ` : nothing}${view.t(diff.length ? 'versionIntro' : 'sameAsNow')}
      </p>
      ${diff.length ? diffPart(view, diff, this.label(view)) : nothing}
      ${diff.length && !view.isReadOnly ? this.#ask(view, n) : nothing}`;
  }

  #ask(view: EditorView, n: string): TemplateResult {
    const { model } = this.body;
    if (model.isDirty) return guardPart(view, { model, save: () => void this.body.save() });
    return html`<p class="sentence">${view.t('rollBackAsk')}</p>
      <div class="buttons">
        <button
          class="btn primary"
          part="button"
          aria-disabled=${this.isBusy ? 'true' : nothing}
          @click=${() => this.#rollBack(view)}
        >
          ${this.isBusy ? spinner : nothing}${view.t('rollBack', { n })}
        </button>
      </div>`;
  }

  #show(view: EditorView, version: number): Promise<void> {
    return this.work(async () => {
      const { object, client, provider } = this.body.model.of;
      this.#shown = await readVersion(client, { provider, object }, version).catch(() => null);
      if (!this.#shown) this.blame(view.t('list_failed'));
      else await this.focus('.btn');
    });
  }

  #showList(): void {
    const version = this.#shown?.version;
    this.#shown = null;
    this.blame('');
    void this.focus(`#version-${version}`);
  }

  #rollBack(view: EditorView): Promise<void> {
    const version = this.#shown?.version ?? 0;
    return this.work(async () => {
      const { saved, fault } = await goBackTo(view, this.body.model, version);
      if (fault) this.blame(fault);
      if (!saved) return;
      this.body.watch.tell(
        'good',
        view.t('rolledBack', { n: view.n(version), version: view.n(saved.version) }),
      );
      this.close();
    });
  }
}
