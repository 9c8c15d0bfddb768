import { invalid, type Refusal } from '../../refusal.js';

/** One piece of a query. */
export interface Token {
  kind: 'word' | 'string' | 'number' | 'symbol';
  text: string;
}

const PATTERN =
  /\s+|(?<string>'(?:[^']|'')*'|"(?:[^"]|"")*")|(?<number>-?\d+(?:\.\d+)?)|(?<word>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)?)|(?<symbol><=|>=|!=|=|<|>|\(|\)|,)/y;

/** 400 `SYNTAX_ERROR`, with what stood near. */
export function syntaxError(near: string, reason?: string): Refusal {
  return invalid('SYNTAX_ERROR', 'error occured while parsing the query', {
    near,
    ...(reason ? { reason } : {}),
  });
}

/** Splits a query into tokens. @throws Refusal for a character that has no place in one. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < query.length) {
    const at = PATTERN.lastIndex;
    const match = PATTERN.exec(query);
    if (!match) throw syntaxError(query.slice(at, at + 20));
    for (const kind of ['string', 'number', 'word', 'symbol'] as const) {
      const text = match.groups?.[kind];
      if (text !== undefined) tokens.push({ kind, text: kind === 'string' ? unquoted(text) : text });
    }
  }
  return tokens;
}

function unquoted(text: string): string {
  const quote = text[0] ?? "'";
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

/** Reads tokens one after the other. */
export class Tokens {
  private position = 0;

  constructor(private readonly tokens: Token[]) {}

  peek(): Token | undefined {
    return this.tokens[this.position];
  }

  isAtEnd(): boolean {
    return this.position >= this.tokens.length;
  }

  /** The next token, whatever it is. @throws Refusal at the end. */
  next(): Token {
    const token = this.tokens[this.position++];
    if (!token) throw syntaxError('end of query');
    return token;
  }

  /** Whether the next token is this keyword or symbol; then it is passed. */
  accept(text: string): boolean {
    const token = this.peek();
    if (!token || token.kind === 'string' || token.text.toLowerCase() !== text) return false;
    this.position++;
    return true;
  }

  /** Passes this keyword or symbol. @throws Refusal when something else is there. */
  expect(text: string): void {
    if (!this.accept(text)) throw syntaxError(this.peek()?.text ?? 'end of query', `expected ${text}`);
  }

  /** A name of a field or module; quoted where it is a reserved word. */
  name(): string {
    const token = this.next();
    if (token.kind !== 'word' && token.kind !== 'string') throw syntaxError(token.text, 'expected a name');
    return token.text;
  }
}
