import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Locale } from '../internal/locale.js';

/** Values for the `{name}` places of a message. `count` chooses the plural and is a plain number. */
export type MessageParams = Readonly<Record<string, unknown>>;
/** Words with `{name}` places, or a function that chooses such words (plurals). */
export type Message = string | ((params: MessageParams) => string);
export type MessageTable = Readonly<Record<string, Message>>;
/** A translation: every key of the English table, no other. */
export type Translation<T extends MessageTable> = { readonly [K in keyof T]: Message };

/** What a message helper needs of its element. */
export interface MessageHost extends ReactiveControllerHost {
  readonly locale: Locale;
  messageOverride(key: string): string | undefined;
}

type Loaders<T extends MessageTable> = Partial<Record<Locale, () => Promise<Translation<T>>>>;

/** Chooses the words of one message, without filling its places. */
export function pickMessage(message: Message, params: MessageParams): string {
  return typeof message === 'function' ? message(params) : message;
}

/** Splits at `{name}` and puts the values in; the values may be templates. */
export function fillMessage(words: string, params: MessageParams): unknown[] {
  return words.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 0 ? part : (params[part] ?? '')));
}

/**
 * The words of one element: English at once, another language when its table arrived.
 * `name` prefixes the keys in the host's overrides (`connect.title`).
 */
export class Messages<T extends MessageTable> implements ReactiveController {
  #table: Translation<T>;
  #shown: Locale = 'en';
  #loading: Locale | null = null;
  #arriving: Promise<void> | null = null;

  constructor(
    private readonly host: MessageHost,
    private readonly name: string,
    private readonly english: T,
    private readonly loaders: Loaders<T>,
  ) {
    this.#table = english;
    host.addController(this);
  }

  /** False while the table of the wanted language is on its way: show the skeleton. */
  get ready(): boolean {
    return this.#shown === this.host.locale;
  }

  /** Settles when the words of the wanted language are there. */
  async whenReady(): Promise<void> {
    this.hostUpdate();
    while (!this.ready) await this.#arriving;
  }

  hostUpdate(): void {
    const wanted = this.host.locale;
    if (wanted === this.#shown) return;
    const load = this.loaders[wanted];
    if (!load) this.#show(wanted, this.english);
    else if (this.#loading !== wanted) {
      this.#loading = wanted;
      this.#arriving = load().then(
        (table) => this.#show(wanted, table),
        // Better in English than not at all.
        () => this.#show(wanted, this.english),
      );
    }
  }

  /** The message as plain text. */
  text(key: keyof T & string, params: MessageParams = {}): string {
    return this.rich(key, params).join('');
  }

  /** The message in pieces for a template, where values are templates themselves. */
  rich(key: keyof T & string, params: MessageParams = {}): unknown[] {
    const own = this.host.messageOverride(`${this.name}.${key}`);
    return fillMessage(own ?? pickMessage(this.#table[key], params), params);
  }

  #show(locale: Locale, table: Translation<T>): void {
    this.#loading = null;
    if (this.host.locale !== locale) {
      this.hostUpdate();
      return;
    }
    this.#shown = locale;
    this.#table = table;
    this.host.requestUpdate();
  }
}
