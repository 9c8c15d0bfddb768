import { type Answer, type Call, empty, json } from '../../../kit/sandbox.js';
import { type ApiRoute, type Exchange, parseBody, readObject } from '../../context.js';
import { scopeMismatch } from '../../oauth/header.js';
import { isMet, need } from '../../oauth/scopes.js';
import { invalid } from '../../refusal.js';
import { moduleNamed } from '../input.js';
import { parseQuery } from './parse.js';
import { runQuery } from './run.js';

/** One credit for up to 200 rows, two for up to 1,000, three beyond; read leniently, as it is known beforehand. */
function credits(call: Call): number {
  const { select_query } = (parseBody(call) ?? {}) as { select_query?: unknown };
  const [, first, second] = /\blimit\s+(\d+)(?:\s*,\s*(\d+))?/i.exec(String(select_query)) ?? [];
  const limit = Number(second ?? first ?? 200);
  if (limit > 1_000) return 3;
  return limit > 200 ? 2 : 1;
}

/** `POST /coql`: 204 when nothing matches. */
function coql(exchange: Exchange): Answer {
  const { org, token, context, call } = exchange;
  const { select_query: text } = readObject(call);
  if (typeof text !== 'string')
    throw invalid('MANDATORY_NOT_FOUND', 'mandatory key not found', {
      api_name: 'select_query',
      json_path: '$.select_query',
    });
  const query = parseQuery(text);
  const { name, scope } = moduleNamed(query.module);
  if (!isMet(need(`modules.${scope}`), token.scopes)) throw scopeMismatch(context);
  const { rows, hasMore } = runQuery(org, name, query);
  if (rows.length === 0) return empty(204);
  return json(200, { data: rows, info: { count: rows.length, more_records: hasMore } });
}

export const coqlRoutes: ApiRoute[] = [
  { pattern: 'POST /coql', needs: () => [need('coql')], isHeavy: () => true, credits, run: coql },
];
