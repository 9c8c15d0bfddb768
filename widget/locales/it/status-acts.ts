import type { statusActs as en } from '../en/status-acts.js';
import type { MessageParams, Translation } from '../messages.js';

const one = (p: MessageParams) => p['n'] === 1;

/** Italian words of what `<crm-sync-status>` asks and lists after a press. */
export const statusActs: Translation<typeof en> = {
  cancel: 'Annulla',
  stop_title: 'Fermare la copia?',
  stop_note: 'Quello che è copiato resta. Puoi continuare più tardi.',
  stop: 'Ferma',
  carry_on: 'Non fermarla',

  list_loading: 'Carico l’elenco',
  list_more: 'Mostra altri',
  list_failed: 'Al momento non possiamo mostrare l’elenco.',
  list_retry: 'Riprova',
  open_in: 'Apri in {crm}',

  held_list: '{count} {objects} in sospeso',
  held_none: 'Non c’è più nulla in sospeso.',
  held_changed: 'Nel frattempo il numero è cambiato. Guarda di nuovo, poi decidi.',
  held_decided: 'Nel frattempo qualcuno ha già deciso.',
  delete_title: (p) => `Eliminare {count} {objects}${p['app'] ? ' da {app}' : ''}?`,
  delete_note: 'Non si può annullare.',
  delete_type: 'Scrivi {count} per confermare',
  delete_wrong: 'Scrivi il numero {count}.',
  delete_do: 'Elimina {count}',
  done_keep: (p) => `{count} {objects} ${one(p) ? 'resta' : 'restano'}${p['app'] ? ' in {app}' : ''}.`,
  done_delete: 'Eliminazione in corso: {count} {objects}.',

  refused_list: 'Quello che non è arrivato in {crm}',
  refused_none: 'Ora in {crm} è arrivato tutto.',
  refused_retry_one: 'Riprova: {name}',
  refused_again: 'Di nuovo in coda: {count}.',
  refused_again_1: 'Di nuovo in coda.',
  refused_silent: '{crm} non risponde: {count} tentativi dal {time}.',
  refused_mute: '{crm} non risponde.',
  refused_value: '{field}: {crm} non accetta “{value}”.',
  refused_field: '{field}: {message}',

  activity_filter: 'Cosa mostrare',
  activity_all: 'Tutto',
  activity_problems: 'Problemi',
  activity_list: 'Cosa è successo con {crm}',
  activity_none: 'Ancora nessuna attività.',
  activity_fine: 'Nessun problema.',
  level_warn: 'Attenzione:',
  level_error: 'Problema:',
  log_run_finished: (p) =>
    `${p['kind'] === 'backfill' ? 'Copia dello storico' : 'Controllo delle modifiche'}: {seen} schede lette, {changed} nuove o modificate.${p['unmapped'] ? ' {unmapped} da rivedere.' : ''}`,
  log_records_deleted: 'Eliminazioni: {count} {objects}. In {crm} non esistono più.',
  log_deletions_held:
    '{count} {objects}: in {crm} non risultano più. Non si elimina nulla finché non decidi.',
  run_by: 'Avviata da {person}.',
  run_by_itself: 'Avviata in automatico.',
  run_took: 'Durata: {time}.',
  run_stopped_after: 'Fermata dopo {time}.',
  run_stopped: 'Fermata prima di iniziare.',
  run_queued: 'Non è ancora iniziata.',
  run_under_way: 'In corso.',
  run_object: '{object}: {done}, di cui {created} in più e {updated} con modifiche{refused}.',
  run_refused: ', {count} con un problema',
  run_problems: 'Problemi di questa sincronizzazione',
  run_fine: 'Nessun problema.',
  run_gone: 'I dettagli non sono più disponibili.',

  f_email: 'E-mail',
  f_phone_e164: 'Telefono',
  f_first_name: 'Nome',
  f_last_name: 'Cognome',
  f_name: 'Nome',
  f_country_iso: 'Paese',
  f_amount_cents: 'Importo',
  f_stage: 'Fase',
  f_close_date: 'Data di chiusura',
  f_outcome: 'Esito',
};
