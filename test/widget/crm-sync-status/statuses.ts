import type { ObjectName } from '../../../shared/records.js';
import type {
  HeldDeletion,
  ObjectProgress,
  PushFigures,
  RunError,
  SyncRun,
  SyncStatus,
} from '../../../shared/run.js';

const MINUTE = 60_000;
export const minutes = (count: number) => new Date(Date.now() + count * MINUTE).toISOString();

export function makeProgress(object: ObjectName, over: Partial<ObjectProgress> = {}): ObjectProgress {
  const counts = { done: 0, total: null, created: 0, updated: 0, unchanged: 0, failed: 0 };
  return { object, state: 'waiting', ...counts, ...over };
}

export function makeRun(over: Partial<SyncRun> = {}): SyncRun {
  return {
    ...{
      id: 'run-1',
      connection_id: 'c1',
      provider: 'hubspot',
      kind: 'delta',
      state: 'running',
      objects: [],
    },
    ...{ error: null, rate: null, eta_s: null, requested_by: null, queued_at: minutes(-5) },
    ...{ started_at: minutes(-5), finished_at: null },
    ...over,
  };
}

/** A copy of the history under way: companies done, contacts at `done` of 48,200, deals to come. */
export function makeCopy(done: number, over: Partial<SyncRun> = {}): SyncRun {
  const objects = [
    makeProgress('company', { state: 'done', done: 5210, total: 5210 }),
    makeProgress('contact', { state: 'running', done, total: 48_200 }),
    makeProgress('deal'),
  ];
  return makeRun({ kind: 'backfill', objects, rate: 46, eta_s: 360, ...over });
}

export function makeHeld(over: Partial<HeldDeletion> = {}): HeldDeletion {
  return {
    ...{ id: 'h1', connection_id: 'c1', provider: 'hubspot', object: 'contact', count: 212, live: 2140 },
    ...{ state: 'waiting', created_at: new Date().toISOString(), decided_at: null, decided_by: null },
    ...over,
  };
}

/** A copy that a person stopped at `done` of 48,200 contacts. */
export function makeStopped(done: number, over: Partial<SyncRun> = {}): SyncRun {
  const copy = makeCopy(done, { state: 'cancelled', finished_at: minutes(-1), eta_s: null });
  const objects = copy.objects.map((one) =>
    one.state === 'running' ? { ...one, state: 'waiting' as const } : one,
  );
  return { ...copy, objects, ...over };
}

export function makePushes(over: Partial<PushFigures> = {}): PushFigures {
  return { waiting: 0, failed: 0, failed_by_object: {}, sent_24h: 96, ...over };
}

export function makeStatus(over: Partial<SyncStatus> = {}): SyncStatus {
  const counts = Object.entries({ contact: 2140, company: 318, deal: 96, activity: 1204 });
  const objects = counts.map(([object, count]) => ({
    ...{ object: object as ObjectName, count, error: null },
    ...{ unmapped: 0, last_synced_at: minutes(-2.5), next_sync_at: minutes(9) },
  }));
  return {
    ...{
      connection_id: 'c1',
      provider: 'hubspot',
      provider_label: 'HubSpot',
      health: 'healthy',
      since: null,
    },
    ...{
      last_change_at: minutes(-2.5),
      next_sync_at: minutes(9),
      error: null,
      paused_by: null,
      switched_off: false,
      objects,
    },
    ...{ current_run: null, last_run: null, stopped_copy: null, pushes: makePushes() },
    hourly_changes: Array.from({ length: 24 }, (_, hour) => hour),
    held_deletions: [],
    reconciled: { last_24h: 0, last_30d: 0, by_object: {}, last_at: null },
    ...over,
  };
}

const refused: RunError = {
  code: 'crm_rejected',
  message: 'A last name is missing.',
  fix: 'you',
  retry_at: null,
};

/** Each state a card can show, and words it must say. */
export const STATES: Record<string, { status: SyncStatus; en: string[]; it: string[] }> = {
  healthy: {
    status: makeStatus(),
    en: ['Up to date', 'Last change 2 min ago. Next check at', '276 in, 96 out, 0 refused', '2,140'],
    it: ['Tutto aggiornato', 'Modifica 2 min fa.', '276 in entrata, 96 in uscita', '2.140'],
  },
  'healthy, with what polls repaired': {
    status: makeStatus({
      reconciled: { last_24h: 2, last_30d: 1_212, by_object: { contact: 1_212 }, last_at: minutes(-9) },
    }),
    en: ['In 30 days our checks found 1,212 changes that HubSpot had not announced.'],
    it: ['In 30 giorni i nostri controlli hanno trovato 1.212 modifiche che HubSpot non aveva segnalato.'],
  },
  never_run: {
    status: makeStatus({ health: 'never_run' }),
    en: ['Nothing copied yet', 'Copy the history', 'Only from now on'],
    it: ['Ancora nessun dato', 'Copia lo storico', 'Solo da ora'],
  },
  copying: {
    status: makeStatus({ health: 'running', current_run: makeCopy(31_480) }),
    en: ['Contacts: 31,480 of 48,200', '65%', 'About 6 min left', '46 a second', 'copied', 'waiting'],
    it: ['Contatti: 31.480 di 48.200', 'Circa 6 min', '46 al secondo', 'copiate', 'in attesa'],
  },
  error: {
    status: makeStatus({
      ...{ health: 'error', error: refused },
      last_run: makeRun({
        state: 'failed',
        objects: [makeProgress('contact', { state: 'failed', failed: 14 })],
      }),
    }),
    en: [
      'HubSpot refuses 14 contacts',
      'A last name is missing.',
      'You can fix this:',
      'Fix the match',
      'run-1',
    ],
    it: [
      'HubSpot rifiuta 14 contatti',
      'Puoi risolvere tu:',
      'Correggi il campo',
      'Dettagli per l’assistenza',
    ],
  },
  'error of ours': {
    status: makeStatus({ health: 'error', error: { ...refused, code: 'internal', fix: 'us' } }),
    en: ['Something went wrong on our side', 'We can fix this:'],
    it: ['Qualcosa non va dalla nostra parte', 'Possiamo risolvere noi:'],
  },
  waiting_for_crm: {
    status: makeStatus({
      health: 'waiting_for_crm',
      error: { ...refused, code: 'crm_rate_limited', fix: 'nobody', retry_at: minutes(5) },
    }),
    en: ['Waiting until', 'HubSpot limits how much we may send.'],
    it: ['In attesa fino alle', 'HubSpot limita gli invii.'],
  },
  late: {
    status: makeStatus({ health: 'late' }),
    ...{
      en: ['Later than planned', 'Last check 2 min ago.'],
      it: ['In ritardo', 'Ultimo controllo 2 min fa.'],
    },
  },
  needs_reauth: {
    status: makeStatus({
      ...{ health: 'needs_reauth', since: minutes(-60) },
      pushes: makePushes({ waiting: 38 }),
    }),
    en: ['Reconnect HubSpot', 'ended our access on', '38 changes wait here; none are lost.'],
    it: ['Ricollega HubSpot', 'ha chiuso l’accesso il', '38 modifiche in attesa, nessuna persa.'],
  },
  paused: {
    status: makeStatus({ health: 'paused', paused_by: 'Marta Rinaldi', since: new Date().toISOString() }),
    en: ['Paused', 'By Marta Rinaldi at', 'Resume'],
    it: ['In pausa', 'Da Marta Rinaldi alle', 'Riprendi'],
  },
  'switched off by the operator': {
    status: makeStatus({ health: 'paused', switched_off: true, since: minutes(-60) }),
    en: ['Paused by us', 'switched off syncing with HubSpot for now', 'it goes on by itself'],
    it: ['In pausa da parte nostra', 'abbiamo sospeso noi', 'riparte da sola'],
  },
  'paused while copying': {
    status: makeStatus({ health: 'paused', current_run: makeCopy(31_480, { state: 'queued' }) }),
    en: ['Paused', 'Contacts: 31,480 of 48,200', 'Stop the copy', 'Resume'],
    it: ['In pausa', 'Ferma la copia', 'Riprendi'],
  },
  'copy stopped': {
    status: makeStatus({ stopped_copy: makeStopped(31_480) }),
    en: ['Copy stopped', 'Contacts: 31,480 of 48,200. What is copied stays', 'Go on', '2,140'],
    it: ['Copia fermata', 'Contatti: 31.480 di 48.200. Quello che è copiato resta', 'Continua'],
  },
  'copy stopped before it began': {
    status: makeStatus({ health: 'never_run', stopped_copy: makeStopped(0, { objects: [] }) }),
    en: ['Copy stopped', 'Nothing was copied yet.', 'Go on'],
    it: ['Copia fermata', 'Non è stato ancora copiato nulla.'],
  },
  'a call refused': {
    status: makeStatus({ pushes: makePushes({ failed: 1, failed_by_object: { activity: 1 } }) }),
    en: ['Up to date', '1 call did not reach HubSpot.'],
    it: ['1 chiamata non è arrivata in HubSpot.'],
  },
  'changes refused': {
    status: makeStatus({ pushes: makePushes({ failed: 3, failed_by_object: { activity: 1, deal: 2 } }) }),
    en: ['3 changes did not reach HubSpot.'],
    it: ['3 modifiche non sono arrivate in HubSpot.'],
  },
  'deletions held': {
    status: makeStatus({ held_deletions: [makeHeld()] }),
    en: [
      '212 deletions held back',
      '212 of 2,140 contacts were deleted in HubSpot at',
      'far more than usual. We kept them in Linea until you decide.',
      ...['Look at the 212', 'Keep all', 'Delete all'],
    ],
    it: [
      '212 eliminazioni in sospeso',
      'in HubSpot sono spariti 212 contatti su 2.140, molti più del solito. In Linea restano finché non decidi.',
      ...['Guarda i 212', 'Tieni tutti', 'Elimina tutti'],
    ],
  },
  'deletions of two objects held since yesterday, while paused': {
    status: makeStatus({
      health: 'paused',
      held_deletions: [
        makeHeld({ created_at: minutes(-1440) }),
        makeHeld({ id: 'h2', object: 'company', count: 1, live: 2, created_at: minutes(-1440) }),
      ],
    }),
    en: [
      ...['Paused', '212 deletions held back', '1 deletion held back'],
      ...['1 of 2 companies was deleted in HubSpot on', 'We kept it in Linea', 'Look at it'],
    ],
    it: ['In pausa', '1 eliminazione in sospeso', 'è sparita 1 azienda su 2, molte più del solito'],
  },
  disconnected: {
    status: makeStatus({ health: 'disconnected' }),
    ...{ en: ['Disconnected', 'Nothing is copied or sent.'], it: ['Scollegato'] },
  },
};
