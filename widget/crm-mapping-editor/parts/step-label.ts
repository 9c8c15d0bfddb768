import type { Transform, TransformName } from '../../../shared/mapping.js';
import type { MappingKey } from '../../locales/en/mapping.js';
import { dateExample } from '../state/date-example.js';
import type { EditorView } from './view.js';

const SEPARATORS: Readonly<Record<string, MappingKey>> = {
  ',': 'sep_comma',
  ', ': 'sep_comma_space',
  ';': 'sep_semicolon',
  ' ': 'sep_space',
  '\n': 'sep_line',
  '|': 'sep_bar',
  '/': 'sep_slash',
};
/** Separators people choose by name. */
export const NAMED_SEPARATORS = Object.keys(SEPARATORS);

const LONGEST = 24;
const quote = (text: string): string =>
  `“${text.length > LONGEST ? `${text.slice(0, LONGEST).trimEnd()}…` : text}”`;

/** A separator by its name, else as it is. */
export function separatorName(view: EditorView, separator: string): string {
  const key = SEPARATORS[separator];
  return key ? view.t(key) : quote(separator);
}

/** What a step is called in a list: "International phone number". */
export const stepName = (view: EditorView, name: TransformName): string => view.known(`t_${name}`) ?? name;

function settingText(view: EditorView, step: Transform): string {
  switch (step.name) {
    case 'e164':
      return step.country;
    case 'multiply':
      return String(step.by);
    case 'truncate':
      return view.n(step.length);
    case 'number':
      return step.decimal ? (step.decimal === ',' ? '1,5' : '1.5') : '';
    case 'boolean':
      return [step.yes, step.no].filter(Boolean).join(' / ');
    case 'date':
    case 'datetime':
      return step.format ? dateExample(step.format, new Date()) : '';
    case 'country_iso':
      return step.write ? view.t(`c_${step.write}`) : '';
    case 'cents':
      return step.currency ?? '';
    case 'replace':
      return step.find ? `${quote(step.find)} → ${quote(step.with)}` : '';
    case 'split':
    case 'join':
      return separatorName(view, step.separator);
    case 'lookup':
      return view.n(step.table.length);
    case 'template':
      return quote(step.template);
    case 'default':
    case 'constant':
      return quote(Array.isArray(step.value) ? step.value.join(', ') : String(step.value ?? ''));
    default:
      return '';
  }
}

/** A step with its setting in plain words: "International, IT". */
export function stepLabel(view: EditorView, step: Transform): string {
  const value = settingText(view, step);
  const key = `tv_${step.name}`;
  if (!value || view.known(key) === undefined) return stepName(view, step.name);
  const count = step.name === 'lookup' ? step.table.length : undefined;
  return view.t(key as MappingKey, { value, count });
}
