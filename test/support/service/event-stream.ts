import { request } from 'node:http';
import type { CrmEvent } from '../../../shared/events.js';
import { LONGEST_HELD_BACK_MS } from '../committed.js';
import { waitUntil } from './wait-until.js';

/** One event of a stream as it arrived. */
export interface StreamEvent {
  /** Empty for `end`. */
  id: string;
  name: string;
  data: Record<string, unknown>;
}

/** A stream of events that a test reads. */
export interface TestStream {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Everything but `ready`. */
  events: StreamEvent[];
  /** Comments: the beats. */
  comments: string[];
  isEnded: boolean;
  /** Of the last event that had one. */
  lastId: string;
  /** Body of an answer that is no stream. */
  text: string;
  /** Waits for that many of a type and gives them. */
  of<T extends CrmEvent['type'] | 'reset' | 'end'>(name: T, count?: number): Promise<StreamEvent[]>;
  ended(): Promise<void>;
  /** Stops reading, as a page that hangs does. */
  pause(): void;
  close(): void;
}

export interface StreamOptions {
  key: string;
  origin?: string;
  lastId?: string;
  query?: string;
}

/** Opens `GET /crm/events`. Settles when it is live (`ready`), or was answered otherwise. */
export async function openStream(url: string, options: StreamOptions): Promise<TestStream> {
  const stream = await begin(url, options);
  await waitUntil('the stream is live', async () => stream.isLive || stream.isEnded);
  return stream;
}

async function begin(url: string, { key, origin, lastId, query = '' }: StreamOptions) {
  const headers: Record<string, string> = { authorization: `Bearer ${key}` };
  if (origin !== undefined) headers['origin'] = origin;
  if (lastId !== undefined) headers['last-event-id'] = lastId;
  return new Promise<TestStream & { isLive: boolean }>((resolve, reject) => {
    const asked = request(`${url}/crm/events${query}`, { headers, agent: false }, (response) => {
      const stream = {
        ...{
          status: response.statusCode ?? 0,
          headers: response.headers,
          events: [],
          comments: [],
          text: '',
        },
        ...{ isEnded: false, isLive: false, lastId: lastId ?? '' },
        async of(name: string, count = 1) {
          const some = () => stream.events.filter((one) => one.name === name);
          await waitUntil(`${count} ${name}`, async () => some().length >= count, LONGEST_HELD_BACK_MS);
          return some();
        },
        ended: () => waitUntil('the stream has ended', async () => stream.isEnded).then(() => undefined),
        pause: () => void response.pause(),
        close: () => void asked.destroy(),
      } as TestStream & { isLive: boolean };
      read(response, stream);
      resolve(stream);
    });
    asked.on('error', reject);
    asked.end();
  });
}

function read(response: NodeJS.ReadableStream, stream: TestStream & { isLive: boolean }): void {
  let rest = '';
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    if (stream.status !== 200) {
      stream.text += text;
      return;
    }
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) take(block, stream);
  });
  const over = () => {
    stream.isEnded = true;
  };
  response.on('end', over).on('error', over).on('close', over);
}

function take(block: string, stream: TestStream & { isLive: boolean }): void {
  const lines = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [name = '', ...value] = line.split(': ');
    lines.set(name, value.join(': '));
  }
  if (block.startsWith(':')) stream.comments.push(block);
  const [id = '', name, data] = [lines.get('id'), lines.get('event'), lines.get('data')];
  if (id) stream.lastId = id;
  if (name === 'ready') stream.isLive = true;
  else if (name && data) stream.events.push({ id, name, data: JSON.parse(data) });
}
