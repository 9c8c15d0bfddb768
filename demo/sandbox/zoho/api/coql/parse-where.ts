import { invalid } from '../../refusal.js';
import type { Condition, Criterion, Literal } from './parse.js';
import { syntaxError, type Tokens } from './tokens.js';

const CRITERIA_MAX = 25;
const IN_MAX = 100;
const COMPARISONS = ['=', '!=', '<=', '>=', '<', '>'] as const;

/** Reads the condition after `where`; more than two criteria have to be nested in pairs. @throws Refusal. */
export function parseWhere(tokens: Tokens): Condition {
  const condition = readPair(tokens);
  if (countCriteria(condition) > CRITERIA_MAX)
    throw invalid('LIMIT_EXCEEDED', 'the number of criteria exceeds the limit', { limit: CRITERIA_MAX });
  return condition;
}

function countCriteria(condition: Condition): number {
  if (condition.kind === 'criterion') return 1;
  return countCriteria(condition.left) + countCriteria(condition.right);
}

function joint(tokens: Tokens): 'and' | 'or' | null {
  if (tokens.accept('and')) return 'and';
  return tokens.accept('or') ? 'or' : null;
}

function readPair(tokens: Tokens): Condition {
  const left = readUnit(tokens);
  const kind = joint(tokens);
  if (!kind) return left;
  const pair: Condition = { kind, left, right: readUnit(tokens) };
  const next = tokens.peek()?.text.toLowerCase();
  if (next === 'and' || next === 'or')
    throw syntaxError(next, 'more than two criteria must be grouped in pairs');
  return pair;
}

function readUnit(tokens: Tokens): Condition {
  if (!tokens.accept('(')) return readCriterion(tokens);
  const inner = readPair(tokens);
  tokens.expect(')');
  return inner;
}

function readCriterion(tokens: Tokens): Criterion {
  const field = tokens.name();
  const make = (operator: Criterion['operator'], values: Literal[]): Criterion => {
    return { kind: 'criterion', field, operator, values };
  };
  const comparison = COMPARISONS.find((each) => tokens.accept(each));
  if (comparison) return make(comparison, [readLiteral(tokens)]);
  if (tokens.accept('is')) {
    const operator = tokens.accept('not') ? 'is not null' : 'is null';
    tokens.expect('null');
    return make(operator, []);
  }
  const isNegated = tokens.accept('not');
  if (tokens.accept('in')) return make(isNegated ? 'not in' : 'in', readList(tokens));
  if (tokens.accept('like')) return make(isNegated ? 'not like' : 'like', [readLiteral(tokens)]);
  if (!isNegated && tokens.accept('between')) {
    const low = readLiteral(tokens);
    tokens.expect('and');
    return make('between', [low, readLiteral(tokens)]);
  }
  throw syntaxError(tokens.peek()?.text ?? 'end of query', 'expected an operator');
}

function readList(tokens: Tokens): Literal[] {
  tokens.expect('(');
  const values = [readLiteral(tokens)];
  while (tokens.accept(',')) values.push(readLiteral(tokens));
  tokens.expect(')');
  if (values.length > IN_MAX)
    throw invalid('LIMIT_EXCEEDED', 'the number of values of in exceeds the limit', { limit: IN_MAX });
  return values;
}

function readLiteral(tokens: Tokens): Literal {
  const { kind, text } = tokens.next();
  if (kind === 'string') return { kind: 'text', text };
  if (kind === 'number') return { kind: 'number', text };
  const lower = text.toLowerCase();
  if (kind === 'word' && (lower === 'true' || lower === 'false'))
    return { kind: 'boolean', value: lower === 'true' };
  throw syntaxError(text, 'expected a value');
}
