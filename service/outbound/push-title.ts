import type { PushPayload } from './push-payload.js';

/** What people know a push by: who the call was with or what it was about, the record's name; null when neither is told. */
export function titleOfPush(payload: PushPayload): string | null {
  if (payload.kind === 'stage') return null;
  if (payload.kind === 'record') return nameIn(payload.fields);
  return nameIn(payload.contact) ?? payload.call.subject ?? null;
}

/** Of a contact, company or deal. */
function nameIn(given: object): string | null {
  const fields = given as Record<string, unknown>;
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const person = `${text('first_name')} ${text('last_name')}`.trim();
  const names = [person, text('name'), text('title'), text('email'), text('domain'), text('phone')];
  return names.find((name) => name !== '') ?? null;
}
