import type { common as english } from '../en/common.js';
import type { MessageParams, Translation } from '../messages.js';

const one = (p: MessageParams) => p['count'] === 1;

export const common: Translation<typeof english> = {
  retry: 'Riprova',
  tryNow: 'Riprova ora',
  cancel: 'Annulla',
  close: 'Chiudi',
  back: 'Indietro',
  connect: 'Collega',
  reconnect: 'Ricollega',
  resume: 'Riprendi',
  details: 'Dettagli per l’assistenza',
  nextTry: 'Riproviamo tra {s} s.',
  loading: 'Carico',
  syncNow: 'Sincronizza ora',
  contacts: (p: MessageParams) => (one(p) ? '{n} contatto' : '{n} contatti'),
  companies: (p: MessageParams) => (one(p) ? '{n} azienda' : '{n} aziende'),
  deals: (p: MessageParams) => (one(p) ? '{n} trattativa' : '{n} trattative'),
  calls: (p: MessageParams) => (one(p) ? '{n} chiamata' : '{n} chiamate'),
  contact: 'Contatti',
  company: 'Aziende',
  deal: 'Trattative',
  activity: 'Chiamate',
};
