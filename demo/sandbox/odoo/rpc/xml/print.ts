import { escapeHtml } from '../../../kit/html.js';

/** A value XML-RPC has no word for: nothing at all. */
export class Unmarshallable extends Error {}

// Characters XML 1.0 cannot hold.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
const INVALID = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

function print(value: unknown): string {
  if (value === null || value === undefined)
    throw new Unmarshallable('cannot marshal None unless allow_none is enabled');
  if (typeof value === 'boolean') return `<value><boolean>${value ? 1 : 0}</boolean></value>`;
  if (typeof value === 'number')
    return Number.isInteger(value)
      ? `<value><int>${value}</int></value>`
      : `<value><double>${value}</double></value>`;
  if (typeof value === 'string')
    return `<value><string>${escapeHtml(value.replace(INVALID, ''))}</string></value>`;
  if (Array.isArray(value)) return `<value><array><data>${value.map(print).join('')}</data></array></value>`;
  const members = Object.entries(value as object).map(
    ([name, inner]) => `<member><name>${escapeHtml(name)}</name>${print(inner)}</member>`,
  );
  return `<value><struct>${members.join('')}</struct></value>`;
}

/** @throws Unmarshallable when there is nothing to say. */
export function printResponse(value: unknown): string {
  return `<?xml version='1.0'?>\n<methodResponse><params><param>${print(value)}</param></params></methodResponse>\n`;
}

export function printFault(code: number, text: string): string {
  return `<?xml version='1.0'?>\n<methodResponse><fault>${print({ faultCode: code, faultString: text })}</fault></methodResponse>\n`;
}
