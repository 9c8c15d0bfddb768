import { BadControl, controlBody } from '../../kit/control/read-body.js';
import { isLoopback } from '../../kit/posts.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { OdooContext } from '../context.js';
import type { Automation } from '../webhooks/automations.js';

/** `GET webhooks`: automations, the last posts, and how many wait to be made or answered. */
export function getWebhooks({ automations: outbox }: OdooContext): Answer {
  const { automations, deliveries, underWay } = outbox;
  return json(200, { automations, deliveries, under_way: underWay });
}

/** `POST webhooks` `{automations:[{target_url, model, triggers?, fields?, duplicates?}]}`: replaces them all. How posts go out: `POST settings`. */
export function postWebhooks(context: OdooContext, call: Call): Answer {
  const { automations } = controlBody(call);
  if (!Array.isArray(automations)) throw new BadControl('automations must be a list');
  context.automations.automations = automations.map(readAutomation);
  return getWebhooks(context);
}

function readAutomation(given: Partial<Automation>): Automation {
  const { target_url = '', model = '' } = given;
  if (!isLoopback(target_url))
    throw new BadControl('target_url must be on http://127.0.0.1 or http://localhost');
  return {
    target_url,
    model,
    triggers: given.triggers ?? ['create', 'write', 'unlink'],
    filter: given.filter ?? [],
    fields: given.fields ?? ['name', 'write_date'],
    duplicates: given.duplicates ?? null,
    action: given.action ?? 'Send Webhook Notification(#222)',
  };
}
