import type { ReactiveControllerHost } from 'lit';
import type { Permission } from '../../../shared/keys.js';
import type { SyncStatus } from '../../../shared/run.js';
import type { CrmClient } from '../../api/client.js';
import { statusActs as english } from '../../locales/en/status-acts.js';
import { type MessageHost, Messages } from '../../locales/messages.js';
import { ActivityView } from './activity-view.js';
import { HeldView } from './held-view.js';
import type { LaterAction, Speech } from './reading.js';
import { RefusedView } from './refused-view.js';
import { StopView } from './stop-view.js';

export { actStyles } from './acts.styles.js';

/** What stands in a place of a card while something is asked or listed there. */
export interface Drawn {
  /** In place of the buttons that were pressed. */
  instead?: unknown;
  /** Under them. */
  below?: unknown;
}

/** A question or a list that a press opened. */
export interface ActView {
  draw(status: SyncStatus, speech: Speech): Drawn;
}

/** What acting needs of the element that shows the cards. */
export interface ActsHost {
  element: MessageHost & ReactiveControllerHost;
  client: () => CrmClient;
  /** Tag for `Intl`. */
  tag: () => string;
  can: (permission: Permission) => boolean;
  isBusy: (connectionId: string) => boolean;
  /** One task at a time for a connection; why it failed is said in its card. */
  attempt: (connectionId: string, task: () => Promise<void>) => Promise<void>;
  /** Says in a connection's card what came of a press. */
  tell: (connectionId: string, tone: 'good' | 'bad', text: string) => void;
  /** Reads the state again. */
  reload: () => Promise<void>;
  /** Moves the focus once it is drawn. */
  focus: (selector: string) => void;
}

export type ActWords = Messages<typeof english>;

/** Selects a place of a card. */
const at = (place: string): string => `[data-place="${CSS.escape(place)}"]`;

/** What answers the rarer presses on a card. Fetched at the first one. */
export class StatusActs {
  readonly #words: ActWords;
  /** What is open, by its place: `stop-<run id>`, `held-<id>`, `refused-<connection id>`, `activity-<connection id>`. */
  readonly #open = new Map<string, ActView>();

  constructor(private readonly host: ActsHost) {
    this.#words = new Messages(host.element, 'status', english, {
      it: async () => (await import('../../locales/it/status-acts.js')).statusActs,
    });
  }

  /** Settles when the words are there in the element's language. */
  whenReady(): Promise<void> {
    return this.#words.whenReady();
  }

  /** What is open in a place of a card. */
  draw(place: string, status: SyncStatus, speech: Speech): Drawn {
    const view = this.#words.ready ? this.#open.get(place) : undefined;
    return view?.draw(status, speech) ?? {};
  }

  /** Answers a press in a place of a card. */
  async press(does: LaterAction, place: string, status: SyncStatus, speech: Speech): Promise<void> {
    if (does === 'stop') this.#askToStop(place);
    else if (does === 'activity') this.#toggleActivity(place, status);
    else if (does === 'see' || does === 'retry') await this.#mend(does, place, status, speech);
    else await this.#decideHeld(does, place, status, speech);
  }

  async #mend(does: 'see' | 'retry', place: string, status: SyncStatus, speech: Speech): Promise<void> {
    const open = this.#open.get(place);
    const view = open instanceof RefusedView ? open : new RefusedView(this.host, this.#words, place, status);
    this.#show(place, view);
    if (does === 'see') view.toggleList();
    else await view.retryAll(speech);
  }

  #toggleActivity(place: string, status: SyncStatus): void {
    const open = this.#open.get(place);
    const view =
      open instanceof ActivityView ? open : new ActivityView(this.host, this.#words, status.provider);
    this.#show(place, view);
    view.toggle(status);
  }

  #askToStop(place: string): void {
    this.#show(place, new StopView(this.host, this.#words, place, () => this.#close(place)));
    this.host.focus(`${at(place)} .ask .btn`);
  }

  async #decideHeld(
    does: 'look' | 'keep' | 'delete',
    place: string,
    status: SyncStatus,
    speech: Speech,
  ): Promise<void> {
    const held = status.held_deletions.find(({ id }) => place === `held-${id}`);
    if (!held) return;
    const open = this.#open.get(place);
    const view = open instanceof HeldView ? open : new HeldView(this.host, this.#words, place, held.id);
    this.#show(place, view);
    if (does === 'look') view.toggleList();
    else if (does === 'keep') await view.decide(held, 'keep', speech);
    else {
      view.ask(true);
      this.host.focus(`${at(place)} input`);
    }
  }

  /** Forgets what is open: the cards are those of another key. */
  clear(): void {
    this.#open.clear();
  }

  #show(place: string, view: ActView): void {
    this.#open.set(place, view);
    this.host.element.requestUpdate();
  }

  #close(place: string): void {
    this.#open.delete(place);
    this.host.focus(`${at(place)} .btn`);
  }
}
