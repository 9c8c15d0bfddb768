import { type Fault, repr, typeError } from '../fault.js';
import type { Env } from '../orm/env.js';
import type { Model } from '../orm/model.js';

/** One call of a public method, its arguments by name. */
export interface MethodCall {
  env: Env;
  model: Model;
  /** Records it is called on; empty for methods of the model itself. */
  ids: number[];
  args: Record<string, unknown>;
  /** Whether the answer of a method that returns records is told apart by transport. */
  transport: Transport;
}

export type Transport = 'jsonrpc' | 'xmlrpc' | 'json2';

/** A public method. `run` gives undefined when the method returns nothing. */
export interface Method {
  /** Names in order; a `?` marks what may be left out, `**` that any other name is taken. */
  params: string;
  on: 'records' | 'model';
  isReadonly?: boolean;
  /** Versions that have it. */
  since?: number;
  until?: number;
  run(call: MethodCall): unknown;
}

/** Answer of a method that returns records: some transports give the id alone where one was asked for. */
export class Records {
  constructor(
    readonly ids: number[],
    /** What the older transports give instead. */
    readonly legacy: unknown = ids,
  ) {}
}

/** Parameters of a method, in order. */
export function parametersOf(method: Method): { name: string; isOptional: boolean }[] {
  return method.params
    .split(' ')
    .filter((each) => each && each !== '**')
    .map((each) => ({ name: each.replace('?', ''), isOptional: each.endsWith('?') }));
}

/**
 * Arguments by name, as Python binds them.
 *
 * @throws Fault `TypeError` for one too many, one missing or one unknown.
 */
export function bind(
  method: Method,
  name: string,
  positional: unknown[],
  named: Record<string, unknown>,
): Record<string, unknown> {
  const parameters = parametersOf(method);
  const args: Record<string, unknown> = {};
  if (positional.length > parameters.length)
    throw wrong(
      name,
      `takes ${parameters.length + 1} positional arguments but ${positional.length + 1} were given`,
    );
  positional.forEach((value, i) => {
    args[parameters[i]?.name ?? ''] = value;
  });
  for (const [key, value] of Object.entries(named)) {
    if (key in args) throw wrong(name, `got multiple values for argument ${repr(key)}`);
    if (!parameters.some((each) => each.name === key) && !method.params.includes('**'))
      throw wrong(name, `got an unexpected keyword argument ${repr(key)}`);
    args[key] = value;
  }
  const missing = parameters.find((each) => !each.isOptional && !(each.name in args));
  if (missing) throw typeError(`missing a required argument: ${repr(missing.name)}`);
  return args;
}

function wrong(name: string, what: string): Fault {
  return typeError(`${name}() ${what}`);
}
