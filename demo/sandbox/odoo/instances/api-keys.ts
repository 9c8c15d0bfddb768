import { createHash, randomBytes } from 'node:crypto';

/** A stored key: only its hash is kept. */
export interface ApiKey {
  id: number;
  uid: number;
  name: string;
  hash: string;
  createdAt: number;
  /** Milliseconds since 1970; null never ends. */
  expiresAt: number | null;
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** The API keys of one database. */
export class ApiKeys {
  keys: ApiKey[] = [];

  constructor(private readonly now: () => number) {}

  /** Makes a key and gives it the only time it is seen: 160 bits as hex. */
  create(uid: number, name: string, expiresAt: number | null, key = randomBytes(20).toString('hex')): string {
    const id = (this.keys.at(-1)?.id ?? 0) + 1;
    this.keys.push({ id, uid, name, hash: hashOf(key), createdAt: this.now(), expiresAt });
    return key;
  }

  /** Whose key it is; null when it is none, or its time is over. */
  userOf(key: string): number | null {
    return this.find(key)?.uid ?? null;
  }

  find(key: string): ApiKey | null {
    const hash = hashOf(key);
    const found = this.keys.find((each) => each.hash === hash);
    return found && (found.expiresAt === null || found.expiresAt > this.now()) ? found : null;
  }

  of(uid: number): ApiKey[] {
    return this.keys.filter((each) => each.uid === uid);
  }

  remove(matches: (key: ApiKey) => boolean): void {
    this.keys = this.keys.filter((each) => !matches(each));
  }

  expire(matches: (key: ApiKey) => boolean): void {
    for (const key of this.keys) if (matches(key)) key.expiresAt = this.now();
  }
}
