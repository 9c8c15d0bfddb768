import type { CrmEvent, EventData, EventType } from '../../../shared/events.js';

/** How the service answers one request for its events. */
export interface EventsRequest {
  lastId: string;
  key: string;
  isStream: boolean;
  signal: AbortSignal | null;
}

/** One event as it stands in a stream. */
export const frame = (name: string, data: unknown, id = '') =>
  `${id ? `id: ${id}\n` : ''}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** An open answer that a test writes to. */
export class FakeStream {
  isOpen = true;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  readonly response: Response;

  constructor({ signal }: EventsRequest) {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => {
        this.isOpen = false;
      },
    });
    signal?.addEventListener('abort', () => {
      if (this.isOpen) this.#controller.error(signal.reason);
      this.isOpen = false;
    });
    this.response = new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }

  text(text: string): void {
    this.#controller.enqueue(new TextEncoder().encode(text));
  }

  send(name: string, data: unknown, id = ''): void {
    this.text(frame(name, data, id));
  }

  ready(id: string): void {
    this.send('ready', { expires_at: null }, id);
  }

  end(): void {
    this.isOpen = false;
    this.#controller.close();
  }
}

export function makeEvent<T extends EventType>(type: T, data: EventData[T], id = '1'): CrmEvent {
  return {
    ...{ id, type, occurred_at: new Date().toISOString(), app_id: 'a', workspace_id: 'w' },
    ...{ provider: 'hubspot', connection_id: 'c1', data },
  } as CrmEvent;
}

export const records = (ids: string[], type: 'record.changed' | 'record.deleted' = 'record.changed') =>
  makeEvent(type, {
    ...{ object: 'contact', count: ids.length, created: 0, local_ids: ids, feed_cursor: 'f1' },
  } as EventData['record.changed']);

/** Stands before `fetch` for `/crm/events` alone. */
export function fakeEvents(answer: (asked: EventsRequest) => Response | Promise<Response>): {
  asked: EventsRequest[];
  restore(): void;
} {
  const before = globalThis.fetch;
  const asked: EventsRequest[] = [];
  globalThis.fetch = async (url, init) => {
    const { pathname, searchParams } = new URL(String(url instanceof Request ? url.url : url));
    if (!pathname.endsWith('/crm/events')) return before(url, init);
    const headers = new Headers(init?.headers);
    const one: EventsRequest = {
      lastId: headers.get('last-event-id') ?? searchParams.get('last_event_id') ?? '',
      key: (headers.get('authorization') ?? '').replace('Bearer ', ''),
      isStream: searchParams.get('stream') !== 'false',
      signal: init?.signal ?? null,
    };
    asked.push(one);
    return answer(one);
  };
  return {
    asked,
    restore: () => {
      globalThis.fetch = before;
    },
  };
}
