type Headers = Readonly<Record<string, string | undefined>>;

/** The CRM's clock when it answered, in ms (it tells whole seconds); where it tells none or a later one, ours at the start. */
export function timeOf(headers: Headers, startedAt: number): number {
  const theirs = Date.parse(headers['date'] ?? '');
  return Number.isNaN(theirs) ? startedAt : Math.min(theirs, startedAt);
}

/** The wait that an answer asks for, in ms; null when it asks for none. */
export function retryAfterOf(headers: Headers): number | null {
  const told = headers['retry-after'];
  const seconds = Number(told);
  return told !== '' && seconds >= 0 ? seconds * 1_000 : null;
}
