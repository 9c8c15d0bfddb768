import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connector } from '../../connectors/connector.js';
import { connectors } from '../../connectors/registry.js';
import type { WebhookRefusal, WebhookRequest, Webhooks } from '../../connectors/webhooks.js';
import { ServiceError } from '../../errors.js';
import type { Services } from '../../services.js';
import { gather } from '../../store/gather.js';
import { type Delivery, type DeliveryLog, openDeliveryLog } from '../../store/queries/webhook-deliveries.js';
import { allowAddresses } from './allow-addresses.js';
import { answerProblem, answerStored } from './answer.js';
import { type Believe, believerOf, type Signer } from './believe.js';
import { type IngestLimits, LIMITS, queueFull, readBody, SenderGone } from './read-body.js';

const BASE = '/crm/webhooks/';
const MOST_AT_ONCE = 500;

/** Takes what CRMs send. Asked before Express, which would be most of the work. */
export interface Ingest {
  takes(url: string | undefined): boolean;
  handle(req: IncomingMessage, res: ServerResponse): void;
  /** Waits for what is being stored. Call it once the server is closed. */
  stop(): Promise<void>;
}

/** A provider's address of webhooks. */
interface Door {
  /** Whether it may come from where it comes from. */
  allows(req: IncomingMessage): boolean;
  connector: Connector & { webhooks: Webhooks };
  believe: Believe;
}

/**
 * The addresses at which CRMs tell of changes. A webhook that proves where it comes from is committed as it came, and
 * only then answered: whatever came while one commit ran is the next. One that does not is counted and not kept.
 *
 * @param signersOf secrets of a provider that signs for all accounts of an app.
 * @param options.deliveries where they are stored; default: the database of the services.
 */
export function createIngest(
  services: Services,
  signersOf: (connector: Connector) => Promise<Signer[]>,
  options: { isStopping?: () => boolean; limits?: Partial<IngestLimits>; deliveries?: DeliveryLog } = {},
): Ingest {
  const { config, clock, metrics, store, log } = services;
  const { isStopping = () => false, deliveries = openDeliveryLog(store.url) } = options;
  const limits: IngestLimits = { ...LIMITS, ...options.limits };
  const doors = openDoors(services, signersOf);
  const held = { bytes: 0 };
  let waiting = 0;
  const keep = gather(
    MOST_AT_ONCE,
    async (batch: Delivery[]) => {
      await deliveries.keep(batch).catch((error: unknown) => {
        log.warn({ err: error, bodies: batch.length }, 'webhooks could not be stored');
        throw error;
      });
      return batch.map(() => undefined);
    },
    { triesAlone: false },
  );

  /** @throws ServiceError for whatever is not stored. */
  const receive = async (req: IncomingMessage, { connector, believe }: Door, token: string | null) => {
    if (waiting >= limits.waiting) throw queueFull();
    const receivedAt = clock.now();
    const { body, leave } = await readBody(req, held, limits);
    waiting += 1;
    try {
      if (waiting > limits.waiting) throw queueFull();
      const request = describe(req, connector.webhooks, { body, receivedAt, token, base: config.appBaseUrl });
      const origin = await believe(request).catch(databaseAway);
      if ('refused' in origin) throw new Refused(origin.refused);
      const { headers } = request;
      await keep({ provider: connector.id, ...origin, receivedAt, headers, body }).catch(databaseAway);
    } finally {
      waiting -= 1;
      leave();
    }
  };

  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const [provider = '', token = null, ...rest] = (req.url ?? '')
      .slice(BASE.length)
      .replace(/\/?(\?.*)?$/, '')
      .split('/');
    const door = doors.get(provider);
    const route = `${BASE}${door ? provider : ':provider'}${token === null ? '' : '/:token'}`;
    const tell = (outcome: string, status: number): void => {
      metrics.webhookRequests.inc({ provider: door ? provider : 'none', outcome });
      metrics.requests.inc({ method: req.method ?? '', route, status: String(status) });
    };
    try {
      if (!door || rest.length > 0 || isInAddress(door) !== (token !== null))
        throw new ServiceError('not_found', { detail: 'No CRM sends webhooks to this address.' });
      if (!door.allows(req)) throw new Refused('address_not_allowed');
      if (req.method !== 'POST') throw new ServiceError('method_not_allowed', { detail: 'Send a POST.' });
      await receive(req, door, token);
      answerStored(res, isStopping());
      tell('stored', 202);
    } catch (thrown) {
      if (thrown instanceof SenderGone) return tell('sender_gone', 0);
      const error = asServiceError(thrown);
      tell(thrown instanceof Refused ? thrown.why : error.code, error.status);
      if (error.status === 500) log.error({ err: thrown, provider }, 'a webhook could not be taken');
      if (!res.headersSent) answerProblem(req, res, error, randomUUID());
    }
  };

  return {
    takes: (url) => url?.startsWith(BASE) === true,
    handle: (req, res) => void handle(req, res),
    stop: () => deliveries.close(),
  };
}

function openDoors(
  { config, clock }: Services,
  signersOf: (connector: Connector) => Promise<Signer[]>,
): Map<string, Door> {
  const doors = new Map<string, Door>();
  for (const connector of connectors.values()) {
    const { id, webhooks } = connector;
    if (!webhooks) continue;
    const env = config.providers.get(id);
    const acceptsOld = env?.acceptsOldSignatures ?? false;
    const allows = env?.webhookNetworks ? allowAddresses(env.webhookNetworks) : () => true;
    const told = { ...connector, webhooks };
    const believe = believerOf(told, { clock, acceptsOld, signersOf });
    doors.set(id, { connector: told, believe, allows });
  }
  return doors;
}

const databaseAway = (cause: unknown): never => {
  throw new ServiceError('database_unavailable', {
    ...{ detail: 'The database does not answer. Send it again in a moment.', retryAfterS: 2, cause },
  });
};

const isInAddress = ({ connector: { webhooks } }: Door): boolean =>
  webhooks.signed.kind === 'token' && webhooks.signed.isInAddress;

/** The provider signs the address it called: ours as the world knows it, which no header of a request tells. */
function describe(
  req: IncomingMessage,
  webhooks: Webhooks,
  known: Pick<WebhookRequest, 'body' | 'receivedAt' | 'token'> & { base: string },
): WebhookRequest {
  const { base, ...rest } = known;
  const headers: Record<string, string> = {};
  for (const name of webhooks.headers) {
    const value = req.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return { method: req.method ?? '', url: `${base}${req.url}`, headers, ...rest };
}

/** Says no more than it must: whoever forges need not learn what was wrong. Operators see it in the metrics. */
class Refused extends ServiceError {
  constructor(readonly why: WebhookRefusal) {
    super('webhook_refused', { detail: 'The signature, token or time of this webhook is missing or wrong.' });
  }
}

const asServiceError = (thrown: unknown): ServiceError =>
  thrown instanceof ServiceError ? thrown : new ServiceError('internal', { cause: thrown });
