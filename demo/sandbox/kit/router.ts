/** Path parameters of a matched route, already decoded. */
export type Params = Record<string, string>;

interface Entry<T> {
  method: string;
  segments: string[];
  target: T;
}

/** What a lookup found: a target, or which methods the path would have taken. */
export type Found<T> = { target: T; params: Params } | { allowed: string[] };

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * Matches `METHOD /a/:b/c` patterns segment by segment. Patterns with fewer parameters win over patterns with
 * more, so `/contacts/search` is found before `/contacts/:id` whatever the order they were added in.
 */
export class Router<T> {
  private readonly bySize = new Map<number, Entry<T>[]>();

  add(pattern: string, target: T): void {
    const [method = 'GET', path = '/'] = pattern.split(' ');
    const segments = path.split('/').filter(Boolean);
    const entries = this.bySize.get(segments.length) ?? [];
    entries.push({ method, segments, target });
    entries.sort((a, b) => parameterCount(a.segments) - parameterCount(b.segments));
    this.bySize.set(segments.length, entries);
  }

  find(method: string, path: string): Found<T> {
    const asked = path.split('/').filter(Boolean);
    const allowed: string[] = [];
    for (const entry of this.bySize.get(asked.length) ?? []) {
      const params = match(entry.segments, asked);
      if (!params) continue;
      if (entry.method === method) return { target: entry.target, params };
      allowed.push(entry.method);
    }
    return { allowed };
  }
}

function parameterCount(segments: string[]): number {
  return segments.filter((segment) => segment.startsWith(':')).length;
}

function match(pattern: string[], asked: string[]): Params | null {
  const params: Params = {};
  for (let i = 0; i < pattern.length; i++) {
    const want = pattern[i] ?? '';
    const got = asked[i] ?? '';
    if (want.startsWith(':')) params[want.slice(1)] = decode(got);
    else if (want !== got) return null;
  }
  return params;
}
