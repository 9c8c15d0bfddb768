import { invalid } from '../refusal.js';
import type { RecordVersion } from '../state/record.js';
import { parseInstant } from '../state/time.js';
import type { Column, Comparable } from './coql/columns.js';

type Predicate = (version: RecordVersion) => boolean;

const CRITERIA_MAX = 10;
const NUMBERS = new Set(['currency', 'double', 'integer', 'bigint']);

type Test = (value: Comparable, wanted: Comparable[]) => boolean;

const TESTS: Record<string, Test> = {
  equals: (value, [first]) => value === first,
  not_equal: (value, [first]) => value !== first,
  starts_with: (value, [first]) => String(value ?? '').startsWith(String(first)),
  in: (value, wanted) => wanted.includes(value),
  greater_than: (value, [first]) => value !== null && value > (first as string),
  greater_equal: (value, [first]) => value !== null && value >= (first as string),
  less_than: (value, [first]) => value !== null && value < (first as string),
  less_equal: (value, [first]) => value !== null && value <= (first as string),
  between: (value, [low, high]) => value !== null && value >= (low as string) && value <= (high as string),
};

/** Reads `((Email:equals:a@b.c)and(Phone:starts_with:0))`. */
class CriteriaReader {
  private position = 0;
  private count = 0;

  constructor(
    private readonly text: string,
    private readonly columnOf: (name: string) => Column,
  ) {}

  read(): Predicate {
    const predicate = this.group();
    if (this.position < this.text.length) throw this.bad();
    if (this.count > CRITERIA_MAX)
      throw invalid('LIMIT_EXCEEDED', 'the number of criteria exceeds the limit', { limit: CRITERIA_MAX });
    return predicate;
  }

  private group(): Predicate {
    if (this.text[this.position] !== '(') throw this.bad();
    this.position++;
    const predicate = this.text[this.position] === '(' ? this.chain() : this.criterion();
    if (this.text[this.position++] !== ')') throw this.bad();
    return predicate;
  }

  private chain(): Predicate {
    let left = this.group();
    for (;;) {
      const joint = /^\s*(and|or)\s*(?=\()/.exec(this.text.slice(this.position));
      if (!joint) return left;
      this.position += joint[0].length;
      const [a, b] = [left, this.group()];
      left =
        joint[1] === 'and' ? (version) => a(version) && b(version) : (version) => a(version) || b(version);
    }
  }

  /** `field:operator:value`; a backslash takes the meaning from the character that follows. */
  private criterion(): Predicate {
    const match = /^(\w+):(\w+):((?:\\.|[^()\\])*)/.exec(this.text.slice(this.position));
    const [all = '', name = '', operator = '', value = ''] = match ?? [];
    const test = TESTS[operator];
    if (!match || !test) throw this.bad();
    this.position += all.length;
    this.count++;
    const column = this.columnOf(name);
    const isList = operator === 'in' || operator === 'between';
    const parts = isList ? value.split(/(?<!\\),/) : [value];
    const wanted = parts.map((part) => searchable(column, part.replace(/\\(.)/g, '$1')));
    return (version) => test(column.compare(version), wanted);
  }

  private bad() {
    return invalid('INVALID_QUERY', 'Invalid query formed', {
      criteria: this.text.slice(this.position, this.position + 40),
    });
  }
}

function searchable({ type }: Column, text: string): Comparable {
  if (type === 'datetime') return parseInstant(text, false);
  if (NUMBERS.has(type)) return Number(text);
  if (type === 'boolean') return text === 'true';
  return text.toLowerCase();
}

/** The test a `criteria` parameter stands for. @throws Refusal 400. */
export function readCriteria(text: string, columnOf: (name: string) => Column): Predicate {
  return new CriteriaReader(text, columnOf).read();
}
