import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Page } from '../../shared/routes/route.js';
import { spinner } from '../internal/icons.js';

/** Words of the list itself, in the language of the element. */
export interface ListWords {
  text(key: 'list_loading' | 'list_failed' | 'list_retry' | 'list_more'): string;
}

export interface ListLook<T> {
  label: string;
  /** Shown when there is nothing. */
  none: string;
  item: (item: T) => TemplateResult;
  /** Inside another list, which scrolls for it. */
  isInner?: boolean;
}

/** A list that is read page by page, in a box that scrolls. */
export class PagedList<T> {
  items: T[] = [];
  /** Of the next page; null when there is none. */
  #cursor: string | null = null;
  #isLoading = false;
  #hasFailed = false;
  #newest: Promise<Page<T>> | null = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly read: (cursor: string | null) => Promise<Page<T>>,
  ) {}

  /** Reads the first page again; a page on its way is one of the list before, and dropped. */
  restart(): Promise<void> {
    this.items = [];
    this.#cursor = null;
    this.#isLoading = false;
    return this.more();
  }

  /** Reads the next page. */
  async more(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.#hasFailed = false;
    this.host.requestUpdate();
    const request = this.read(this.#cursor);
    this.#newest = request;
    const page = await request.catch(() => null);
    if (this.#newest !== request) return;
    this.#hasFailed = page === null;
    this.items = [...this.items, ...(page?.data ?? [])];
    this.#cursor = page ? page.next_cursor : this.#cursor;
    this.#isLoading = false;
    this.host.requestUpdate();
  }

  draw(words: ListWords, { label, none, item, isInner = false }: ListLook<T>): TemplateResult {
    const isEmpty = this.items.length === 0;
    return html`<div
      class=${isInner ? 'inner' : 'list'}
      part="list"
      role=${isInner ? 'group' : 'region'}
      tabindex=${isInner ? nothing : '0'}
      aria-label=${label}
      aria-busy=${this.#isLoading}
    >
      ${isEmpty && this.#isLoading ? this.#drawBones(words) : nothing}
      ${isEmpty && !this.#isLoading && !this.#hasFailed ? html`<p class="sentence">${none}</p>` : nothing}
      ${isEmpty ? nothing : html`<ul>${this.items.map(item)}</ul>`}
      ${this.#hasFailed ? html`<p class="sentence" role="alert">${words.text('list_failed')}</p>` : nothing}
      ${this.#drawMore(words)}
    </div>`;
  }

  #drawBones(words: ListWords): TemplateResult {
    return html`<span class="unseen">${words.text('list_loading')}</span>
      ${[1, 2, 3].map(() => html`<span class="bone"></span><span class="bone short"></span>`)}`;
  }

  #drawMore(words: ListWords): TemplateResult | typeof nothing {
    const hasMore = this.#cursor !== null && this.items.length > 0;
    if (!hasMore && !this.#hasFailed) return nothing;
    return html`<button
      class="btn small quiet"
      part="button"
      type="button"
      aria-disabled=${this.#isLoading ? 'true' : nothing}
      @click=${() => this.more()}
    >
      ${this.#isLoading ? spinner : nothing}${words.text(this.#hasFailed ? 'list_retry' : 'list_more')}
    </button>`;
  }
}
