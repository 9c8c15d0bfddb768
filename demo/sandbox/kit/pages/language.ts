/** Languages the pages are written in. */
export type Language = 'en' | 'it';

/** The first of English and Italian in an `Accept-Language` header; English when neither is there. */
export function languageOf(header: string | undefined): Language {
  for (const part of (header ?? '').split(',')) {
    const code = part.trim().slice(0, 2).toLowerCase();
    if (code === 'it' || code === 'en') return code;
  }
  return 'en';
}
