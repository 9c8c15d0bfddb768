import type { ObjectName } from '../../shared/records.js';
import type { PushPayload } from './push-payload.js';

/** What people know a push by: who the call was with or what it was about, the record's name; null when neither is told. */
export function titleOfPush(object: ObjectName, payload: PushPayload): string | null {
  if (payload.kind === 'stage') return null;
  if (payload.kind === 'record') return nameIn(payload.fields, object);
  return nameIn(payload.contact, 'contact') ?? payload.call.subject ?? null;
}

function nameIn(given: object, object: ObjectName): string | null {
  const fields = given as Record<string, unknown>;
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const person = `${text('first_name')} ${text('last_name')}`.trim();
  // A contact's title is its job.
  const names = object === 'deal' ? [text('title')] : [person, text('name'), text('email'), text('domain')];
  return [...names, text('phone')].find((name) => name !== '') ?? null;
}
