import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConnectFlow, FlowHint } from '../../shared/connection.js';
import { ApiError, type CrmClient } from '../api/client.js';
import { cancelConnectFlow, createConnectFlow, getConnectFlow } from '../api/connect-flows.js';
import type { ConnectionFailedDetail } from '../events/connect.js';
import { WINDOW_FEATURES } from '../internal/blank-window.js';
import { PollController } from './poll-controller.js';

export type SignInFailure = ConnectionFailedDetail['code'];

export interface SignInOptions {
  client: () => CrmClient | null;
  /** Access was approved, perhaps after `failed` was already called for the same attempt. */
  connected: (provider: string, connectionId: string | null) => void;
  failed: (provider: string, code: SignInFailure) => void;
}

/** After the window is gone, how long its last answer may still be on the way. */
const GRACE_MS = 4000;

/**
 * One sign-in at a CRM in a window of its own. The result comes only from polling the flow: a message from the window
 * makes us look at once, and a closed window is a hint too (a page that isolates itself reads as closed while open),
 * so a late success still counts.
 */
export class SignInController implements ReactiveController {
  provider: string | null = null;
  /** `open`: the person is at it. `blocked`: the browser stopped our window, `url` is to be offered as a link. */
  phase: 'idle' | 'open' | 'blocked' = 'idle';
  /** Where the sign-in begins; null until the service answered. */
  url: string | null = null;

  #flow: ConnectFlow | null = null;
  #client: CrmClient | null = null;
  #popup: Window | null = null;
  #closedAt: number | null = null;
  #attempt = 0;
  readonly #poll: PollController;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly options: SignInOptions,
  ) {
    host.addController(this);
    this.#poll = new PollController(host, {
      task: (signal) => this.#look(signal),
      when: () => this.#flow !== null,
      firstMs: 400,
      longestMs: 2000,
    });
  }

  hostConnected(): void {
    addEventListener('message', this.#hinted);
  }

  hostDisconnected(): void {
    removeEventListener('message', this.#hinted);
  }

  /**
   * Settles when the window is on its way to the CRM, or the attempt failed.
   *
   * @param popup a blank window opened in the click itself (`openBlankWindow`); null when the browser stopped it.
   */
  async start(provider: string, popup: Window | null): Promise<void> {
    this.#abandon();
    const client = this.options.client();
    if (!client) return;
    const attempt = ++this.#attempt;
    this.#client = client;
    this.provider = provider;
    this.#popup = popup;
    this.#set('open');
    try {
      const flow = await createConnectFlow(client, provider, crypto.randomUUID());
      if (attempt !== this.#attempt)
        return void cancelConnectFlow(client, flow.flow_id).catch(() => undefined);
      this.#flow = flow;
      this.url = flow.url;
      if (this.#popup && !this.#popup.closed) this.#popup.location.replace(flow.url);
      this.#set(this.#popup ? 'open' : 'blocked');
    } catch (error) {
      if (attempt === this.#attempt) this.#fail(codeOf(error));
    }
  }

  /** Brings the window to the front, or opens it again. */
  showWindow(): void {
    if (this.#popup && !this.#popup.closed) {
      this.#popup.focus();
    } else if (this.url) {
      this.#popup = window.open(this.url, '', WINDOW_FEATURES);
      this.#closedAt = null;
      if (!this.#popup) this.#set('blocked');
    }
  }

  /** The person followed the link that `blocked` offers. */
  linkFollowed(): void {
    this.#set('open');
  }

  /** Gives up: a late approval is refused by the service. */
  cancel(): void {
    this.#abandon();
    this.#set('idle');
  }

  /** Leaves the waiting view; the flow goes on being polled, for a late success. */
  #fail(code: SignInFailure): void {
    const provider = this.provider;
    this.#popup?.close();
    this.#popup = null;
    this.#set('idle');
    if (provider) this.options.failed(provider, code);
  }

  #abandon(): void {
    this.#attempt++;
    const client = this.#client;
    if (this.#flow && client) void cancelConnectFlow(client, this.#flow.flow_id).catch(() => undefined);
    this.#popup?.close();
    this.#forget();
  }

  #forget(): void {
    this.#flow = this.#popup = this.url = this.provider = this.#closedAt = null;
  }

  #set(phase: SignInController['phase']): void {
    this.phase = phase;
    this.host.requestUpdate();
  }

  async #look(signal: AbortSignal): Promise<void> {
    const flow = this.#flow;
    const client = this.#client;
    if (!flow || !client) return;
    const found = await getConnectFlow(client, flow.flow_id, signal).catch((error: unknown) => {
      if (error instanceof ApiError && error.status < 500 && error.status !== 429)
        return goneFlow(flow, error);
      throw error;
    });
    if (this.#flow !== flow) return;
    if (found.state === 'pending') this.#checkWindow();
    else this.#settle(found);
  }

  #settle(flow: ConnectFlow): void {
    const provider = flow.provider;
    const wasOpen = this.phase !== 'idle';
    if (flow.state === 'connected') {
      this.#popup?.close();
      this.#forget();
      this.#set('idle');
      this.options.connected(provider, flow.connection_id);
      return;
    }
    this.#flow = null;
    // A refusal that comes after the window was seen closed says nothing new.
    if (wasOpen) this.#fail(failureOf(flow));
    this.#forget();
  }

  #checkWindow(): void {
    if (this.phase !== 'open' || !this.#popup?.closed) {
      this.#closedAt = null;
      return;
    }
    this.#closedAt ??= Date.now();
    if (Date.now() - this.#closedAt >= GRACE_MS) this.#fail('window_closed');
  }

  #hinted = (event: MessageEvent<unknown>): void => {
    if (!this.#flow || !this.#popup || event.source !== this.#popup) return;
    if (event.origin !== this.#client?.origin) return;
    const hint = event.data as Partial<FlowHint> | null;
    if (hint?.type === 'crm-connect:flow' && hint.flow_id === this.#flow.flow_id) this.#poll.poke();
  };
}

/** A flow the service no longer shows has ended, as far as this page can know. */
function goneFlow(flow: ConnectFlow, error: ApiError): ConnectFlow {
  const code = error.code === 'flow_not_found' ? 'flow_expired' : (error.code ?? 'internal');
  return { ...flow, state: 'failed', error: { code, message: error.message } };
}

function failureOf(flow: ConnectFlow): SignInFailure {
  if (flow.state === 'expired') return 'flow_expired';
  if (flow.state === 'cancelled') return 'window_closed';
  return (flow.error?.code as SignInFailure | undefined) ?? 'internal';
}

/** The code to report for a request that failed. */
export function codeOf(error: unknown): SignInFailure {
  return error instanceof ApiError ? (error.code ?? 'internal') : 'unreachable';
}
