import assert from 'node:assert/strict';
import { openSecrets } from '../../../service/oauth/credentials.js';
import { openVerifier } from '../../../service/oauth/flow.js';
import type { Services } from '../../../service/services.js';
import { ConnectFlow, Connection } from '../../../service/store/models/index.js';

/** Members of answers that hold a secret. */
const SECRET_NAMES = new Set(['token', 'key', 'secret_key', 'secret']);
/** Parameters of addresses that do. */
const SECRET_PARAMS = ['flow', 'code', 'state', 'code_challenge'];
/** Shorter values could occur by chance. */
const MIN_LENGTH = 12;

/** Collects every secret a test meets and looks for them in what the service logged. */
export class SeenSecrets {
  readonly #values = new Set<string>();
  readonly #lines: string[] = [];

  add(...values: (string | null | undefined)[]): void {
    for (const value of values) if (value && value.length >= MIN_LENGTH) this.#values.add(value);
  }

  /** A line of the log. */
  read(line: string): void {
    this.#lines.push(line);
  }

  addAnswer(body: unknown): void {
    if (Array.isArray(body)) for (const each of body) this.addAnswer(each);
    else if (typeof body === 'object' && body !== null)
      for (const [name, value] of Object.entries(body)) {
        if (typeof value !== 'string') this.addAnswer(value);
        else if (SECRET_NAMES.has(name)) this.add(value);
        else if (name === 'url') this.addUrl(value);
      }
  }

  addUrl(text: string | null): void {
    if (!text || !URL.canParse(text)) return;
    for (const name of SECRET_PARAMS) this.add(new URL(text).searchParams.get(name));
  }

  addCookies(cookies: readonly string[]): void {
    for (const cookie of cookies) this.add(cookie.split(';')[0]?.split('=')[1]);
  }

  /** What the database holds sealed right now: tokens and PKCE verifiers. */
  async addStored(services: Services): Promise<void> {
    for (const connection of await Connection.findAll()) {
      if (connection.secrets === null) continue;
      const { accessToken, refreshToken } = openSecrets(services.vault, connection);
      this.add(accessToken, refreshToken);
    }
    for (const flow of await ConnectFlow.findAll()) this.add(openVerifier(services, flow));
  }

  /** @throws AssertionError that shows the line with the secret cut out. */
  check(): void {
    for (const line of this.#lines)
      for (const value of this.#values)
        assert.ok(!line.includes(value), `a log line holds a secret: ${line.replaceAll(value, '<SECRET>')}`);
  }
}
