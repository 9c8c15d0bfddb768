import type { Outcome } from './calls.js';

export const LANGUAGES = ['en', 'it'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Words {
  languageName: string;
  languages: string;
  sections: string;
  menu: string;
  today: string;
  calls: string;
  contacts: string;
  campaigns: string;
  reports: string;
  settings: string;
  notHere: string;
  demo: string;
  sandbox: string;
  api: string;
  crmSentence: string;
  callsSentence: string;
  latestCalls: string;
  allCalls: string;
  whatGoesWhere: string;
  contactsSentence: string;
  noContacts: string;
  contactColumns: { contact: string; title: string; phone: string };
  columns: { time: string; contact: string; outcome: string; duration: string; crm: string };
  noCrm: string;
  outcomes: Record<Outcome, string>;
  starting: string;
}

/** Linea's own words; the elements bring theirs. */
export const WORDS: Record<Language, Words> = {
  en: {
    languageName: 'English',
    languages: 'Language',
    sections: 'Sections',
    menu: 'Menu',
    today: 'Today',
    calls: 'Calls',
    contacts: 'Contacts',
    campaigns: 'Campaigns',
    reports: 'Reports',
    settings: 'Settings',
    notHere: 'Not part of this demo',
    demo: 'Demo',
    sandbox: 'Sandbox CRM',
    api: 'API',
    crmSentence: 'Every call lands in your CRM, on the right contact.',
    callsSentence: 'Today’s calls, newest first.',
    contactsSentence: 'The people in your CRM. What changes there changes here.',
    noContacts: 'Nobody yet. Connect your CRM and copy its history.',
    contactColumns: { contact: 'Contact', title: 'Role', phone: 'Phone' },
    latestCalls: 'Latest calls',
    allCalls: 'All calls',
    whatGoesWhere: 'What goes where',
    columns: { time: 'Time', contact: 'Contact', outcome: 'Outcome', duration: 'Duration', crm: 'CRM' },
    noCrm: 'Linea’s page needs JavaScript.',
    outcomes: {
      connected: 'Connected',
      no_answer: 'No answer',
      left_voicemail: 'Left a voicemail',
      busy: 'Busy',
      wrong_number: 'Wrong number',
    },
    starting: 'Linea is starting. Reload in a moment.',
  },
  it: {
    languageName: 'Italiano',
    languages: 'Lingua',
    sections: 'Sezioni',
    menu: 'Menu',
    today: 'Oggi',
    calls: 'Chiamate',
    contacts: 'Contatti',
    campaigns: 'Campagne',
    reports: 'Report',
    settings: 'Impostazioni',
    notHere: 'Non fa parte di questa demo',
    demo: 'Demo',
    sandbox: 'CRM di prova',
    api: 'API',
    crmSentence: 'Ogni chiamata arriva nel tuo CRM, sul contatto giusto.',
    callsSentence: 'Le chiamate di oggi, dalla più recente.',
    contactsSentence: 'Le persone del tuo CRM. Quello che cambia lì, cambia qui.',
    noContacts: 'Ancora nessuno. Collega il tuo CRM e copia lo storico.',
    contactColumns: { contact: 'Contatto', title: 'Ruolo', phone: 'Telefono' },
    latestCalls: 'Ultime chiamate',
    allCalls: 'Tutte le chiamate',
    whatGoesWhere: 'Che cosa va dove',
    columns: { time: 'Ora', contact: 'Contatto', outcome: 'Esito', duration: 'Durata', crm: 'CRM' },
    noCrm: 'La pagina di Linea ha bisogno di JavaScript.',
    outcomes: {
      connected: 'Ha risposto',
      no_answer: 'Nessuna risposta',
      left_voicemail: 'Messaggio in segreteria',
      busy: 'Occupato',
      wrong_number: 'Numero sbagliato',
    },
    starting: 'Linea si sta avviando. Ricarica tra un attimo.',
  },
};

/** The language asked for with `?lang=`, else the browser's first one we speak, else English. */
export function chooseLanguage(asked: unknown, acceptLanguage: string | undefined): Language {
  const wanted = typeof asked === 'string' ? asked : (acceptLanguage ?? '').trim().slice(0, 2).toLowerCase();
  return LANGUAGES.find((language) => language === wanted) ?? 'en';
}
