import { type ClientRequest, request } from 'node:http';

/** Connections that are opened at the same time. */
const LANES = 40;

/** Many open streams, and when the last of them has what it waits for. */
export class Readers {
  readonly #requests: ClientRequest[] = [];
  #wanted = '';
  #left = 0;
  #allHaveIt: () => void = () => undefined;

  /** Opens streams; settles when each is live. */
  async open(url: string, key: string, count: number): Promise<void> {
    let left = count;
    const lane = async () => {
      while (left > 0) {
        left -= 1;
        await this.#openOne(url, key);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  /** Settles when every stream has had a text that holds this. */
  allHave(text: string): Promise<void> {
    this.#wanted = text;
    this.#left = this.#requests.length;
    return new Promise((resolve) => {
      this.#allHaveIt = resolve;
    });
  }

  close(): void {
    for (const one of this.#requests.splice(0)) one.destroy();
  }

  #openOne(url: string, key: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${key}` };
      const asked = request(`${url}/crm/events`, { headers, agent: false }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`a stream was answered ${response.statusCode}`));
        response.setEncoding('latin1');
        response.on('data', (text: string) => {
          if (text.includes('event: ready')) resolve();
          if (this.#wanted === '' || !text.includes(this.#wanted)) return;
          this.#left -= 1;
          if (this.#left === 0) this.#allHaveIt();
        });
        response.on('error', () => undefined);
      });
      asked.on('error', reject);
      asked.end();
      this.#requests.push(asked);
    });
  }
}
