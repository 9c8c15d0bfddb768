import { z } from 'zod';
import {
  getCrmHealth,
  getDocs,
  getHealth,
  getMetrics,
  getOpenApi,
} from '../../../../shared/routes/service.js';
import { connectorFor, connectors } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { hostsOf } from '../../../oauth/provider-access.js';
import { checkHost } from '../../../observe/check-host.js';
import { updateGauges } from '../../../observe/update-gauges.js';
import type { Services } from '../../../services.js';
import { defineEndpoint, type Endpoint } from '../../endpoint.js';
import { buildOpenApi } from '../../openapi.js';
import { docsPage } from '../../pages/docs-page.js';

/** What `/health` asks of the process it runs in. */
export interface ProcessState {
  isStopping(): boolean;
  /** True while the recurring jobs cannot be reached; null where this process runs none. */
  isSchedulerAway(): boolean | null;
}

/** Health, metrics and the description of the API. `all` is every endpoint, these included. */
export function serviceEndpoints(
  services: Services,
  here: ProcessState,
  all: () => readonly Endpoint[],
): Endpoint[] {
  return [
    health(services, here),
    crmHealth(services),
    metrics(services),
    openApi(services, all),
    docs(services, all),
  ];
}

function health(services: Services, here: ProcessState): Endpoint {
  return defineEndpoint({
    route: getHealth,
    result: z.object({
      status: z.literal('ok'),
      database: z.literal('ok'),
      /** Away: recurring jobs wait, work goes on. Absent where no jobs run. */
      scheduler: z.enum(['ok', 'away']).optional(),
      role: z.string(),
      version: z.string(),
    }),
    handle: async () => {
      if (here.isStopping()) throw new ServiceError('shutting_down', { retryAfterS: 5 });
      await services.store.ping();
      const isAway = here.isSchedulerAway();
      const { role, version } = services.config;
      const scheduler = isAway === null ? {} : { scheduler: isAway ? ('away' as const) : ('ok' as const) };
      return { status: 'ok' as const, database: 'ok' as const, ...scheduler, role, version };
    },
  });
}

function crmHealth(services: Services): Endpoint {
  const provider = z.object({
    provider: z.string(),
    status: z.enum(['ok', 'unreachable']),
    latency_ms: z.number().nullable(),
    checked_at: z.string(),
  });
  return defineEndpoint({
    route: getCrmHealth,
    query: z.object({ provider: z.string().optional() }),
    result: z.union([provider, z.object({ data: z.array(provider) })]),
    handle: async ({ query }) => {
      const check = async (id: string) => ({
        provider: id,
        ...(await checkHost(hostsOf(connectorFor(id), services.config).apiUrl, services.clock)),
      });
      if (query.provider !== undefined) return check(query.provider);
      // Where customers name the host there is none to ask for all.
      const asked = [...connectors.values()].filter(({ auth }) => auth.kind === 'oauth2');
      return { data: await Promise.all(asked.map(({ id }) => check(id))) };
    },
  });
}

function metrics(services: Services): Endpoint {
  return defineEndpoint({
    route: getMetrics,
    handle: async ({ res }) => {
      await updateGauges(services);
      res.type(services.metrics.registry.contentType).send(await services.metrics.registry.metrics());
    },
  });
}

function openApi(services: Services, all: () => readonly Endpoint[]): Endpoint {
  return defineEndpoint({
    route: getOpenApi,
    handle: async () => buildOpenApi(all(), services.config.appBaseUrl),
  });
}

function docs(services: Services, all: () => readonly Endpoint[]): Endpoint {
  return defineEndpoint({
    route: getDocs,
    handle: async ({ res }) => {
      const page = docsPage(buildOpenApi(all(), services.config.appBaseUrl));
      res.setHeader('Content-Security-Policy', page.csp);
      res.type('html').send(page.html);
    },
  });
}
