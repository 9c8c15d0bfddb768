const DROPPED_WITH_CONTENT = /<(script|style|iframe|object|title|head|audio|video)\b[\s\S]*?(<\/\1\s*>|$)/gi;
const DROPPED_TAGS = /<\/?(embed|base|meta|link|form|input|button|source|html|body|!doctype)\b[^>]*>/gi;

/**
 * Markup as the server keeps it: scripts, styles, players and forms go, so do event handlers and script addresses;
 * text without any tag becomes a paragraph.
 */
export function sanitizeHtml(markup: string): string {
  const kept = markup
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(DROPPED_WITH_CONTENT, '')
    .replace(DROPPED_TAGS, '')
    .replace(/<[a-z][^>]*>/gi, cleanTag);
  return kept === '' || /^\s*</.test(kept) ? kept : `<p>${kept}</p>`;
}

function cleanTag(tag: string): string {
  return tag
    .replace(/\s(on\w+|srcdoc|formaction)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '')
    .replace(/\s(href|src)\s*=\s*(["']?)\s*(javascript|vbscript|data):[^"'>]*\2/gi, '');
}

/** Text shown as text. */
export function escapeBody(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&#34;')
    .replace(/'/g, '&#39;');
}
