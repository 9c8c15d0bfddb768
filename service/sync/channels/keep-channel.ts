import { type Connector, type ConnectorSession, CrmError } from '../../connectors/connector.js';
import { closeChannels, toChannel } from '../../oauth/channels/close-channels.js';
import { openSession } from '../../oauth/open-session.js';
import type { Services } from '../../services.js';
import { WebhookChannel } from '../../store/models/index.js';
import { type ClaimedChannel, settleChannel } from './claim-channels.js';
import { sweepChannels } from './sweep-channels.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Of one that does not lapse: it may have been removed at the CRM. */
const LOOK_AFTER_MS = 7 * DAY_MS;
/** What an account does not allow seldom changes; a person who connects again is tried at once. */
const NOT_ALLOWED_MS = 6 * HOUR_MS;
const FIRST_RETRY_MS = 30_000;

/**
 * Opens a channel that is due, or renews it. It stands in our tables before the CRM hears of it and is asked for under
 * the same name again, so that a worker that dies in between leaves nothing unknown there. Never throws: what fails is
 * kept with the channel and tried again, and polling goes on meanwhile.
 */
export async function keepChannel(services: Services, claimed: ClaimedChannel): Promise<void> {
  const row = await WebhookChannel.findByPk(claimed.id);
  if (!row) return;
  try {
    const { connector, session } = await openSession(services, claimed.connection_id);
    await open(services, claimed, row, connector, session);
  } catch (err) {
    const { connectionId, failures } = row;
    services.log.warn(
      { err, connection_id: connectionId, failures },
      'a channel was not opened: polling does',
    );
    await settleChannel(services.store, claimed, { nextInMs: retryIn(err, failures), error: describe(err) });
  }
}

async function open(
  services: Services,
  claimed: ClaimedChannel,
  row: WebhookChannel,
  connector: Connector,
  session: ConnectorSession,
): Promise<void> {
  const { channels } = connector.webhooks ?? {};
  if (!channels) throw new CrmError('other', 'This CRM has no channels');
  const opened = await channels.open(session, toChannel(services, connector, row));
  const lifeMs = opened.expiresAt
    ? opened.expiresAt.getTime() - services.clock.now().getTime()
    : LOOK_AFTER_MS;
  if (lifeMs <= 0) throw new CrmError('other', 'The channel lapsed at once');
  const nextInMs = opened.expiresAt ? Math.min(DAY_MS, lifeMs / 2) : LOOK_AFTER_MS;
  if (await settleChannel(services.store, claimed, { nextInMs, opened })) {
    const isFirst = row.objects[0] === connector.objects[0];
    if (isFirst) await sweepChannels(services, connector, session);
    return;
  }
  // Disconnected meanwhile: what was just opened must not stay.
  if ((await WebhookChannel.count({ where: { id: claimed.id } })) === 0)
    await closeChannels(services, connector, session, [row]);
}

function retryIn(error: unknown, failures: number): number {
  if (!(error instanceof CrmError)) return FIRST_RETRY_MS;
  if (error.kind === 'permission' || error.kind === 'validation') return NOT_ALLOWED_MS;
  const backoffMs = Math.min(HOUR_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10));
  return Math.max(error.retryAfterMs ?? 0, backoffMs * (0.75 + Math.random() / 2));
}

/** A CRM's own words hold no secret; anything else is only in the log. */
function describe(error: unknown): { code: string; message: string } {
  if (error instanceof CrmError) return { code: error.kind, message: error.message };
  return { code: 'internal', message: 'The channel could not be opened.' };
}
