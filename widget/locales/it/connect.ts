import type { connect as english } from '../en/connect.js';
import type { MessageParams, Translation } from '../messages.js';

const ARTICLES: Record<string, string> = { contatti: 'i', aziende: 'le', trattative: 'le', chiamate: 'le' };
/** `contatti e aziende` with their articles: `i contatti e le aziende`. */
const the = (list: unknown) =>
  String(list).replace(/\w+/g, (word) => (ARTICLES[word] ? `${ARTICLES[word]} ${word}` : word));
const one = (p: MessageParams) => p['count'] === 1;

export const connect: Translation<typeof english> = {
  title: 'I tuoi CRM',
  intro: 'Collegane uno o più. Puoi cambiare quando vuoi.',
  loadingCrms: 'Carico i tuoi CRM',
  empty: 'Ancora nessun CRM disponibile. Chiedi a {app} di attivarne uno.',
  askApp: 'Chiedi a {app} di collegarlo.',
  aboutOdoo: 'Odoo Online o sul tuo server',
  connected: 'Collegato',
  connectedBy: '{account} · da {person}, {date}',
  connectedOn: '{account} · {date}',
  connect: 'Collega',
  reconnect: 'Ricollega',
  resume: 'Riprendi',
  connectTo: 'Collega {crm}',
  reconnectTo: 'Ricollega {crm}',
  resumeCrm: 'Riprendi {crm}',
  opening: 'Apro {crm}…',
  manage: 'Gestisci',
  manageCrm: 'Gestisci {crm}',
  accessEnded: 'Accesso chiuso',
  accessEndedOn: '{crm} ha chiuso l’accesso il {date}.',
  waitingCalls: (p: MessageParams) => (one(p) ? '{n} chiamata in attesa' : '{n} chiamate in attesa'),
  waitingGo: (p: MessageParams) =>
    one(p) ? '{waiting}: parte appena ricolleghi.' : '{waiting}: partono appena ricolleghi.',
  matchesKept: 'I campi abbinati restano.',
  paused: 'In pausa',
  pausedBy: 'In pausa, da {person}.',
  lacks: (p: MessageParams) => `{crm} ci lascia leggere ${the(p['have'])}, non ${the(p['lack'])}.`,
  lacksAll: (p: MessageParams) => `{crm} non ci lascia leggere ${the(p['lack'])}.`,
  allow: 'Consenti',
  sees: '{app} vede {objects}.',
  whatAllows: 'Cosa comporta',
  downTitle: 'Al momento non possiamo mostrare i tuoi CRM',
  down: 'Il nostro servizio non risponde.',
  offline: 'Sei offline. La sincronizzazione continua.',
  expired: 'La sessione è terminata. Ricarica la pagina.',
  refused: 'Questa pagina non può mostrarli. Chiedi a {app}.',
  nextTry: 'Riproviamo tra {s} s.',
  tryNow: 'Riprova ora',
  details: 'Dettagli per l’assistenza',
  yourApp: 'chi ti fornisce il servizio',
  objContact: 'contatti',
  objCompany: 'aziende',
  objDeal: 'trattative',
  objActivity: 'chiamate',
};
