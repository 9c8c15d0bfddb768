import type { Language } from '../../kit/pages/language.js';

type Line = [pattern: RegExp, english: string, italian: string];

/** What scopes mean to the person who grants them, the stronger reading first. */
const LINES: Line[] = [
  [/^modules\.(all\.)?all$/, 'See and change all your records', 'Vedere e modificare tutti i tuoi record'],
  [
    /^modules\.contacts\.(all|write|create|update)$/,
    'See, create and edit contacts',
    'Vedere, creare e modificare contatti',
  ],
  [/^modules\.contacts\.read$/, 'See contacts', 'Vedere i contatti'],
  [
    /^modules\.accounts\.(all|write|create|update)$/,
    'See, create and edit accounts',
    'Vedere, creare e modificare aziende',
  ],
  [/^modules\.accounts\.read$/, 'See accounts', 'Vedere le aziende'],
  [
    /^modules\.deals\.(all|write|create|update)$/,
    'See, create and edit deals',
    'Vedere, creare e modificare trattative',
  ],
  [/^modules\.deals\.read$/, 'See deals', 'Vedere le trattative'],
  [
    /^modules\.(calls|tasks|events|notes)\./,
    'Log calls, tasks and notes',
    'Registrare chiamate, attività e note',
  ],
  [/^settings\.fields\.(all|create)$/, 'Add fields to your records', 'Aggiungere campi ai record'],
  [/^settings\./, 'See fields, layouts and pipelines', 'Vedere campi, layout e pipeline'],
  [/^(users|org)\./, 'See your organisation and its users', 'Vedere la tua organizzazione e i suoi utenti'],
  [/^notifications\./, 'Be told when records change', 'Ricevere un avviso quando i record cambiano'],
  [/^(coql|bulk)\./, 'Search your records', 'Cercare tra i tuoi record'],
];

/** One line per thing the scopes allow; scopes without a text are shown by name. */
export function scopeLines(scopes: string[], language: Language): string[] {
  const lines = scopes.map((scope) => {
    const name = scope.toLowerCase().replace(/^zohocrm\./, '');
    const line = LINES.find(([pattern]) => pattern.test(name));
    if (!line) return /^zohosearch\./.test(name) ? searchLine(language) : scope;
    return language === 'it' ? line[2] : line[1];
  });
  return [...new Set(lines)];
}

function searchLine(language: Language): string {
  return language === 'it' ? 'Cercare tra i tuoi record' : 'Search your records';
}
