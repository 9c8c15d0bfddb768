import { html, type TemplateResult } from 'lit';
import type { FieldType } from '../../../shared/records.js';

const TEXT = 'M5 6h10M5 10h10M5 14h6';
const NUMBER = 'M7.5 4 6 16m8-12-1.5 12M4.5 8h12m-13 4h12';
const DATE = 'M4 6.5h12V16H4V6.5ZM4 9.5h12M7 4v2.5M13 4v2.5';
const CHOICE = 'M9 6h7M9 10h7M9 14h7M5 6h.1M5 10h.1M5 14h.1';
const PLACE = 'M10 17s5-4.6 5-8.5a5 5 0 0 0-10 0C5 12.4 10 17 10 17Z';
const YES_NO = 'm4.5 10.5 3.5 3.5 7.5-8';
const LINK = 'M8 12l4-4M9 6l1-1a3.2 3.2 0 0 1 5 5l-1 1M6 9l-1 1a3.2 3.2 0 0 0 5 5l1-1';
const MAIL = 'M3.5 5.5h13v9h-13v-9ZM4 6l6 5 6-5';
const PHONE =
  'M5 3.5h2.5L9 7 7.3 8.4a9 9 0 0 0 4.3 4.3L13 11l3.5 1.5V15a1.5 1.5 0 0 1-1.7 1.5A13 13 0 0 1 3.5 5.2 1.5 1.5 0 0 1 5 3.5Z';

const PATHS: Record<FieldType, string> = {
  text: TEXT,
  long_text: TEXT,
  email: MAIL,
  phone: PHONE,
  url: LINK,
  number: NUMBER,
  integer: NUMBER,
  money_cents: NUMBER,
  currency: CHOICE,
  boolean: YES_NO,
  date: DATE,
  datetime: DATE,
  country: PLACE,
  enum: CHOICE,
  ref: LINK,
  ref_list: LINK,
};

/** The kind of value a CRM field holds; `native` is the CRM's own word, shown on hover. */
export const typeIcon = (type: FieldType, native: string): TemplateResult =>
  html`<span class="type" title=${native}
    ><svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${PATHS[type]}></path></svg
  ></span>`;
