/** The visible line in a text that stands for the write key where a CRM keeps none. HTML comments do not survive. */
export function markerOf(key: string): string {
  return `Ref: ${key}`;
}

/** Whether a text holds this marker and not that of a longer key. */
export function hasMarker(text: unknown, marker: string): boolean {
  const after = typeof text === 'string' ? text.split(marker).slice(1) : [];
  return after.some((rest) => !/^[\w.:-]/.test(rest));
}
