import { transform } from 'esbuild';
import { minifyHtml } from './minify-html.mjs';

/**
 * Minifies what stands in css``, html`` and svg`` of the elements, where a minifier of JavaScript may not look. Removed
 * lines come back as empty lines in the next hole or behind the template, so that source maps stay right.
 *
 * @param {string} sources folder of the elements
 * @returns {import('rollup').Plugin}
 */
export function minifyTemplates(sources) {
  return {
    name: 'minify-templates',
    async transform(code, id) {
      if (!id.startsWith(sources) || !/\b(?:css|html|svg)`/.test(code)) return null;
      const edits = [];
      for (const { tag, quasi } of findTemplates(this.parse(code))) {
        const raw = quasi.quasis.map(({ start, end }) => code.slice(start, end));
        const small = tag.name === 'css' ? await minifyCss(raw) : minifyHtml(raw);
        quasi.quasis.forEach(({ start, end, tail }, index) => {
          edits.push({ start, end, text: small[index], opening: tail ? '`' : '${' });
        });
      }
      return { code: applyEdits(code, edits), map: null };
    },
  };
}

/** Every tagged template of ours, those inside the holes of others too. */
function findTemplates(node, found = []) {
  if (node?.type === 'TaggedTemplateExpression' && ['css', 'html', 'svg'].includes(node.tag.name))
    found.push(node);
  for (const value of Object.values(node ?? {})) {
    if (value && typeof value === 'object') findTemplates(value, found);
  }
  return found;
}

function applyEdits(code, edits) {
  let out = '';
  let at = 0;
  for (const { start, end, text, opening } of edits.sort((one, other) => one.start - other.start)) {
    const removed = countLines(code.slice(start, end)) - countLines(text);
    out += code.slice(at, start) + text + opening + '\n'.repeat(removed);
    at = end + opening.length;
  }
  return out + code.slice(at);
}

const countLines = (text) => text.split('\n').length - 1;

const HOLE = /@h(\d+)x;?|var\(--h(\d+)x\)/g;

/**
 * Holes stand for whole rules (other styles) or for values; esbuild sees an at-rule or a custom property there. What
 * it does not give back in order is left as it was, but for the indentation.
 */
async function minifyCss(parts) {
  const holed = parts.reduce((text, part, index) => text + holeAfter(text, index - 1) + part);
  const { code } = await transform(holed, { loader: 'css', minify: true, target: 'esnext' });
  const numbers = [...code.matchAll(HOLE)].map((hole) => Number(hole[1] ?? hole[2]));
  const isWhole = numbers.length === parts.length - 1 && numbers.every((number, index) => number === index);
  if (!isWhole || holed.includes('\\')) return parts.map((part) => part.replace(/\n\s+/g, '\n'));
  return code.trim().replace(HOLE, '\0').split('\0');
}

const holeAfter = (text, number) => (/(?:^|[{};])\s*$/.test(text) ? `@h${number}x;` : `var(--h${number}x)`);
