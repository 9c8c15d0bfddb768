/** One request a sandbox was asked. */
export interface SandboxRequest {
  method: string;
  path: string;
  status: number;
  body?: unknown;
}

/** A record as the sandbox's control door shows it. */
export interface SandboxRecord {
  id: string;
  properties: Record<string, string>;
  associations: Record<string, string[]>;
}

/** The control door of one sandbox CRM. */
export interface SandboxDoor {
  /** Of all sandboxes, no trailing slash. */
  url: string;
  get<T = unknown>(path: string): Promise<T>;
  post<T = unknown>(path: string, body: unknown): Promise<T>;
  patch<T = unknown>(path: string, body: unknown): Promise<T>;
  delete<T = unknown>(path: string): Promise<T>;
  /** Adds a fault: `{kind: 'server_error', match: {path_includes: '/token'}}`. */
  fault(body: Record<string, unknown>): Promise<void>;
  /** What it was asked so far, oldest first, by a part of the path. */
  requests(pathIncludes?: string): Promise<SandboxRequest[]>;
  /** By the CRM's own object name, `calls`. */
  records(object: string): Promise<SandboxRecord[]>;
}

export function createSandboxDoor(url: string, provider: string): SandboxDoor {
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const response = await fetch(`${url}/_sandbox/${provider}/${path}`, init);
    if (!response.ok) throw new Error(`control ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const post = <T>(path: string, body: unknown) =>
    ask<T>(path, { method: 'POST', body: JSON.stringify(body) });
  return {
    url,
    get: (path) => ask(path),
    post,
    patch: (path, body) => ask(path, { method: 'PATCH', body: JSON.stringify(body) }),
    delete: (path) => ask(path, { method: 'DELETE' }),
    fault: async (body) => void (await post('faults', body)),
    requests: async (pathIncludes = '') => {
      const query = new URLSearchParams({ path_includes: pathIncludes });
      return (await ask<{ requests: SandboxRequest[] }>(`requests?${query}`)).requests;
    },
    records: async (object) =>
      (await ask<{ results: SandboxRecord[] }>(`records?object=${object}&limit=1000`)).results,
  };
}
