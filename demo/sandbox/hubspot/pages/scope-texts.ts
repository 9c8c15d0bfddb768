import type { Language } from './language.js';

type Line = [english: string, italian: string];

/** What scopes mean to the person who grants them; a group may cover several scopes. */
const LINES: { scopes: string[]; line: Line }[] = [
  {
    scopes: ['crm.objects.contacts.write'],
    line: [
      'Create and edit contacts, and log calls, notes and tasks',
      'Creare e modificare contatti e registrare chiamate, note e attività',
    ],
  },
  {
    scopes: ['crm.objects.contacts.read'],
    line: ['See contacts and their activities', 'Vedere i contatti e le loro attività'],
  },
  {
    scopes: ['crm.objects.companies.write'],
    line: ['Create and edit companies', 'Creare e modificare aziende'],
  },
  { scopes: ['crm.objects.companies.read'], line: ['See companies', 'Vedere le aziende'] },
  { scopes: ['crm.objects.deals.write'], line: ['Create and edit deals', 'Creare e modificare trattative'] },
  { scopes: ['crm.objects.deals.read'], line: ['See deals and pipelines', 'Vedere trattative e pipeline'] },
  {
    scopes: ['crm.objects.owners.read'],
    line: ['See who owns a record', 'Vedere a chi è assegnato un record'],
  },
  {
    scopes: ['crm.schemas.contacts.read', 'crm.schemas.companies.read', 'crm.schemas.deals.read'],
    line: ['See which fields your records have', 'Vedere quali campi hanno i record'],
  },
  {
    scopes: [
      'crm.schemas.contacts.write',
      'crm.schemas.companies.write',
      'crm.schemas.deals.write',
      'crm.schemas.calls.write',
    ],
    line: ['Add fields to your records', 'Aggiungere campi ai record'],
  },
  {
    scopes: ['settings.currencies.read'],
    line: ['See the currencies of your account', 'Vedere le valute dell’account'],
  },
  {
    scopes: ['sales-email-read'],
    line: ['Read the content of logged e-mails', 'Leggere il contenuto delle e-mail registrate'],
  },
];

/** One line per thing the scopes allow; scopes without a text are shown by name. `oauth` needs no words. */
export function scopeLines(scopes: string[], language: Language): string[] {
  const known = LINES.filter((each) => each.scopes.some((scope) => scopes.includes(scope)));
  const named = new Set(LINES.flatMap((each) => each.scopes));
  const others = scopes.filter((scope) => scope !== 'oauth' && !named.has(scope));
  return [...known.map(({ line }) => line[language === 'it' ? 1 : 0]), ...others];
}
