import { anyone, type Route } from './route.js';

export const getHealth = {
  method: 'GET',
  path: '/health',
  access: anyone,
  success: 200,
  errors: ['database_unavailable', 'shutting_down'],
  summary: 'Whether this process can serve',
} as const satisfies Route;

export const getCrmHealth = {
  method: 'GET',
  path: '/crm/health',
  access: anyone,
  success: 200,
  errors: ['provider_unknown'],
  summary: 'Whether a provider answers; `?provider=hubspot`',
} as const satisfies Route;

export const getMetrics = {
  method: 'GET',
  path: '/crm/metrics',
  access: anyone,
  success: 200,
  errors: [],
  summary: 'Prometheus metrics',
} as const satisfies Route;

export const getOpenApi = {
  method: 'GET',
  path: '/openapi.json',
  access: anyone,
  success: 200,
  errors: [],
  summary: 'This API as OpenAPI 3.1',
} as const satisfies Route;

export const getDocs = {
  method: 'GET',
  path: '/docs',
  access: anyone,
  success: 200,
  errors: [],
  summary: 'This API as a page',
} as const satisfies Route;
