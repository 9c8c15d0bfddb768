import { html } from 'lit';
import type { ObjectName } from '../../../shared/records.js';
import { fillMessage } from '../../locales/messages.js';
import type { Trial } from '../state/trial.js';
import { recordsWords } from './records-words.js';
import type { EditorView } from './view.js';

type CountKey = 'inCrmCount' | 'inAppCount' | 'inAppOnlyCount' | 'checkCount';

function countsOf({ records }: Trial): [key: CountKey, count: number][] {
  const { crm, app, check } = records;
  const counts: [CountKey, number][] = [
    ['inCrmCount', crm],
    [crm ? 'inAppCount' : 'inAppOnlyCount', app],
    ['checkCount', check],
  ];
  return counts.filter(([, count]) => count);
}

const phrase = (view: EditorView, key: CountKey, count: number, n: string): string =>
  view.t(key, { count, n, crm: view.crm, app: view.app });

/** "Tried on 2,140 contacts, nothing sent: 312 change in HubSpot, 41 in Linea, 22 to check." */
export function triedText(view: EditorView, object: ObjectName, trial: Trial): string {
  const counts = countsOf(trial)
    .map(([key, count]) => phrase(view, key, count, view.n(count)))
    .join(', ');
  return sentence(view, object, trial, counts);
}

/** The same with its numbers set off. */
export function triedWords(view: EditorView, object: ObjectName, trial: Trial): unknown[] {
  const counts = countsOf(trial).map(([key, count], at) => {
    const n = html`<strong class=${key === 'checkCount' ? 'warn' : ''}>${view.n(count)}</strong>`;
    return html`${at ? ', ' : ''}${fillMessage(phrase(view, key, count, '{n}'), { n })}`;
  });
  return fillMessage(sentence(view, object, trial, counts.length ? '{counts}' : ''), { counts });
}

function sentence(view: EditorView, object: ObjectName, { tried }: Trial, counts: string): string {
  if (!tried) return view.t('triedNothing');
  const records = recordsWords(view, object, tried);
  return counts ? view.t('tried', { records, counts }) : view.t('triedNone', { records });
}

/** "Trying on your contacts: 800 of 2,140". */
export function tryingWords(view: EditorView, object: ObjectName, trial: Trial | null): string {
  if (!trial) return view.t('trying', { object });
  return view.t('tryingOf', { object, n: view.n(trial.tried), total: view.n(trial.total) });
}
