import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../../shared/errors.js';
import type { Access, Route } from '../../shared/routes/route.js';
import type { Endpoint } from './endpoint.js';

type Json = Record<string, unknown>;

/** Codes any route with that access can answer with, beyond its own. */
const COMMON: readonly ErrorCode[] = ['bad_request', 'database_unavailable', 'internal'];
const KEYED: readonly ErrorCode[] = [
  'key_missing',
  'key_invalid',
  'key_expired',
  'key_revoked',
  'permission_missing',
];
const SCOPED: readonly ErrorCode[] = ['origin_not_allowed', 'workspace_required', 'workspace_mismatch'];
const WITH_BODY: readonly ErrorCode[] = ['bad_json', 'body_too_large', 'unsupported_media_type'];
const CREATING: readonly ErrorCode[] = ['idempotency_key_reused', 'idempotency_in_progress'];

/** Every code a route can answer with. */
export function errorsOf(route: Route): ErrorCode[] {
  return [
    ...new Set<ErrorCode>([
      ...route.errors,
      ...(route.access.kind === 'public' ? [] : KEYED),
      ...(route.access.kind === 'workspace' ? SCOPED : []),
      ...(route.method === 'GET' || route.method === 'DELETE' ? [] : WITH_BODY),
      ...(route.creates ? CREATING : []),
      ...COMMON,
    ]),
  ];
}

/** This API as an OpenAPI 3.1 document, made from the endpoints' own schemas. */
export function buildOpenApi(endpoints: readonly Endpoint[], serverUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.route.path.replace(/:([a-z_]+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.route.method.toLowerCase()]: describe(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'CRM Connect',
      version: '1',
      description: 'Connects the CRMs of your customers to your product.',
    },
    servers: [{ url: serverUrl }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: "sk_, wk_, et_ or the operator's key" },
      },
      schemas: { Problem: problemSchema() },
    },
  };
}

function describe(endpoint: Endpoint): Json {
  const { route } = endpoint;
  const noun = route.path.split('/')[2] ?? 'service';
  return {
    operationId: `${route.method.toLowerCase()}_${route.path.replace(/[^a-z]+/gi, '_').replace(/^_|_$/g, '')}`,
    summary: route.summary,
    description: describeAccess(route.access),
    tags: [noun.startsWith(':') ? 'connect-flows' : noun],
    ...(route.access.kind === 'public' ? { security: [] } : { security: [{ key: [] }] }),
    parameters: parametersOf(endpoint),
    ...(endpoint.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: bodySchema(endpoint) } } } }
      : {}),
    responses: responsesOf(endpoint),
  };
}

function describeAccess(access: Access): string {
  if (access.kind === 'public') return 'Needs no key.';
  if (access.kind === 'admin') return "Needs the operator's key.";
  if (access.kind === 'secret') return "Needs the app's secret key (`sk_`).";
  return `Needs any key of the workspace with the permission \`${access.permission}\`; \`sk_\` names the workspace.`;
}

function parametersOf(endpoint: Endpoint): Json[] {
  const path = [...endpoint.route.path.matchAll(/:([a-z_]+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const query = endpoint.query ? propertiesOf(toSchema(endpoint.query, 'input')) : [];
  const scope =
    endpoint.route.access.kind === 'workspace'
      ? [
          {
            name: 'workspace_id',
            in: 'query',
            required: false,
            schema: { type: 'string' },
            description: 'For `sk_` keys.',
          },
        ]
      : [];
  const idempotency = endpoint.route.creates
    ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string' } }]
    : [];
  return [...path, ...query, ...scope, ...idempotency];
}

function propertiesOf(schema: Json): Json[] {
  const required = (schema.required as string[] | undefined) ?? [];
  return Object.entries((schema.properties as Record<string, Json> | undefined) ?? {}).map(
    ([name, property]) => ({
      name,
      in: 'query',
      required: required.includes(name),
      schema: property,
    }),
  );
}

function bodySchema(endpoint: Endpoint): Json {
  const schema = toSchema(endpoint.body as z.ZodType, 'input');
  if (endpoint.route.access.kind !== 'workspace' || typeof schema.properties !== 'object') return schema;
  return {
    ...schema,
    properties: { ...schema.properties, workspace_id: { type: 'string', description: 'For `sk_` keys.' } },
  };
}

function responsesOf(endpoint: Endpoint): Json {
  const { route } = endpoint;
  const good: Json = { description: route.summary };
  const media = Object.entries(endpoint.media ?? {}).map(([type, description]) => [
    type,
    { schema: { type: 'string', description } },
  ]);
  if (endpoint.result)
    good.content = {
      'application/json': { schema: toSchema(endpoint.result, 'output') },
      ...Object.fromEntries(media),
    };
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(route)) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const bad = [...byStatus].map(([status, codes]) => [
    String(status),
    {
      description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join('  \n'),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]);
  return { [String(route.success)]: good, ...Object.fromEntries(bad) };
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Json;
  return rest;
}

function problemSchema(): Json {
  const text = { type: 'string' };
  return {
    type: 'object',
    required: ['type', 'title', 'status', 'code', 'detail', 'next', 'correlation_id'],
    properties: {
      type: text,
      title: text,
      status: { type: 'integer' },
      code: { type: 'string', enum: Object.keys(ERRORS) },
      detail: text,
      next: { type: 'string', enum: ['retry', 'wait', 'reconnect', 'fix_mapping', 'fix_request', 'give_up'] },
      retry_after_s: { type: 'number' },
      errors: {
        type: 'array',
        items: { type: 'object', properties: { path: text, code: text, message: text, field: text } },
      },
      correlation_id: text,
    },
  };
}
