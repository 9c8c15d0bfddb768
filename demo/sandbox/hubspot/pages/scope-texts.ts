import type { Language } from '../../kit/pages/language.js';

type Line = [english: string, italian: string];

/** What scopes mean to the person who grants them. The first line of a topic that applies stands for the topic. */
const TOPICS: { scopes: string[]; line: Line }[][] = [
  topic(
    'contacts',
    [
      'See, create and edit contacts; log calls, notes and tasks',
      'Vedere, creare e modificare contatti; registrare chiamate, note e attività',
    ],
    ['See contacts and their activities', 'Vedere i contatti e le loro attività'],
  ),
  topic(
    'companies',
    ['See, create and edit companies', 'Vedere, creare e modificare aziende'],
    ['See companies', 'Vedere le aziende'],
  ),
  topic(
    'deals',
    ['See, create and edit deals', 'Vedere, creare e modificare trattative'],
    ['See deals and pipelines', 'Vedere trattative e pipeline'],
  ),
  [
    {
      scopes: ['crm.objects.owners.read'],
      line: ['See who owns a record', 'Vedere a chi è assegnato un record'],
    },
  ],
  [
    {
      scopes: schemas('read'),
      line: ['See which fields your records have', 'Vedere quali campi hanno i record'],
    },
  ],
  [{ scopes: schemas('write'), line: ['Add fields to your records', 'Aggiungere campi ai record'] }],
  [
    {
      scopes: ['settings.currencies.read'],
      line: ['See the currencies of your account', 'Vedere le valute dell’account'],
    },
  ],
  [
    {
      scopes: ['sales-email-read'],
      line: ['Read the content of logged e-mails', 'Leggere il contenuto delle e-mail registrate'],
    },
  ],
];

function topic(name: string, write: Line, read: Line): { scopes: string[]; line: Line }[] {
  return [
    { scopes: [`crm.objects.${name}.write`], line: write },
    { scopes: [`crm.objects.${name}.read`], line: read },
  ];
}

function schemas(access: 'read' | 'write'): string[] {
  return ['contacts', 'companies', 'deals', 'calls'].map((name) => `crm.schemas.${name}.${access}`);
}

/** One line per thing the scopes allow; scopes without a text are shown by name. `oauth` needs no words. */
export function scopeLines(scopes: string[], language: Language): string[] {
  const known = TOPICS.flatMap(
    (lines) => lines.find((each) => each.scopes.some((scope) => scopes.includes(scope))) ?? [],
  );
  const named = new Set(TOPICS.flat().flatMap((each) => each.scopes));
  const others = scopes.filter((scope) => scope !== 'oauth' && !named.has(scope));
  return [...known.map(({ line }) => line[language === 'it' ? 1 : 0]), ...others];
}
