import type { FailedPush } from '../../../shared/push.js';
import { statusActs as english } from '../../locales/en/status-acts.js';
import type { ActWords } from './acts.js';
import type { Speech } from './reading.js';

type Word = keyof typeof english;
const SILENCE = ['crm_unreachable', 'crm_error', 'crm_rate_limited'];

/** Why a push did not get there: the field to blame, or how long the CRM was silent. */
export function refusal(push: FailedPush, crm: string, words: ActWords, { number, exact }: Speech): string {
  const { error, state, attempts, first_tried_at: since } = push;
  if (!error) return '';
  if (state === 'dead' && SILENCE.includes(error.code))
    return words.text(since ? 'refused_silent' : 'refused_mute', {
      ...{ crm, count: number(attempts) },
      time: since ? exact(since) : '',
    });
  if (!error.field) return error.message;
  const field = fieldLabel(error.field, words);
  if (!error.value) return words.text('refused_field', { field, message: error.message });
  return words.text('refused_value', { field, crm, value: error.value });
}

function fieldLabel(field: string, words: ActWords): string {
  const word = `f_${field}`;
  if (Object.hasOwn(english, word)) return words.text(word as Word);
  const plain = field.replace(/^custom\./, '').replaceAll('_', ' ');
  return plain.charAt(0).toLocaleUpperCase() + plain.slice(1);
}
