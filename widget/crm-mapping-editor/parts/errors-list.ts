import { html, nothing, type TemplateResult } from 'lit';
import type { UnmappedValue } from '../../../shared/mapping-trials.js';
import { listUnmapped } from '../../api/mappings.js';
import { PagedList } from '../../controllers/paged-list.js';
import { formatDate } from '../../internal/format.js';
import type { EditorBody } from '../editor-body.js';
import { examplePart } from './dry-run.js';
import { DialogPanel } from './panel-frame.js';
import { type ShowValue, valueShower } from './shown-value.js';
import { type EditorView, fieldLabel } from './view.js';

const PAGE = 50;

/** The values of one field that the mapping in use could not convert. */
export class UnmappedPanel extends DialogPanel {
  readonly #list: PagedList<UnmappedValue>;

  constructor(
    body: EditorBody,
    private readonly field: string,
  ) {
    super(body);
    const { client, provider, object } = body.model.of;
    this.#list = new PagedList(body.element, async (cursor) => {
      const query = { field, cursor, limit: PAGE };
      const { items, next_cursor } = await listUnmapped(client, { provider, object }, query);
      return { data: items, next_cursor };
    });
    void this.#list.restart();
  }

  override label(view: EditorView): string {
    return view.t('unfitTitle', { field: fieldLabel(view, this.field) });
  }

  protected override content(view: EditorView): TemplateResult {
    const show = valueShower(view, this.body, view.object);
    return html`<p class="sentence">${view.t('unfitIntro', { app: view.app })}</p>
      ${this.#list.draw(
        { text: (key) => view.t(key) },
        { label: this.label(view), none: view.t('unfitNone'), item: (item) => itemPart(view, item, show) },
      )}`;
  }
}

function itemPart(
  view: EditorView,
  { label, field, raw, code, message, since, remote_url: page }: UnmappedValue,
  show: ShowValue,
): TemplateResult {
  const value = show(field, 'crm', raw) || view.t('empty');
  return html`<li class="row-line">
    <span class="grow">
      <strong><bdi>${label || view.t('noName')}</bdi></strong> ${page && isPage(page) ? linkPart(view, page) : nothing}
      <span class="detail"><bdi class="raw">${value}</bdi></span>
      <span class="detail warn"><bdi>${view.known(`c_${code}`) ?? message}</bdi></span>
    </span>
    <span class="when">${formatDate(view.tag, since)}</span>
  </li>`;
}

/** Only an address of the web: what a CRM gives must not become a script. */
const isPage = (url: string): boolean => /^https?:\/\//i.test(url);

const linkPart = (view: EditorView, page: string): TemplateResult =>
  html`<a class="link" href=${page} target="_blank" rel="noopener noreferrer">${view.t('openInCrm', { crm: view.crm })}</a>`;

/** The values of one field that would not be converted any more, as far as examples of them were kept. */
export class UnfitPanel extends DialogPanel {
  constructor(
    body: EditorBody,
    private readonly field: string,
  ) {
    super(body);
  }

  override label(view: EditorView): string {
    return view.t('unfitTitle', { field: fieldLabel(view, this.field) });
  }

  protected override content(view: EditorView): TemplateResult {
    const trial = this.body.watch.dryRun.state(view.object)?.trial;
    const found = trial?.fields.find(({ field }) => field === this.field);
    const examples = found?.examples.filter(({ side }) => side === 'check') ?? [];
    const count = found?.check ?? 0;
    const show = valueShower(view, this.body, view.object);
    if (!examples.length) queueMicrotask(() => this.close());
    return html`<p class="sentence">
        ${view.t('unfitUnsaved')}
        ${examples.length < count ? view.t('someOf', { n: view.n(examples.length), count: view.n(count) }) : nothing}
      </p>
      <ul class="examples">
        ${examples.map((example) => html`<li>${examplePart(view, this.field, example, show)}</li>`)}
      </ul>`;
  }
}
