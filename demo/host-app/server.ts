import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express, { type Express, type Request, type Response } from 'express';
import type { CreateEmbedTokenBody, CreateEmbedTokenResult } from '../../shared/routes/keys.js';
import { createEmbedToken } from '../../shared/routes/keys.js';
import { ServiceApi } from '../support/service-api.js';
import type { CallBook } from './call-book.js';
import { ContactBook } from './contact-book.js';
import { contactTable } from './contact-table.js';
import { FAVICON } from './icons.js';
import { lineaPage, type Section } from './page.js';
import { ACTOR, WORKSPACE } from './people.js';
import { chooseLanguage, WORDS } from './words.js';

const BROWSER = fileURLToPath(new URL('browser/', import.meta.url));

/** What Linea needs to know of the others. */
export interface HostAppSetup {
  serviceUrl: string;
  sandboxUrl: string;
  /** `sk_` key of Linea; stays on this side. */
  secretKey: string;
  calls: CallBook;
}

/** Linea, listening. */
export interface HostApp {
  url: string;
  /** From now on the pages answer; before, they ask for a moment. */
  open(setup: HostAppSetup): void;
  close(): Promise<void>;
}

/** Starts Linea on 127.0.0.1; rejects when the port is taken. */
export async function startHostApp(port: number): Promise<HostApp> {
  const state: HostState = { setup: null, contacts: null, url: '' };
  const server = await listen(buildHostApp(state), port);
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: state.url,
    open: (setup) => {
      state.setup = setup;
      state.contacts = new ContactBook(new ServiceApi(setup.serviceUrl, setup.secretKey), WORKSPACE.id);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface HostState {
  setup: HostAppSetup | null;
  contacts: ContactBook | null;
  url: string;
}

function buildHostApp(state: HostState): Express {
  const app = express();
  app.disable('x-powered-by');
  // One origin, the one the service lets in; and no other site may read our answers under a name of its own.
  app.use((request, response, next) => {
    if (request.headers.host === new URL(state.url).host) next();
    else response.redirect(307, `${state.url}${request.originalUrl.replace(/^\/+/, '/')}`);
  });
  app.get('/favicon.svg', (_request, response) => void response.type('svg').send(FAVICON));
  app.get(['/linea.css', '/linea.js'], (request, response) =>
    response.set('cache-control', 'no-cache').sendFile(request.path.slice(1), { root: BROWSER }),
  );
  app.use((request, response, next) => {
    if (state.setup) next();
    else response.status(503).type('text').send(WORDS[languageOf(request)].starting);
  });
  app.get('/', (request, response) => sendPage(request, response, 'crm', state));
  app.get('/calls', (request, response) => sendPage(request, response, 'calls', state));
  app.get('/contacts', async (request, response) => {
    await readContacts(state);
    sendPage(request, response, 'contacts', state);
  });
  // The rows alone, for a page that heard of a change.
  app.get('/api/contacts', async (request, response) => {
    await readContacts(state);
    const table = contactTable(state.contacts?.list() ?? [], WORDS[languageOf(request)]);
    response.set('cache-control', 'no-store').type('html').send(table.text);
  });
  app.get('/api/session', (_request, response) => sendSession(response, state.setup));
  return app;
}

function sendPage(
  request: Request,
  response: Response,
  section: Section,
  { setup, contacts: book }: HostState,
): void {
  if (!setup) return;
  const { serviceUrl, sandboxUrl, calls } = setup;
  const contacts = section === 'contacts' ? (book?.list() ?? []) : [];
  response.set('content-security-policy', policy(serviceUrl)).set('cache-control', 'no-store');
  response
    .type('html')
    .send(lineaPage({ language: languageOf(request), section, serviceUrl, sandboxUrl, calls, contacts }));
}

/** Shows what Linea knew before when the service does not answer. */
async function readContacts({ contacts }: HostState): Promise<void> {
  await contacts?.refresh().catch(() => undefined);
}

/** A short-lived key for the elements of this customer, in the name of who is signed in. */
async function sendSession(response: Response, setup: HostAppSetup | null): Promise<void> {
  if (!setup) return;
  const service = new ServiceApi(setup.serviceUrl, setup.secretKey);
  const body: CreateEmbedTokenBody = {
    workspace_id: WORKSPACE.id,
    workspace_name: WORKSPACE.name,
    actor: ACTOR,
  };
  try {
    const { token, expires_at } = await service.call<CreateEmbedTokenResult>(createEmbedToken, { body });
    response.set('cache-control', 'no-store').json({ token, expires_at });
  } catch {
    response.status(502).json({ error: 'The CRM service does not answer.' });
  }
}

/** All the elements need: their script and their service. No frame, no inline style, no other host. */
function policy(serviceUrl: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${serviceUrl}`,
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${serviceUrl}`,
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function languageOf(request: Request) {
  return chooseLanguage(request.query['lang'], request.headers['accept-language']);
}

function listen(app: Express, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, '127.0.0.1', (error?: Error) =>
      error ? reject(error) : resolve(server),
    );
  });
}
