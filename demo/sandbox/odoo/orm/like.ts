/**
 * A pattern match: `like` and `ilike` look anywhere in the text, `=like` and `=ilike` at all of it; `%` stands for
 * any text and `_` for one character, a backslash takes that away. The `i` forms ignore case.
 */
export function likeTest(operator: string, pattern: string): (text: string) => boolean {
  const isWhole = operator.startsWith('=');
  const ignoresCase = operator.includes('ilike');
  if (!isWhole && !/[%_\\]/.test(pattern)) return contains(pattern, ignoresCase);
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] ?? '';
    if (character === '\\' && i + 1 < pattern.length) source += escaped(pattern[++i] ?? '');
    else if (character === '%') source += '[\\s\\S]*';
    else if (character === '_') source += '[\\s\\S]';
    else source += escaped(character);
  }
  const expression = new RegExp(isWhole ? `^${source}$` : source, ignoresCase ? 'iu' : 'u');
  return (text) => expression.test(text);
}

function contains(part: string, ignoresCase: boolean): (text: string) => boolean {
  if (!ignoresCase) return (text) => text.includes(part);
  const lower = part.toLowerCase();
  return (text) => text.toLowerCase().includes(lower);
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
