import { decodeEntities } from './html-entities.js';

const HAS_MARKUP = /<[a-z/!?]/i;
/** Elements whose content is not text of the page. */
const UNSEEN: ReadonlySet<string> = new Set(['script', 'style', 'head', 'title', 'template', 'noscript']);
const PARAGRAPHS: ReadonlySet<string> = new Set([
  ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'blockquote', 'pre'],
]);
const LINES: ReadonlySet<string> = new Set([
  'div',
  'tr',
  'dt',
  'dd',
  'section',
  'article',
  'header',
  'footer',
]);

/**
 * The plain text of an HTML fragment: paragraphs apart by a blank line, `<br>` and blocks as line breaks, list items
 * with a dash, scripts and styles left out, character references read. Text without any tag keeps its own lines.
 * Takes time linear in the input, whatever the input is. The result is text: escape it before showing it as HTML.
 */
export function htmlToText(html: string): string {
  if (!HAS_MARKUP.test(html)) return decodeEntities(html).replaceAll('\u00a0', ' ').trim();
  const out: string[] = [];
  let from = 0;
  while (from < html.length) {
    const open = html.indexOf('<', from);
    if (open === -1) break;
    if (open > from) out.push(flowText(html.slice(from, open)));
    from = readMarkup(html, open, out);
  }
  if (from < html.length) out.push(flowText(html.slice(from)));
  return tidyLines(out.join(''));
}

/** Reads what begins with the `<` at `open`; answers where to go on. */
function readMarkup(html: string, open: number, out: string[]): number {
  if (html.startsWith('<!--', open)) return after(html, '-->', open + 4);
  if (html.startsWith('<!', open) || html.startsWith('<?', open)) return after(html, '>', open);
  const isClosing = html.charAt(open + 1) === '/';
  const nameStart = open + (isClosing ? 2 : 1);
  const nameEnd = endOfName(html, nameStart);
  if (nameEnd === nameStart) {
    out.push('<');
    return open + 1;
  }
  const name = html.slice(nameStart, nameEnd).toLowerCase();
  const end = endOfTag(html, nameEnd);
  if (!isClosing && UNSEEN.has(name)) return afterElement(html, name, end);
  out.push(lineBreak(name, isClosing));
  return end;
}

function lineBreak(name: string, isClosing: boolean): string {
  if (name === 'br') return '\n';
  if (name === 'li') return isClosing ? '' : '\n- ';
  if (name === 'td' || name === 'th') return isClosing ? ' ' : '';
  if (PARAGRAPHS.has(name)) return '\n\n';
  return LINES.has(name) ? LINE_EDGE : '';
}

/** An edge of a block: a line break where there is none yet. NUL cannot come from `flowText`. */
const LINE_EDGE = '\0';

/** Text between tags: white space is one space, as browsers show it. */
function flowText(text: string): string {
  return decodeEntities(text.replaceAll('\0', '').replace(/[ \t\r\n\f]+/g, ' ')).replaceAll('\u00a0', ' ');
}

function tidyLines(text: string): string {
  const lines: string[] = [];
  let blank = 0;
  for (const line of text.split(/(\n|\0)/)) {
    if (line === '\n') blank += 1;
    else if (line === LINE_EDGE) blank = Math.max(blank, 1);
    else if (line.trim() !== '') {
      if (lines.length > 0) lines.push('\n'.repeat(Math.min(blank, 2)));
      lines.push(line.trim().replace(/ {2,}/g, ' '));
      blank = 0;
    }
  }
  return lines.join('');
}

function endOfName(html: string, start: number): number {
  let at = start;
  // Names longer than this are no element we know; the limit keeps `<aaaa…` cheap.
  while (at < html.length && at - start < 32 && /[a-z\d]/i.test(html.charAt(at))) at += 1;
  return at > start && /[a-z]/i.test(html.charAt(start)) ? at : start;
}

/** After the `>` of a tag, which may stand in quoted attributes; the end of the text when it is never closed. */
function endOfTag(html: string, from: number): number {
  let quote = '';
  for (let at = from; at < html.length; at += 1) {
    const char = html.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '>') return at + 1;
    else if ((char === '"' || char === "'") && html.charAt(at - 1) === '=') quote = char;
  }
  return html.length;
}

/** After the closing tag of an element whose content is skipped; the end of the text when there is none. */
function afterElement(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}[\\s/>]`, 'gi');
  closing.lastIndex = from;
  const found = closing.exec(html);
  return found === null ? html.length : after(html, '>', found.index);
}

function after(html: string, end: string, from: number): number {
  const at = html.indexOf(end, from);
  return at === -1 ? html.length : at + end.length;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Plain text as HTML: a `<p>` for each block between blank lines, `<br>` for each line break in it, everything else
 * escaped, so nothing in the text can become markup. Blank text is ''.
 */
export function textToHtml(text: string): string {
  const escaped = text
    .replaceAll('\0', '')
    .replace(/\r\n?/g, '\n')
    .trim()
    .replace(/[&<>"']/g, (char) => ESCAPES[char] ?? '');
  if (escaped === '') return '';
  const paragraphs: string[] = [];
  let lines: string[] = [];
  for (const line of [...escaped.split('\n'), '']) {
    if (line.trim() !== '') lines.push(line);
    else if (lines.length > 0) {
      paragraphs.push(`<p>${lines.join('<br>')}</p>`);
      lines = [];
    }
  }
  return paragraphs.join('');
}
