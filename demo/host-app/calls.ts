import type { CallDirection } from '../../shared/records.js';
import type { Language } from './words.js';

/** Outcomes Linea's agents choose from. */
export const OUTCOMES = ['connected', 'no_answer', 'left_voicemail', 'busy', 'wrong_number'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One call in Linea's own books. */
export interface Call {
  id: string;
  contact: { first_name: string; last_name: string; email: string };
  company: string;
  /** ISO 8601. */
  occurred_at: string;
  duration_s: number;
  direction: CallDirection;
  outcome: Outcome;
  subject: Record<Language, string>;
  notes: string;
}

type CallSeed = Omit<Call, 'id' | 'occurred_at'> & { minutesAgo: number };

/** Calls of a morning at Nordest Energia, with people its CRM knows. */
const SEEDS: CallSeed[] = [
  {
    minutesAgo: 4,
    contact: { first_name: 'Giulia', last_name: 'Ferri', email: 'giulia.ferri@prato.example' },
    company: 'Prato Moda',
    duration_s: 372,
    direction: 'outbound',
    outcome: 'connected',
    subject: { en: 'Green tariff', it: 'Tariffa verde' },
    notes: 'Vuole l’offerta verde per entrambe le sedi.\nRichiamare giovedì con i numeri.',
  },
  {
    minutesAgo: 11,
    contact: { first_name: 'Davide', last_name: 'Conti', email: 'davide@conti-impianti.example' },
    company: 'Conti Impianti',
    duration_s: 46,
    direction: 'outbound',
    outcome: 'left_voicemail',
    subject: { en: 'Wants a quote', it: 'Chiede un preventivo' },
    notes: 'Lasciato un messaggio: preventivo pronto, aspetta la nostra chiamata.',
  },
  {
    minutesAgo: 22,
    contact: { first_name: 'Sara', last_name: 'De Luca', email: 'sara.deluca@hotelriviera.example' },
    company: 'Hotel Riviera',
    duration_s: 0,
    direction: 'outbound',
    outcome: 'no_answer',
    subject: { en: 'Contract renewal', it: 'Rinnovo contratto' },
    notes: 'Nessuna risposta in reception.',
  },
  {
    minutesAgo: 38,
    contact: { first_name: 'Luca', last_name: 'Moretti', email: 'luca@moretti-figli.example' },
    company: 'Moretti & Figli',
    duration_s: 485,
    direction: 'inbound',
    outcome: 'connected',
    subject: { en: 'Second site', it: 'Seconda sede' },
    notes: 'Apre un secondo capannone a giugno, 40 kW. Manda le planimetrie via e-mail.',
  },
  {
    minutesAgo: 51,
    contact: { first_name: 'Carla', last_name: 'Venier', email: 'carla.venier@manuzio.example' },
    company: 'Tipografia Manuzio',
    duration_s: 0,
    direction: 'outbound',
    outcome: 'busy',
    subject: { en: 'Meter reading', it: 'Autolettura' },
    notes: 'Occupato due volte.',
  },
  {
    minutesAgo: 64,
    contact: { first_name: 'Pietro', last_name: 'Sartori', email: 'pietro@sartori-idraulica.example' },
    company: 'Idraulica Sartori',
    duration_s: 21,
    direction: 'outbound',
    outcome: 'wrong_number',
    subject: { en: 'Solar panels', it: 'Fotovoltaico' },
    notes: 'Il numero è di un’altra ditta: va corretto.',
  },
  {
    minutesAgo: 78,
    contact: { first_name: 'Nguyễn', last_name: 'Thị Ánh', email: 'anh.nguyen@almolo.example' },
    company: 'Ristorante Al Molo',
    duration_s: 254,
    direction: 'inbound',
    outcome: 'connected',
    subject: { en: 'Evening rate', it: 'Fascia serale' },
    notes: 'Consuma soprattutto dopo le 19: proporre la bioraria.',
  },
  {
    minutesAgo: 95,
    contact: { first_name: 'Łukasz', last_name: 'Żółć', email: 'lukasz@ciclipedale.example' },
    company: 'Cicli Pedale',
    duration_s: 133,
    direction: 'inbound',
    outcome: 'connected',
    subject: { en: 'Invoice in two parts', it: 'Fattura in due rate' },
    notes: 'Concordate due rate, la prima a fine mese.',
  },
];

/** Today's calls, newest first; ids begin with `prefix`. */
export function makeCalls(prefix: string, now: Date): Call[] {
  return SEEDS.map(({ minutesAgo, ...seed }, i) => ({
    ...seed,
    id: `${prefix}_${SEEDS.length - i}`,
    occurred_at: new Date(Math.floor(now.getTime() / 60_000) * 60_000 - minutesAgo * 60_000).toISOString(),
  }));
}
