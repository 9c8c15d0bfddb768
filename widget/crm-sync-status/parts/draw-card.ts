import { html, nothing, type TemplateResult } from 'lit';
import type { HeldDeletion, SyncStatus } from '../../../shared/run.js';
import {
  checkCircleIcon,
  chevronRightIcon,
  clockIcon,
  crossCircleIcon,
  historyIcon,
  moreIcon,
  pauseIcon,
  peopleIcon,
  playIcon,
  plugIcon,
  shieldIcon,
  spinner,
  syncIcon,
  warningIcon,
} from '../../internal/icons.js';
import { providerTile } from '../../internal/parts.js';
import type { Drawn } from './acts.js';
import { drawOverview } from './draw-overview.js';
import { drawProgress } from './draw-progress.js';
import {
  type CardAction,
  type HealthReading,
  isCopying,
  type LineIcon,
  leadingHeld,
  readHeld,
  readRefused,
  type Speech,
} from './reading.js';

/** What came of the last press. */
export interface CardNotice {
  tone: 'good' | 'bad';
  text: string;
}

export interface CardOptions {
  reading: HealthReading;
  /** What the key may do. */
  may: { sync: boolean; connect: boolean; push: boolean };
  /** The service does not answer: what is shown is from before. */
  isStale: boolean;
  /** A press on this card is on its way. */
  isBusy: boolean;
  isMenuOpen: boolean;
  notice: CardNotice | null;
  act: (does: CardAction, place?: string) => void;
  /** What a press has opened in a place of the card. */
  opened: (place: string) => Drawn;
  toggleMenu: (event: Event) => void;
}

const ICONS: Record<LineIcon, TemplateResult> = {
  good: checkCircleIcon,
  bad: crossCircleIcon,
  warn: warningIcon,
  clock: clockIcon,
  pause: pauseIcon,
  shield: shieldIcon,
  spinner,
  plug: plugIcon,
};

/** The card of one connection. */
export function drawCard(status: SyncStatus, options: CardOptions, speech: Speech): TemplateResult {
  const { reading, notice, isStale } = options;
  const isLed = !isStale && leadingHeld(status) !== undefined;
  const name = `name-${status.connection_id}`;
  return html`<section class="card" part="card" data-id=${status.connection_id} aria-labelledby=${name}>
    <div class="top" part="head">
      ${providerTile(status.provider, status.provider_label, 'small')}
      <h2 class="crm" id=${name}><bdi>${status.provider_label}</bdi></h2>
      ${drawTools(status, options, speech)}
    </div>
    ${isLed ? nothing : drawState(options)} ${notice ? drawNotice(notice) : nothing}
    ${isStale ? nothing : status.held_deletions.map((one) => drawHeld(one, status, options, speech))}
    ${drawRefused(status, options, speech)} ${isLed ? nothing : drawBody(status, options, speech)} ${reading.support ? drawSupport(reading.support, speech) : nothing}
    ${drawActivity(status, options, speech)}
  </section>`;
}

function drawState(options: CardOptions): TemplateResult {
  const { reading } = options;
  return html`${drawLine(reading, reading.title)} ${reading.fix ? drawFix(reading.fix) : nothing}
    ${drawButtons(reading.buttons, options)}`;
}

/** Good news is told by the live region. */
function drawNotice({ tone, text }: CardNotice): TemplateResult {
  return html`<p class="notice ${tone}" role=${tone === 'bad' ? 'alert' : nothing}>${text}</p>`;
}

/** Deletions of one object that wait for a decision; who may not decide can look. */
function drawHeld(
  held: HeldDeletion,
  status: SyncStatus,
  options: CardOptions,
  speech: Speech,
): TemplateResult {
  const reading = readHeld(held, status.provider_label, speech);
  const place = `held-${held.id}`;
  const { instead, below } = options.opened(place);
  const buttons = reading.buttons.map((one) =>
    one.does === 'look' && below ? { ...one, label: speech.say('held_hide') } : one,
  );
  return html`<div class="held" data-place=${place}>
    ${drawLine(reading, reading.title)}
    ${options.may.sync ? nothing : html`<p class="aside sentence">${speech.say('held_ask')}</p>`}
    ${instead ? html`<div class="aside">${instead}</div>` : drawButtons(buttons, options, place)} ${below}
  </div>`;
}

/** The health line: sign, title, one sentence. */
export function drawLine({ icon, tone, sentence }: HealthReading, title: string): TemplateResult {
  return html`<div class="health" part="health">
    <span class="sign ${tone}">${ICONS[icon]}</span>
    <div class="words">
      <p class="title" part="title" tabindex="-1">${title}</p>
      <p class="sentence" part="sentence">${sentence}</p>
    </div>
  </div>`;
}

function drawFix({ who, how }: { who: string; how: string }): TemplateResult {
  return html`<p class="fix">
    <span class="sign">${peopleIcon}</span>
    <span class="sentence"><strong>${who}</strong> ${how}</span>
  </p>`;
}

/** Buttons for what the key may do; the first one is solid. */
function drawButtons(
  buttons: HealthReading['buttons'],
  { may, isBusy, isStale, act }: CardOptions,
  place = '',
): TemplateResult | typeof nothing {
  const allowed = buttons.filter(({ does }) =>
    does === 'reconnect' ? may.connect : does === 'match' || does === 'look' || may.sync,
  );
  if (isStale || allowed.length === 0) return nothing;
  return html`<div class="buttons" part="buttons">
    ${allowed.map(
      ({ does, label }, index) =>
        html`<button
          class="btn ${index === 0 ? 'primary' : ''}"
          part="button ${index === 0 ? 'button-primary' : ''}"
          type="button"
          data-does=${does}
          aria-disabled=${isBusy ? 'true' : nothing}
          @click=${() => act(does, place)}
        >
          ${label}
        </button>`,
    )}
  </div>`;
}

function drawTools(
  status: SyncStatus,
  options: CardOptions,
  speech: Speech,
): TemplateResult | typeof nothing {
  const { may, isStale, act } = options;
  if (!may.sync || isStale) return nothing;
  const { health } = status;
  const { say } = speech;
  // Only the operator lifts the operator's switch.
  if (status.switched_off) return nothing;
  if (health === 'paused') {
    return html`<button class="btn small tool" part="button" type="button" @click=${() => act('resume')}>
      ${playIcon}${say('resume')}
    </button>`;
  }
  if (health === 'never_run' || health === 'needs_reauth' || health === 'disconnected') return nothing;
  if (isCopying(status)) {
    return html`<button class="btn small quiet tool" part="button" type="button" @click=${() => act('pause')}>
      ${pauseIcon}${say('pause')}
    </button>`;
  }
  return drawSyncAndMenu(status, options, speech);
}

function drawSyncAndMenu(status: SyncStatus, options: CardOptions, { say }: Speech): TemplateResult {
  const { act, isBusy, isMenuOpen, toggleMenu } = options;
  const crm = status.provider_label;
  const isRunning = isBusy || status.health === 'running';
  const menu = `menu-${status.connection_id}`;
  return html`<span class="tool pair">
    <button
      class="btn icon-only small"
      part="button"
      type="button"
      aria-label=${say('sync_now', { crm })}
      title=${say('sync_now', { crm })}
      @click=${() => act('sync')}
    >
      ${isRunning ? spinner : syncIcon}
    </button>
    <button
      class="btn icon-only small"
      part="button"
      type="button"
      aria-label=${say('more', { crm })}
      aria-haspopup="menu"
      aria-expanded=${isMenuOpen ? 'true' : 'false'}
      aria-controls=${menu}
      @click=${toggleMenu}
    >
      ${moreIcon}
    </button>
    <div class="popover menu" part="menu" id=${menu} role="menu" popover="auto" aria-label=${say('more', { crm })}>
      <button class="item" role="menuitem" tabindex="-1" type="button" @click=${() => act('pause')}>
        ${pauseIcon}${say('pause')}
      </button>
      <button class="item" role="menuitem" tabindex="-1" type="button" @click=${() => act('copy')}>
        ${historyIcon}${say('copy_again')}
      </button>
    </div>
  </span>`;
}

/** What the state needs below its words: progress of a copy, or the day's bars and the objects. */
function drawBody(status: SyncStatus, options: CardOptions, speech: Speech): TemplateResult | typeof nothing {
  const { current_run: run } = status;
  if (isCopying(status) && run)
    return html`${drawProgress(run, speech, status.health === 'running')} ${drawStop(`stop-${run.id}`, options, speech)}`;
  const isPlain = status.health === 'healthy' || status.health === 'running' || status.health === 'late';
  return isPlain ? drawOverview(status, speech) : nothing;
}

/** A copy can be stopped for good, not only paused with everything else. */
function drawStop(place: string, options: CardOptions, { say }: Speech): TemplateResult | typeof nothing {
  const { may, isStale, act, opened } = options;
  if (!may.sync || isStale) return nothing;
  const button = html`<button
    class="btn small quiet"
    part="button"
    type="button"
    @click=${() => act('stop', place)}
  >
    ${say('stop_copy')}
  </button>`;
  return html`<div class="stop" data-place=${place}>${opened(place).instead ?? button}</div>`;
}

/** Records that did not get to the CRM, beside whatever state the sync is in. */
function drawRefused(
  status: SyncStatus,
  options: CardOptions,
  speech: Speech,
): TemplateResult | typeof nothing {
  const words = readRefused(status, speech);
  if (options.isStale || !words) return nothing;
  const place = `refused-${status.connection_id}`;
  const { below } = options.opened(place);
  const { failed: n } = status.pushes;
  const button = (does: 'see' | 'retry', label: string) => html`<button
    class="btn small"
    part="button"
    type="button"
    aria-disabled=${options.isBusy ? 'true' : nothing}
    @click=${() => options.act(does, place)}
  >
    ${label}
  </button>`;
  return html`<div class="refused" data-place=${place}>
    <p class="fix">
      <span class="sign bad">${warningIcon}</span><span class="sentence">${words}</span>
    </p>
    <div class="buttons" part="buttons">
      ${button('see', speech.say(below ? 'held_hide' : 'refused_see', { n }))}
      ${options.may.push ? button('retry', speech.say('refused_retry', { count: speech.number(n) })) : nothing}
    </div>
    ${below}
  </div>`;
}

/** What syncs did, folded; shown whatever the state is. */
function drawActivity(
  { connection_id: id }: SyncStatus,
  { isStale, act, opened }: CardOptions,
  { say }: Speech,
): TemplateResult | typeof nothing {
  if (isStale) return nothing;
  const place = `activity-${id}`;
  const { below } = opened(place);
  return html`<div class="activity" data-place=${place}>
    <button class="fold" part="button" type="button" aria-expanded=${below ? 'true' : 'false'} @click=${() => act('activity', place)}>
      ${chevronRightIcon}${say('activity')}
    </button>
    ${below}
  </div>`;
}

function drawSupport(lines: readonly string[], { say }: Speech): TemplateResult {
  return html`<details part="details">
    <summary>${chevronRightIcon}${say('details')}</summary>
    <p class="code" dir="ltr">${lines.map((line) => html`<span>${line}</span>`)}</p>
  </details>`;
}
