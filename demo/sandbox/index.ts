import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { indexPage } from './index-page.js';
import { type Answer, type Call, json, page, type Sandbox } from './kit/sandbox.js';
import { createSandboxes, type OptionsById } from './registry.js';

/** How to start the sandbox CRMs. */
export interface SandboxOptions extends OptionsById {
  /** 0 takes a free port. */
  port: number;
  host?: '127.0.0.1';
  /** False starts with empty accounts. Default true. */
  seed?: boolean;
}

/** Running sandbox CRMs; `url` has no trailing slash. */
export interface RunningSandboxes {
  url: string;
  port: number;
  close(): Promise<void>;
}

const BODY_LIMIT = 64 * 1024 * 1024;

/**
 * Starts one loopback HTTP server with every sandbox CRM: `/<provider>/` answers like the vendor,
 * `/_sandbox/<provider>/` is the control door. Rejects when the port is taken.
 */
export async function startSandboxes(options: SandboxOptions): Promise<RunningSandboxes> {
  const sandboxes = createSandboxes(options.seed ?? true, options);
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    serve(sandboxes, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 30_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await listen(server, options.port, options.host ?? '127.0.0.1');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      for (const sandbox of sandboxes) sandbox.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function serve(
  sandboxes: Sandbox[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
  const body = await readBody(request);
  if (body === null) return send(response, json(413, { status: 'error', message: 'Request body too large' }));
  const method = request.method ?? 'GET';
  const headers = request.headers as Record<string, string | undefined>;
  for (const sandbox of sandboxes) {
    const control = below(url.pathname, `/_sandbox/${sandbox.id}`);
    if (control !== null)
      return send(response, await sandbox.control({ method, path: control, url, headers, body }));
    const path = below(url.pathname, `/${sandbox.id}`);
    if (path === null) continue;
    const call: Call = { method, path, url, headers, body };
    return send(response, await sandbox.handle(call));
  }
  if (url.pathname === '/') return send(response, page(200, indexPage(sandboxes)));
  send(response, json(404, { status: 'error', message: 'No sandbox is mounted here' }));
}

function below(pathname: string, mount: string): string | null {
  if (pathname === mount) return '/';
  return pathname.startsWith(`${mount}/`) ? pathname.slice(mount.length) : null;
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_LIMIT) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer.hangMs !== undefined) {
    // Unref: a hanging request must not keep a finished test process alive.
    setTimeout(() => response.destroy(), answer.hangMs).unref();
    return;
  }
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}
