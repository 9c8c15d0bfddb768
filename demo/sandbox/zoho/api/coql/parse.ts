import { GUESS } from '../../guesses.js';
import { invalid } from '../../refusal.js';
import { parseWhere } from './parse-where.js';
import { syntaxError, Tokens, tokenize } from './tokens.js';

/** A value in a criterion; numbers keep their text, as ids are longer than a number can be. */
export type Literal = { kind: 'text' | 'number'; text: string } | { kind: 'boolean'; value: boolean };

export interface Criterion {
  kind: 'criterion';
  field: string;
  operator:
    | '='
    | '!='
    | '<'
    | '<='
    | '>'
    | '>='
    | 'in'
    | 'not in'
    | 'like'
    | 'not like'
    | 'between'
    | 'is null'
    | 'is not null';
  values: Literal[];
}

/** A condition: one criterion, or a pair of conditions. */
export type Condition = Criterion | { kind: 'and' | 'or'; left: Condition; right: Condition };

export interface Query {
  fields: string[];
  module: string;
  where: Condition;
  orderBy: { field: string; isDescending: boolean }[];
  offset: number;
  limit: number;
}

export const LIMIT_MAX = 2_000;
const FIELDS_MAX = 500;
const ORDER_MAX = 10;
const REACH = 100_000;

function limitExceeded(what: string, limit: number) {
  return invalid('LIMIT_EXCEEDED', `the number of ${what} exceeds the limit`, { limit });
}

/** Reads a query. @throws Refusal `SYNTAX_ERROR` or `LIMIT_EXCEEDED`. */
export function parseQuery(text: string): Query {
  const tokens = new Tokens(tokenize(text));
  tokens.expect('select');
  const fields = list(tokens, () => tokens.name());
  if (fields.length > FIELDS_MAX) throw limitExceeded('fields', FIELDS_MAX);
  const twice = fields.find((each, i) => fields.indexOf(each) !== i);
  if (twice) throw invalid('DUPLICATE_DATA', 'duplicate select column', { column_name: twice });
  tokens.expect('from');
  const module = tokens.name();
  if (!tokens.accept('where')) throw invalid('SYNTAX_ERROR', 'missing clause', { clause: 'where' });
  const where = parseWhere(tokens);
  const orderBy = readOrder(tokens);
  const { offset, limit } = readLimit(tokens);
  const rest = tokens.peek();
  if (rest) throw syntaxError(rest.text);
  return { fields, module, where, orderBy, offset, limit };
}

function list<T>(tokens: Tokens, read: () => T): T[] {
  const items = [read()];
  while (tokens.accept(',')) items.push(read());
  return items;
}

function readOrder(tokens: Tokens): Query['orderBy'] {
  if (!tokens.accept('order')) return [];
  tokens.expect('by');
  const orderBy = list(tokens, () => {
    const field = tokens.name();
    const isDescending = tokens.accept('desc');
    if (!isDescending) tokens.accept('asc');
    return { field, isDescending };
  });
  if (orderBy.length > ORDER_MAX) throw limitExceeded('order by fields', ORDER_MAX);
  return orderBy;
}

function whole(tokens: Tokens): number {
  const { kind, text } = tokens.next();
  if (kind !== 'number' || !/^\d+$/.test(text)) throw syntaxError(text, 'expected a whole number');
  return Number(text);
}

/** `limit 200`, `limit 0, 200` or `limit 200 offset 0`. */
function readLimit(tokens: Tokens): { offset: number; limit: number } {
  if (!tokens.accept('limit')) return { offset: 0, limit: GUESS.coqlDefaultLimit };
  const first = whole(tokens);
  let [offset, limit] = [0, first];
  if (tokens.accept(',')) [offset, limit] = [first, whole(tokens)];
  else if (tokens.accept('offset')) offset = whole(tokens);
  if (limit > LIMIT_MAX) throw limitExceeded('records', LIMIT_MAX);
  if (limit === 0) throw invalid('INVALID_DATA', 'limit should be greater than 0');
  if (offset + limit > REACH) throw limitExceeded('records by offset', REACH);
  return { offset, limit };
}
