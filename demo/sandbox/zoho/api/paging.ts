import { randomBytes } from 'node:crypto';
import type { Exchange, PageToken } from '../context.js';
import { GUESS } from '../guesses.js';
import { invalid } from '../refusal.js';
import { withOffset } from '../state/time.js';
import { numberParam, PER_PAGE_MAX } from './input.js';
import type { Position } from './page-of.js';

/** Records that `page` reaches; what lies beyond needs a token. */
export const PAGE_REACH = 2_000;

/** Where in the list an answer begins. */
export interface Start {
  perPage: number;
  page: number;
  skip: number;
  after: Position | null;
  /** Records before this page. */
  reached: number;
}

/** Everything of the query that must stay the same while tokens are followed. */
function boundQuery(exchange: Exchange): string {
  const rest = [...exchange.query].filter(([name]) => name !== 'page_token' && name !== 'page');
  const since = exchange.call.headers['if-modified-since'] ?? '';
  return JSON.stringify([exchange.call.path, since, ...rest.sort()]);
}

/** Reads `page`, `per_page` and `page_token`. @throws Refusal 400 at every wall. */
export function readStart(exchange: Exchange): Start {
  const { query } = exchange;
  const perPage = numberParam(query, 'per_page', PER_PAGE_MAX, PER_PAGE_MAX);
  const token = query.get('page_token');
  if (token !== null && query.has('page'))
    throw invalid(GUESS.conflictingParams, 'page and page_token cannot be given together', {
      param_name: 'page',
    });
  if (token !== null) return startAt(exchange, perPage, token);
  const page = numberParam(query, 'page', 1, 1_000_000);
  const skip = (page - 1) * perPage;
  if (skip + perPage > PAGE_REACH)
    throw invalid(GUESS.pageWall, 'You can only get the first 2000 records without using page_token param', {
      limit: PAGE_REACH,
      param_name: 'page',
    });
  return { perPage, page, skip, after: null, reached: skip };
}

function startAt(exchange: Exchange, perPage: number, text: string): Start {
  const { context, token } = exchange;
  const held = context.pageTokens.get(text);
  const details = { param_name: 'page_token' };
  if (!held || held.userId !== token.userId || held.query !== boundQuery(exchange))
    throw invalid(
      GUESS.tokenMismatch,
      'The page_token given seems to be invalid or input param is added or altered or deleted',
      details,
    );
  if (held.expiresAt <= context.now()) throw invalid(GUESS.tokenExpired, 'Page token expired', details);
  if (held.reached >= context.settings.page_token_reach)
    throw invalid(GUESS.tokenWall, 'You can only get upto 100000 records using page_token param', details);
  const page = Math.floor(held.reached / perPage) + 1;
  return { perPage, page, skip: 0, after: held.after, reached: held.reached };
}

/** The `info` of a list, with the token of the next page when there is one. */
export function pageInfo(
  exchange: Exchange,
  start: Start,
  shown: { count: number; hasMore: boolean; last: Position | null },
  sort: { by: string; order: string },
): Record<string, unknown> {
  const { context, org } = exchange;
  const expiresAt = context.now() + context.settings.page_token_ttl_s * 1_000;
  const next =
    shown.hasMore && shown.last ? issueToken(exchange, start, shown.count, shown.last, expiresAt) : null;
  return {
    per_page: start.perPage,
    next_page_token: next,
    count: shown.count,
    sort_by: sort.by,
    page: start.page,
    previous_page_token: null,
    page_token_expiry: next === null ? null : withOffset(expiresAt, org.info.timeZone),
    sort_order: sort.order,
    more_records: shown.hasMore,
  };
}

function issueToken(
  exchange: Exchange,
  start: Start,
  count: number,
  after: Position,
  expiresAt: number,
): string {
  const { context, token } = exchange;
  const issued: PageToken = {
    userId: token.userId,
    query: boundQuery(exchange),
    reached: start.reached + count,
    after,
    expiresAt,
  };
  const text = randomBytes(48).toString('hex');
  context.pageTokens.set(text, issued);
  if (context.pageTokens.size > 20_000) context.pageTokens.delete([...context.pageTokens.keys()][0] ?? '');
  return text;
}
