/** Markup that is already safe to print. */
export class Html {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

type Printable = string | number | null | undefined | false | Html | Html[];

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for use in element content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

function print(value: Printable): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(print).join('');
  return escapeHtml(String(value));
}

/** Template tag: every interpolated value is escaped unless it is `Html` itself. */
export function html(strings: TemplateStringsArray, ...values: Printable[]): Html {
  let text = strings[0] ?? '';
  values.forEach((value, i) => {
    text += print(value) + (strings[i + 1] ?? '');
  });
  return new Html(text);
}

/** The address, when it is plain http or https, for a link; null for `javascript:` and the like. */
export function safeHref(address: string): string | null {
  return /^https?:\/\//i.test(address) ? address : null;
}

/** Readable text of an HTML fragment: tags dropped, the usual entities decoded. Print it escaped. */
export function textOfHtml(fragment: string): string {
  return fragment
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<(br|\/p|\/div|\/li)[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#0?39;/g, "'")
    .replace(/&amp;/g, '&')
    .trim();
}
