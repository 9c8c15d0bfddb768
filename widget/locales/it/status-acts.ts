import type { statusActs as en } from '../en/status-acts.js';

/** Italian words of what `<crm-sync-status>` asks and lists after a press. */
export const statusActs: Record<keyof typeof en, string> = {
  stop_title: 'Fermare la copia?',
  stop_note: 'Quello che è copiato resta. Puoi continuare più tardi.',
  stop: 'Ferma',
  carry_on: 'Non fermarla',
};
