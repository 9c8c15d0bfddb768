const MAX_REDIRECTS = 10;

/** A page at the end of the redirects. */
export interface Landing {
  url: string;
  status: number;
  text: string;
}

/** As much of a browser as a sign-in needs: follows redirects across origins and keeps each host's cookies. */
export class CookieBrowser {
  private readonly cookies = new Map<string, Map<string, string>>();

  open(url: string): Promise<Landing> {
    return this.follow(url, null);
  }

  /** Sends a form, as its button does. */
  submit(url: string, form: URLSearchParams): Promise<Landing> {
    return this.follow(url, form);
  }

  private async follow(start: string, form: URLSearchParams | null): Promise<Landing> {
    let url = start;
    let body = form;
    for (let step = 0; step < MAX_REDIRECTS; step++) {
      const answer = await fetch(url, {
        redirect: 'manual',
        method: body ? 'POST' : 'GET',
        headers: { cookie: this.cookiesFor(url), accept: 'text/html' },
        ...(body ? { body } : {}),
        signal: AbortSignal.timeout(30_000),
      });
      this.keepCookies(url, answer.headers.getSetCookie());
      const text = await answer.text();
      const next = answer.headers.get('location');
      if (answer.status < 300 || answer.status >= 400 || next === null)
        return { url, status: answer.status, text };
      url = new URL(next, url).href;
      body = null;
    }
    throw new Error(`More than ${MAX_REDIRECTS} redirects from ${new URL(start).origin}.`);
  }

  /** Cookies know no ports. */
  private cookiesFor(url: string): string {
    const kept = this.cookies.get(new URL(url).hostname) ?? new Map<string, string>();
    return [...kept].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private keepCookies(url: string, lines: string[]): void {
    const host = new URL(url).hostname;
    const kept = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, kept);
    for (const line of lines) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (at > 0) kept.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
    }
  }
}
