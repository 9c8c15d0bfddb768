/** One HTTP request as a sandbox provider sees it: the body is already read, the mount is stripped. */
export interface Call {
  method: string;
  /** Path below the provider's mount, beginning with a slash. */
  path: string;
  /** Full URL as asked, for query parameters and for links back. */
  url: URL;
  headers: Record<string, string | undefined>;
  body: Buffer;
}

/** What goes back. `hangMs` keeps the socket open without an answer for that long, then drops it; 0 drops it now. */
export type Answer =
  | { status: number; headers?: Record<string, string>; body?: string; hangMs?: undefined }
  | { hangMs: number };

/** One simulated CRM: its public face under `/<id>/` and its control door under `/_sandbox/<id>/`. */
export interface Sandbox {
  id: string;
  label: string;
  /** One line for the index page. */
  about: string;
  handle(call: Call): Promise<Answer>;
  control(call: Call): Promise<Answer>;
  /** Stops timers and deliveries. */
  close(): void;
}

/** A JSON answer. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** An answer without a body. */
export function empty(status = 204, headers: Record<string, string> = {}): Answer {
  return { status, headers };
}

/** An HTML page; never cached, never framed, runs no script. */
export function page(status: number, markup: string): Answer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
      // Not no-referrer: browsers would send "Origin: null" with the forms of these very pages.
      'referrer-policy': 'same-origin',
    },
    body: markup,
  };
}

/** With the CRM's own time as its date, where its clock is `offsetMs` from ours. */
export function dated(answer: Answer, offsetMs: number): Answer {
  if (offsetMs === 0 || answer.hangMs !== undefined) return answer;
  return { ...answer, headers: { ...answer.headers, date: new Date(Date.now() + offsetMs).toUTCString() } };
}

/** A redirect after a form or an authorisation. */
export function redirect(location: string): Answer {
  return { status: 302, headers: { location, 'cache-control': 'no-store' } };
}
