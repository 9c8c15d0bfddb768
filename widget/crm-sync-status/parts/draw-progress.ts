import { html, nothing, svg, type TemplateResult } from 'lit';
import type { ObjectProgress, SyncRun } from '../../../shared/run.js';
import { checkCircleIcon, circleIcon, crossCircleIcon, spinner } from '../../internal/icons.js';
import type { Speech, StatusWord } from './reading.js';

/** Progress of a copy in words and numbers. Pure. */
export interface ProgressReading {
  label: string;
  /** 0 to 100; null while the CRM does not tell how many there are. */
  percent: number | null;
  left: string;
  rate: string;
  /** For assistive tech. */
  text: string;
}

/** The object being copied, else the next one to come, else the last one copied. */
function currentObject(run: SyncRun): ObjectProgress | undefined {
  const inState = (state: ObjectProgress['state']) => run.objects.find((one) => one.state === state);
  return (
    inState('running') ??
    (run.started_at ? inState('waiting') : undefined) ??
    run.objects.at(run.started_at ? -1 : 0)
  );
}

export function readProgress(run: SyncRun, { say, number, duration }: Speech): ProgressReading {
  const left = run.eta_s === null ? say('eta_open') : say('eta', { time: duration(run.eta_s) });
  const rate = run.rate === null ? '' : say('rate', { count: number(Math.round(run.rate)) });
  const current = currentObject(run);
  if (!current) return { label: say('progress_start'), percent: null, left, rate, text: left };
  const { done, total } = current;
  const params = { object: say(`object_${current.object}`), done: number(done), left };
  if (!total) {
    const label = say('progress_open', params);
    return { label, percent: null, left, rate, text: say('open_text', params) };
  }
  const all = { ...params, total: number(Math.max(total, done)) };
  const percent = Math.min(100, Math.floor((done / total) * 100));
  return { label: say('progress', all), percent, left, rate, text: say('percent_text', all) };
}

/**
 * Bar, numbers around it, and one line per object. Only texts and one width change while it moves.
 *
 * @param isMoving false while it waits for its connection to work again: nothing turns then, and no time is foretold.
 */
export function drawProgress(run: SyncRun, speech: Speech, isMoving: boolean): TemplateResult {
  const { label, percent, left, rate, text } = readProgress(run, speech);
  const shown = percent === null ? '' : speech.percent(percent);
  return html`<div class="progress" part="progress">
      <p class="ends strong"><span>${label}</span><span>${shown}</span></p>
      <div
        class="track ${percent === null ? 'open' : ''}"
        role="progressbar"
        aria-label=${speech.say('backfill')}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${percent ?? nothing}
        aria-valuetext=${isMoving ? text : label}
      >
        <svg aria-hidden="true">${svg`<rect height="100%" width=${`${percent ?? 30}%`} rx="2"></rect>`}</svg>
      </div>
      ${isMoving ? html`<p class="ends"><span>${left}</span><span>${rate}</span></p>` : nothing}
    </div>
    <ul class="steps" part="steps">
      ${run.objects.map((one) => drawStep(isMoving ? one : atRest(one), speech))}
    </ul>`;
}

const atRest = (one: ObjectProgress): ObjectProgress =>
  one.state === 'running' ? { ...one, state: 'waiting' } : one;

const STEP_ICONS = { waiting: circleIcon, running: spinner, done: checkCircleIcon, failed: crossCircleIcon };
const STEP_TONES = { waiting: 'faint', running: '', done: 'good', failed: 'bad' };

function drawStep({ object, state, done }: ObjectProgress, { say, number }: Speech): TemplateResult {
  const word: StatusWord = state === 'done' ? `step_done_${object}` : `step_${state}`;
  return html`<li>
    <span class="sign ${STEP_TONES[state]}">${STEP_ICONS[state]}</span>
    <span class="name">${say(`object_${object}`)}</span>
    <span class="count">${state === 'waiting' && done === 0 ? '' : number(done)}</span>
    <span class="when">${say(word)}</span>
  </li>`;
}
