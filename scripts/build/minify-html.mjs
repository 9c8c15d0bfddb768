const BLOCK =
  'address article caption circle dd details dialog div dl dt fieldset footer form g h1 h2 h3 h4 h5 h6 header hr ' +
  'legend li main nav ol option p path rect section select summary table tbody td tfoot th thead tr ul';
const BLOCKS = new Set(BLOCK.split(' '));
/** Their own edges swallow space, what stands around them does not. */
const INSIDE = new Set(['button', 'svg']);
/** Space inside them is content. */
const VERBATIM = /<(?:pre|textarea|script|style)\b/i;

const TAG = /^<(\/?)([a-z][\w-]*)/i;
const WORD = /^[\w-]+$/;

/**
 * Takes the space out of a template that no page shows: indentation, lines between blocks, quotes that are not needed.
 * Between inline things one space stays. Works on the raw text, so escapes keep their meaning.
 *
 * @param {readonly string[]} parts the raw strings of the template, one more than its holes
 * @returns {string[]} as many
 */
export function minifyHtml(parts) {
  if (parts.some((part) => VERBATIM.test(part))) return [...parts];
  const scan = { mode: 'text', quote: '', tag: '', isEdge: true };
  return parts.map((part, index) => {
    const isLast = index === parts.length - 1;
    const out = minifyPart(part, scan, isLast);
    // A hole in a text is a thing to keep a distance from.
    if (scan.mode === 'text') scan.isEdge = false;
    return out;
  });
}

function minifyPart(part, scan, isLast) {
  let out = '';
  let at = 0;
  while (at < part.length) {
    const read = scan.mode === 'text' ? readText : scan.mode === 'value' ? readValue : readTag;
    const [text, end] = read(part, at, scan, isLast);
    out += text;
    at = end;
  }
  return out;
}

/** Up to the next tag: runs of space become one, and none at the edge of a block. */
function readText(part, at, scan, isLast) {
  const next = part.slice(at).search(/<(?=[/a-z!])/i);
  const end = next < 0 ? part.length : at + next;
  let text = part.slice(at, end).replace(/\s+/g, (run) => (run.includes('\n') ? '\n' : ' '));
  if (scan.isEdge) text = text.replace(/^\n/, '');
  const tag = TAG.exec(part.slice(end));
  const isEdge = tag ? swallowsBefore(tag[1] === '/', tag[2]) : next < 0 && isLast;
  if (isEdge) text = text.replace(/\n$/, '');
  if (text) scan.isEdge = false;
  text = text.replaceAll('\n', ' ');
  if (next < 0) return [text, end];
  if (part.startsWith('<!--', end)) {
    const close = part.indexOf('-->', end);
    // A comment around a hole is left as it is.
    return close < 0 ? [text + part.slice(end), part.length] : [text, close + 3];
  }
  scan.mode = 'tag';
  scan.tag = tag ? tag[1] + tag[2] : '';
  return [`${text}<${scan.tag}`, end + 1 + scan.tag.length];
}

/** Inside a tag: one space between attributes, quotes only where they are needed. */
function readTag(part, at, scan) {
  if (part[at] === '>') {
    scan.mode = 'text';
    const isEnd = scan.tag.startsWith('/');
    scan.isEdge = swallowsAfter(isEnd, isEnd ? scan.tag.slice(1) : scan.tag);
    return ['>', at + 1];
  }
  const space = /^\s+/.exec(part.slice(at));
  if (space) {
    const end = at + space[0].length;
    return [part[end] === '>' ? '' : ' ', end];
  }
  const quote = part[at];
  if (quote !== '"' && quote !== "'") return [quote, at + 1];
  const close = part.indexOf(quote, at + 1);
  const value = close < 0 ? '' : part.slice(at + 1, close);
  const after = part[close + 1] ?? '';
  if (close >= 0 && WORD.test(value) && /[\s>]/.test(after)) return [value, close + 1];
  scan.mode = 'value';
  scan.quote = quote;
  return [quote, at + 1];
}

function readValue(part, at, scan) {
  const close = part.indexOf(scan.quote, at);
  if (close < 0) return [part.slice(at), part.length];
  scan.mode = 'tag';
  return [part.slice(at, close + 1), close + 1];
}

const swallowsBefore = (isEnd, name) => BLOCKS.has(name) || (isEnd && INSIDE.has(name));
const swallowsAfter = (isEnd, name) => BLOCKS.has(name) || (!isEnd && INSIDE.has(name));
