import { missingError, typeError } from '../fault.js';
import { checkModelAccess, checkRules, isAllowed, mayAccess } from '../orm/access.js';
import { fieldsGet } from '../orm/fields-get.js';
import { load } from '../orm/load/load.js';
import type { Operation } from '../orm/model.js';
import { nameSearch } from '../orm/name-search.js';
import { read } from '../orm/read.js';
import { search, searchCount } from '../orm/search.js';
import { createRow, unlinkRows, updateRows } from '../orm/write.js';
import { type Method, type MethodCall, Records } from './method.js';

type Values = Record<string, unknown>;

/** @throws Fault `TypeError` when it is no dictionary. */
function valuesOf(value: unknown): Values {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw typeError(`unhashable or wrong type of values: ${JSON.stringify(value)}`);
  return value as Values;
}

function searchOf({ env, model, args }: MethodCall): number[] {
  const { domain, order, offset, limit } = args;
  return search(env, model, { domain, order, offset, limit });
}

function rowsOf({ env, model, ids }: MethodCall) {
  return ids.map((id) => {
    const row = env.row(model.name, id);
    if (!row) throw missingError(`${model.name}(${id},)`, env.uid);
    return row;
  });
}

function setActive(call: MethodCall, isActive: boolean | null): void {
  for (const row of rowsOf(call)) {
    const active = isActive ?? row['active'] === false;
    if (row['active'] !== active) updateRows(call.env, call.model.name, [row.id], { active });
  }
}

/** What every model can do. */
export const ORM_METHODS: Record<string, Method> = {
  search: {
    params: 'domain offset? limit? order?',
    on: 'model',
    isReadonly: true,
    run: (call) => searchOf(call),
  },
  search_count: {
    params: 'domain limit?',
    on: 'model',
    isReadonly: true,
    run: ({ env, model, args }) => {
      const count = searchCount(env, model, args['domain']);
      return typeof args['limit'] === 'number' ? Math.min(count, args['limit']) : count;
    },
  },
  search_read: {
    params: 'domain? fields? offset? limit? order? load?',
    on: 'model',
    isReadonly: true,
    run: (call) => {
      const { env, model, args } = call;
      return read(env, model, searchOf(call), args['fields'], 'load' in args ? args['load'] : undefined);
    },
  },
  read: {
    params: 'fields? load?',
    on: 'records',
    isReadonly: true,
    run: ({ env, model, ids, args }) =>
      read(env, model, ids, args['fields'], 'load' in args ? args['load'] : undefined),
  },
  fields_get: {
    params: 'allfields? attributes?',
    on: 'model',
    isReadonly: true,
    run: ({ env, model, args }) => fieldsGet(env, model, args['allfields'], args['attributes']),
  },
  create: {
    params: 'vals_list',
    on: 'model',
    run: ({ env, model, args }) => {
      const given = args['vals_list'];
      const list = Array.isArray(given) ? given : [given];
      const ids = list.map((values) => createRow(env, model.name, valuesOf(values)));
      return new Records(ids, Array.isArray(given) ? ids : ids[0]);
    },
  },
  write: {
    params: 'vals',
    on: 'records',
    run: ({ env, model, ids, args }) => {
      updateRows(env, model.name, ids, valuesOf(args['vals']));
      return true;
    },
  },
  unlink: {
    params: '',
    on: 'records',
    run: ({ env, model, ids }) => {
      unlinkRows(env, model.name, ids);
      return true;
    },
  },
  load: {
    params: 'fields data',
    on: 'model',
    run: ({ env, model, args }) => load(env, model, args['fields'], args['data']),
  },
  name_search: {
    params: 'name? domain? operator? limit? args?',
    on: 'model',
    isReadonly: true,
    run: ({ env, model, args }) => nameSearch(env, model, args),
  },
  name_create: {
    params: 'name',
    on: 'model',
    run: ({ env, model, args }) => {
      const id = createRow(env, model.name, { [model.recName]: args['name'] });
      return [id, env.nameOf(model.name, id)];
    },
  },
  exists: {
    params: '',
    on: 'records',
    isReadonly: true,
    run: ({ env, model, ids }) => new Records(ids.filter((id) => env.row(model.name, id) !== undefined)),
  },
  check_access: {
    params: 'operation',
    on: 'records',
    isReadonly: true,
    run: (call) => {
      const operation = call.args['operation'] as Operation;
      checkModelAccess(call.env, call.model, operation);
      checkRules(call.env, call.model, rowsOf(call), operation);
      return undefined;
    },
  },
  has_access: {
    params: 'operation',
    on: 'records',
    isReadonly: true,
    run: (call) => {
      const operation = call.args['operation'] as Operation;
      const { env, model } = call;
      return (
        mayAccess(env, model, operation) && rowsOf(call).every((row) => isAllowed(env, model, row, operation))
      );
    },
  },
  // Deprecated in 18 and gone after it.
  check_access_rights: {
    params: 'operation raise_exception?',
    on: 'model',
    isReadonly: true,
    until: 18,
    run: ({ env, model, args }) => {
      const operation = args['operation'] as Operation;
      if (args['raise_exception'] !== false) checkModelAccess(env, model, operation);
      return mayAccess(env, model, operation);
    },
  },
  action_archive: {
    params: '',
    on: 'records',
    run: (call) => setActive(call, false),
  },
  action_unarchive: {
    params: '',
    on: 'records',
    run: (call) => setActive(call, true),
  },
  toggle_active: {
    params: '',
    on: 'records',
    run: (call) => setActive(call, null),
  },
};
