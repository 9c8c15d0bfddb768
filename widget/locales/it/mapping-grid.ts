import type { mappingGrid as english } from '../en/mapping-grid.js';
import type { MessageParams, Translation } from '../messages.js';

const one = (p: MessageParams) => p['count'] === 1;

export const mappingGrid = {
  suggestedBecause: 'Suggerito: {why}.',
  suggestedField: '{field}, suggerito',
  why_same: 'stesso nome',
  why_meaning: 'un nome che vuol dire lo stesso',
  why_similar: 'nome simile',
  why_values: (p: MessageParams) =>
    one(p) ? 'lo stesso valore da entrambe le parti' : 'gli stessi {n} valori da entrambe le parti',
  why_valuesShort: (p: MessageParams) => (one(p) ? 'stesso valore' : 'stessi {n} valori'),
  suggestedShort: 'Suggerito: {why}',
  why_and: '{one} e {other}',
  accept: 'Accetta',
  acceptOf: 'Accetta {crm} per {field}',
  acceptSure: (p: MessageParams) =>
    one(p) ? 'Accetta il suggerimento sicuro' : 'Accetta i {n} suggerimenti sicuri',
  suggested: 'Suggeriti',
  customised: 'abbinamento tuo',
  customisedPreset: 'Diverso da quello proposto per {crm}',
  customisedApp: 'Diverso da quello di {app}',
  own: 'Abbinamenti tuoi',
  requiredLeft: (p: MessageParams) =>
    one(p) ? 'Manca 1 campo obbligatorio' : 'Mancano {n} campi obbligatori',
  toCheckNext: (p: MessageParams) => (one(p) ? '1 da controllare' : '{n} da controllare'),
  nextProblem: 'Problema successivo',
  requiredInCrm: 'obbligatorio in {crm}',
  crmOnly: (p: MessageParams) =>
    one(p) ? '1 campo di {crm} non abbinato' : '{n} campi di {crm} non abbinati',
  allMatched: 'Ogni campo di {crm} è abbinato.',
  crmField: 'Campo di {crm}',
  samples: 'Valori presenti',
  noSamples: 'ancora nessun valore',
  addField: 'Aggiungi un campo',
  addFieldFor: 'Aggiungi un campo per {field}',
  addFieldSays: 'Un nuovo campo in {app} che contiene “{field}” di {crm}.',
  matchExisting: 'Oppure abbinalo a un campo che c’è già',
  newFieldName: 'Nome in {app}',
  newFieldApi: 'Sarà salvato come {name}.',
  nameEmpty: 'Scrivi un nome che inizi con una lettera.',
  nameTaken: 'C’è già un campo con questo nome.',
  nameLong: 'Il nome è troppo lungo.',
  fieldAdded: '{field} aggiunto.',
  chooseExample: 'Scegli un esempio',
  findExample: 'Cerca per nome o id',
  newest: 'Il più recente',
  noSuchExample: 'Nessun risultato.',
  examplesFailed: 'Al momento non possiamo mostrare esempi.',
  losesData: 'Non tutti i valori si conservano: {why}',
  severalToOne: 'Più valori: ne invieremmo uno solo',
  longToShort: 'I testi lunghi possono essere tagliati',
  timeToDate: 'L’ora si perde',
  decimalsLost: 'I decimali si perdono',
  customType: 'I valori passano come testo',
} satisfies Translation<typeof english>;
