import type { Params } from '../../kit/router.js';
import { type Answer, empty } from '../../kit/sandbox.js';
import { associationTypes, findAssociationType } from '../association-types.js';
import { type ApiRoute, type Exchange, ok, parse, readObject } from '../context.js';
import { findObjectType, type ObjectType } from '../object-types.js';
import { checkedTypeId, defaultTypeId, linkRecords, unlinkRecords } from '../records/link.js';
import { invalid, Refusal } from '../refusal.js';
import type { Link, Place } from '../state/associations.js';
import type { Portal } from '../state/portal.js';
import { type BatchError, batchAnswer, batchError } from './batch-answer.js';
import { objectTypeOf, readInputs } from './input.js';

const READ_MAX = 1_000;
const CREATE_MAX = 2_000;
const ARCHIVE_MAX = 100;
const LINKS_PER_PAGE = 500;

function place(portal: Portal, type: ObjectType, id: unknown): Place {
  const version = typeof id === 'string' ? portal.store(type).get(id) : undefined;
  if (!version)
    throw new Refusal(404, `No ${type} record with id ${String(id)} exists`, {
      category: 'OBJECT_NOT_FOUND',
      subCategory: 'crm.associations.OBJECT_NOT_FOUND',
      context: { id: [String(id)] },
    });
  return { type, id: version.id };
}

function idOf(value: unknown): unknown {
  return (value as { id?: unknown } | null | undefined)?.id;
}

function ends(exchange: Exchange): { from: Place; to: Place } {
  const { portal, params } = exchange;
  return {
    from: place(portal, objectTypeOf(exchange, 'from').type, params['fromId']),
    to: place(portal, objectTypeOf(exchange, 'to').type, params['toId']),
  };
}

function presentTypes(from: ObjectType, to: ObjectType, link: Link) {
  return link.typeIds.map((typeId) => ({
    category: 'HUBSPOT_DEFINED',
    typeId,
    label: findAssociationType(from, to, typeId)?.label ?? null,
  }));
}

function created(from: Place, to: Place, typeId: number) {
  return {
    from: { id: from.id },
    to: { id: to.id },
    associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId },
  };
}

function associateDefault(exchange: Exchange): Answer {
  const { portal, context } = exchange;
  const { from, to } = ends(exchange);
  const typeId = defaultTypeId(from, to);
  linkRecords(portal, from, to, typeId);
  return batchAnswer(context.now(), context.now(), [created(from, to, typeId)], []);
}

function associateLabelled(exchange: Exchange): Answer {
  const { from, to } = ends(exchange);
  const typeIds = readTypes(from, to, parse(exchange.call.body));
  for (const typeId of typeIds) linkRecords(exchange.portal, from, to, typeId);
  const labels = typeIds
    .map((typeId) => findAssociationType(from.type, to.type, typeId)?.label)
    .filter(Boolean);
  return ok(
    {
      fromObjectTypeId: from.type,
      fromObjectId: from.id,
      toObjectTypeId: to.type,
      toObjectId: to.id,
      labels,
    },
    201,
  );
}

function readTypes(from: Place, to: Place, value: unknown): number[] {
  if (!Array.isArray(value) || value.length === 0)
    throw invalid('Invalid input JSON: expected a list of association types');
  return value.map((type: { associationCategory?: unknown; associationTypeId?: unknown } | null) =>
    checkedTypeId(from, to, type?.associationCategory, type?.associationTypeId),
  );
}

function dissociate(exchange: Exchange): Answer {
  const { from, to } = ends(exchange);
  unlinkRecords(exchange.portal, from, to);
  return empty(204);
}

/** Runs a batch whose rows fail one by one. */
function eachInput(
  exchange: Exchange,
  max: number,
  run: (input: Record<string, unknown>, from: ObjectType, to: ObjectType) => unknown[],
): { results: unknown[]; errors: BatchError[] } {
  const from = objectTypeOf(exchange, 'from').type;
  const to = objectTypeOf(exchange, 'to').type;
  const results: unknown[] = [];
  const errors: BatchError[] = [];
  for (const input of readInputs(readObject(exchange.call), max)) {
    try {
      results.push(...run(input, from, to));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      errors.push(batchError(error, {}));
    }
  }
  return { results, errors };
}

function batch(
  max: number,
  success: number,
  run: (portal: Portal, from: Place, to: Place, input: Record<string, unknown>) => number[],
): (exchange: Exchange) => Answer {
  return (exchange) => {
    const { portal, context } = exchange;
    const startedAt = context.now();
    const { results, errors } = eachInput(exchange, max, (input, fromType, toType) => {
      const from = place(portal, fromType, idOf(input['from']));
      const to = place(portal, toType, idOf(input['to']));
      return run(portal, from, to, input).map((typeId) => created(from, to, typeId));
    });
    return batchAnswer(startedAt, context.now(), results, errors, success);
  };
}

const batchDefault = batch(CREATE_MAX, 200, (portal, from, to) => {
  const typeId = defaultTypeId(from, to);
  linkRecords(portal, from, to, typeId);
  return [typeId];
});

const batchCreate = batch(CREATE_MAX, 201, (portal, from, to, input) => {
  const typeIds = readTypes(from, to, input['types']);
  for (const typeId of typeIds) linkRecords(portal, from, to, typeId);
  return typeIds;
});

const batchArchiveLabels = (exchange: Exchange): Answer => {
  const { portal } = exchange;
  eachInput(exchange, ARCHIVE_MAX, (input, fromType, toType) => {
    const from = place(portal, fromType, idOf(input['from']));
    const to = place(portal, toType, idOf(input['to']));
    for (const typeId of readTypes(from, to, input['types']))
      portal.associations.removeKind(from, to, typeId);
    return [];
  });
  return empty(204);
};

function batchArchive(exchange: Exchange): Answer {
  const { portal } = exchange;
  eachInput(exchange, ARCHIVE_MAX, (input, fromType, toType) => {
    const from: Place = { type: fromType, id: String(idOf(input['from'])) };
    const targets = Array.isArray(input['to']) ? input['to'] : [input['to']];
    for (const target of targets) unlinkRecords(portal, from, { type: toType, id: String(idOf(target)) });
    return [];
  });
  return empty(204);
}

function batchRead(exchange: Exchange): Answer {
  const { portal, context } = exchange;
  const startedAt = context.now();
  const { results, errors } = eachInput(exchange, READ_MAX, (input, from, to) => [
    linksPage(portal, from, to, input),
  ]);
  return batchAnswer(startedAt, context.now(), results, errors);
}

/** One record's links; a record without any is a row under `errors`, as with the vendor. */
function linksPage(
  portal: Portal,
  fromType: ObjectType,
  to: ObjectType,
  input: Record<string, unknown>,
): unknown {
  const from: Place = { type: fromType, id: portal.store(fromType).resolve(String(input['id'])) };
  const offset = Number(input['after'] ?? 0);
  const links = portal.associations.of(from, to);
  if (links.length === 0)
    throw new Refusal(404, `No ${to} is associated with ${fromType} ${from.id}.`, {
      category: 'OBJECT_NOT_FOUND',
      subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
      context: { fromObjectId: [from.id], fromObjectType: [fromType], toObjectType: [to] },
    });
  const shown = links.slice(offset, offset + LINKS_PER_PAGE);
  const next = offset + shown.length;
  return {
    from: { id: from.id },
    to: shown.map((link) => ({ toObjectId: link.toId, associationTypes: presentTypes(from.type, to, link) })),
    ...(next < links.length ? { paging: { next: { after: String(next) } } } : {}),
  };
}

/** `GET .../{id}/associations/{to}`: in 2026-03, absent from 2026-09. */
function readOne(exchange: Exchange): Answer {
  const { portal, params, version } = exchange;
  if (version >= '2026-09')
    throw new Refusal(404, 'No such endpoint in this version', { category: 'NOT_FOUND' });
  const from = place(portal, objectTypeOf(exchange, 'from').type, params['fromId']);
  const to = objectTypeOf(exchange, 'to').type;
  const links = portal.associations.of(from, to).slice(0, LINKS_PER_PAGE);
  const results = links.map((link) => ({
    toObjectId: link.toId,
    associationTypes: presentTypes(from.type, to, link),
  }));
  return ok({ results });
}

function labels(exchange: Exchange): Answer {
  const kinds = associationTypes(objectTypeOf(exchange, 'from').type, objectTypeOf(exchange, 'to').type);
  return ok({ results: kinds.map(({ typeId, label }) => ({ category: 'HUBSPOT_DEFINED', typeId, label })) });
}

/** Either end's scope opens an association endpoint. */
function scopes(access: 'read' | 'write'): (params: Params) => string[] {
  return (params) =>
    [params['from'], params['to']].flatMap((name) => {
      const info = findObjectType(name ?? '');
      return info ? [`crm.objects.${info.scope}.${access}`] : [];
    });
}

const read = { scopes: scopes('read'), bucket: 'account' } as const;
const write = { scopes: scopes('write'), bucket: 'account' } as const;
const one = '/crm/objects/:version/:from/:fromId/associations';
const many = '/crm/associations/:version/:from/:to';

/** Reading, making and removing links. */
export const associationRoutes: ApiRoute[] = [
  { ...write, pattern: `PUT ${one}/default/:to/:toId`, run: associateDefault },
  { ...write, pattern: `PUT ${one}/:to/:toId`, run: associateLabelled },
  { ...write, pattern: `DELETE ${one}/:to/:toId`, run: dissociate },
  { ...read, pattern: `GET ${one}/:to`, run: readOne },
  { ...read, pattern: `GET ${many}/labels`, run: labels },
  { ...read, pattern: `POST ${many}/batch/read`, run: batchRead },
  { ...write, pattern: `POST ${many}/batch/associate/default`, run: batchDefault },
  { ...write, pattern: `POST ${many}/batch/create`, run: batchCreate },
  { ...write, pattern: `POST ${many}/batch/archive`, run: batchArchive },
  { ...write, pattern: `POST ${many}/batch/labels/archive`, run: batchArchiveLabels },
];
