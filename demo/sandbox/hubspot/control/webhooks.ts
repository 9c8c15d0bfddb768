import { controlBody } from '../../kit/control/read-body.js';
import { isLoopback } from '../../kit/posts.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import { invalid } from '../refusal.js';
import type { WebhookEvent } from '../webhooks/events.js';
import { portalOf, typeOf } from './records.js';

/** `GET webhooks`: settings, the last deliveries, and how many wait to be made or answered. */
export function getWebhooks({ webhooks }: HubspotContext): Answer {
  const { settings, deliveries, underWay } = webhooks;
  return json(200, { settings, deliveries, under_way: underWay });
}

/** `POST webhooks`: where events go and which; changes what is named. */
export function postWebhooks(context: HubspotContext, call: Call): Answer {
  const body = controlBody(call);
  const known = Object.keys(context.webhooks.settings);
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown) throw invalid(`unknown webhook setting ${unknown}; one of ${known.join(', ')}`);
  const target = body['target_url'];
  if (target !== undefined && target !== null && !isLoopback(target))
    throw invalid('target_url must be on http://127.0.0.1 or http://localhost');
  Object.assign(context.webhooks.settings, body);
  return getWebhooks(context);
}

/** `POST webhooks/send` `{events}`: delivers these events, signed, as one batch. */
export function sendWebhooks(context: HubspotContext, call: Call): Answer {
  const { events } = controlBody(call);
  if (!Array.isArray(events) || events.length === 0 || events.length > 100)
    throw invalid('events must be a list of 1 to 100');
  if (!context.webhooks.settings.target_url) throw invalid('no target_url is set');
  context.webhooks.send(events as WebhookEvent[]);
  return json(202, { sent: events.length });
}

const MOST_OF_A_STORM = 20_000;

/** `POST webhooks/storm` `{count, object?, portal?}`: so many changes of the records there are, all at once. */
export function stormWebhooks(context: HubspotContext, call: Call): Answer {
  const { count, object = 'contacts', portal } = controlBody(call);
  if (!Number.isInteger(count) || Number(count) < 1 || Number(count) > MOST_OF_A_STORM)
    throw invalid(`count must be 1 to ${MOST_OF_A_STORM}`);
  if (!context.webhooks.settings.target_url) throw invalid('no target_url is set');
  const { info, stores } = portalOf(context, portal);
  const type = typeOf(object);
  const ids = stores[type].list(0, 1_000, false).versions.map(({ id }) => id);
  if (ids.length === 0) throw invalid(`there are no ${type}`);
  context.webhooks.storm(info.id, type, ids, Number(count));
  return json(202, { sent: count });
}
