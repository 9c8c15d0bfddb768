import { markerOf } from '../marker.js';

/** The text with the marker of the key as its last line. */
export function withMarker(body: unknown, key: string): string {
  const text = typeof body === 'string' ? body : '';
  return text === '' ? markerOf(key) : `${text}\n\n${markerOf(key)}`;
}

export function withoutMarker(body: string): string {
  return body.replace(/\s*Ref: [\w.:-]{16,}\s*$/, '');
}
