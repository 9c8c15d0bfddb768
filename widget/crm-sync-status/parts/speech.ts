import {
  formatDate,
  formatDateTime,
  formatDuration,
  formatNumber,
  formatRelative,
  formatTime,
} from '../../internal/format.js';
import { status as english } from '../../locales/en/status.js';
import type { Messages } from '../../locales/messages.js';
import type { Speech, StatusWord } from './reading.js';

/** @param tag language tag for `Intl`. */
export function makeSpeech(words: Messages<typeof english>, tag: string, app: string): Speech {
  return {
    app,
    say: (word, params) => words.text(word, params),
    has: (word): word is StatusWord => Object.hasOwn(english, word),
    time: (iso) => formatTime(tag, iso),
    date: (iso) => formatDate(tag, iso),
    exact: (iso) => formatDateTime(tag, iso),
    ago: (iso) => formatRelative(tag, iso),
    number: (value) => formatNumber(tag, value),
    percent: (value) => new Intl.NumberFormat(tag, { style: 'percent' }).format(value / 100),
    duration: (seconds) => {
      // `min` reads the same in both languages, where Intl's short form says "6 mins".
      const minutes = Math.max(1, Math.round(seconds / 60));
      return minutes < 90 ? `${formatNumber(tag, minutes)} min` : formatDuration(tag, seconds * 1000);
    },
    isToday: (iso) => new Date(iso).toDateString() === new Date().toDateString(),
  };
}
