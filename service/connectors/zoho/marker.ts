/** The visible last line that stands for the write key where Zoho keeps none. */
export function withMarker(body: unknown, key: string): string {
  const text = typeof body === 'string' ? body : '';
  return text === '' ? markerText(key) : `${text}\n\n${markerText(key)}`;
}

/** Whether a text holds the marker of this key and not of a longer one. */
export function hasMarker(body: unknown, key: string): boolean {
  const after = typeof body === 'string' ? body.split(markerText(key)).slice(1) : [];
  return after.some((rest) => !/^[\w.:-]/.test(rest));
}

export function withoutMarker(body: string): string {
  return body.replace(/\s*Ref: [\w.:-]{16,}\s*$/, '');
}

function markerText(key: string): string {
  return `Ref: ${key}`;
}
