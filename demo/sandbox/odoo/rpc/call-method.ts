import { accessError, Fault, typeError, userError } from '../fault.js';
import type { Database } from '../instances/database.js';
import { THREAD_METHODS } from '../models/thread.js';
import { type Context, Env } from '../orm/env.js';
import type { Model } from '../orm/model.js';
import { MissingValue } from '../orm/write.js';
import { bind, type Method, Records, type Transport } from './method.js';
import { ORM_METHODS } from './orm-methods.js';

/** A call as it came in, whatever the transport. */
export interface Asked {
  model: string;
  method: string;
  positional: unknown[];
  named: Record<string, unknown>;
  transport: Transport;
}

/** Begun on arrival: the stamp its writes carry, and what it may see. */
export type Begun = ReturnType<Database['openSnapshot']>;

function notFound(message: string): Fault {
  return new Fault('werkzeug.exceptions.NotFound', message, 404);
}

/** The model. @throws Fault when this database has none of that name. */
export function findModel(db: Database, name: string, transport: Transport): Model {
  const model = db.models.get(name);
  const { crm_installed: hasCrm, automation_installed: hasRules } = db.settings();
  const isHidden = (model?.module === 'crm' && !hasCrm) || (model?.module === 'base_automation' && !hasRules);
  if (model && !isHidden) return model;
  throw transport === 'json2'
    ? notFound(`the model '${name}' does not exist`)
    : userError(`Object ${name} doesn't exist`);
}

/** Public methods of a model in this version, by name. */
export function methodsOf(model: Model, major: number): Record<string, Method> {
  const all = { ...ORM_METHODS, ...(model.isThread ? THREAD_METHODS : {}), ...model.methods };
  return Object.fromEntries(
    Object.entries(all).filter(([, { since = 0, until = 99 }]) => since <= major && major <= until),
  );
}

function findMethod(db: Database, model: Model, { method: name, transport }: Asked): Method {
  const method = methodsOf(model, db.version.major)[name];
  if (method && !name.startsWith('_')) return method;
  if (transport === 'json2') throw notFound(`the method '${model.name}.${name}' does not exist`);
  if (name.startsWith('_'))
    throw accessError(`Private methods (such as '${model.name}.${name}') cannot be called remotely.`);
  throw new Fault('builtins.AttributeError', `The method '${model.name}.${name}' does not exist`);
}

/** @throws Fault `TypeError` for anything but an id or a list of them. */
function idsOf(value: unknown): number[] {
  const list = Array.isArray(value)
    ? value
    : value === false || value === null || value === undefined
      ? []
      : [value];
  if (list.some((id) => typeof id !== 'number'))
    throw typeError(`unsupported record ids: ${JSON.stringify(value)}`);
  return list as number[];
}

/**
 * Runs a public method as one transaction and gives its answer; undefined when the method returns nothing.
 *
 * @throws Fault whatever went wrong, everything taken back.
 */
export function callMethod(db: Database, uid: number, asked: Asked, begun: Begun): unknown {
  const model = findModel(db, asked.model, asked.transport);
  const method = findMethod(db, model, asked);
  const { context, ids: namedIds, ...named } = asked.named;
  const positional = [...asked.positional];
  const takesIds = method.on === 'records';
  let ids: unknown = takesIds && !('ids' in asked.named) ? positional.shift() : namedIds;
  if (!takesIds && 'ids' in asked.named) {
    if (asked.transport === 'json2') throw typeError(`cannot call ${asked.model}.${asked.method} with ids`);
    named['ids'] = namedIds;
    ids = [];
  }
  const args = bind(method, `${asked.model}.${asked.method}`, positional, named);
  const env = new Env(db, uid, (context ?? {}) as Context);
  try {
    const run = () => method.run({ env, model, ids: idsOf(ids), args, transport: asked.transport });
    return answerOf(db.run(run, begun), asked.transport);
  } catch (error) {
    throw error instanceof MissingValue ? error.toFault() : error;
  }
}

function answerOf(result: unknown, transport: Transport): unknown {
  if (!(result instanceof Records)) return result;
  return transport === 'json2' ? result.ids : result.legacy;
}
