import { html, nothing, type TemplateResult } from 'lit';
import type { Connection } from '../../../shared/connection.js';
import type { Permission } from '../../../shared/keys.js';
import type { ProviderInfo } from '../../../shared/provider-info.js';
import { formatDate, formatNumber } from '../../internal/format.js';
import {
  checkCircleIcon,
  chevronDownIcon,
  moreIcon,
  pauseIcon,
  playIcon,
  warningIcon,
} from '../../internal/icons.js';
import { isolate, providerTile } from '../../internal/parts.js';
import { listObjects, type Words } from './words.js';

export interface RowModel {
  info: ProviderInfo;
  connection: Connection | null;
  /** The one solid button of the element is here. */
  isFirstToFix: boolean;
  isBusy: boolean;
  isMenuOpen: boolean;
  /** Items of its menu, once what answers clicks has arrived. */
  items: unknown;
  /** The outcome has a button to try again: one to connect beside it would do the same. */
  canRetry: boolean;
  /** How the last act on it ended; null when there is nothing to say. */
  outcome: TemplateResult | null;
}

export interface RowActions {
  can: (permission: Permission) => boolean;
  connect: (info: ProviderInfo) => void;
  resume: (info: ProviderInfo) => void;
  toggleMenu: (event: Event, info: ProviderInfo, focus: 'first' | 'last') => void;
}

/** One provider: tile, name and state, account, what to do, and the notice that concerns it. */
export function drawRow(words: Words, model: RowModel, actions: RowActions): TemplateResult {
  const { info, connection } = model;
  const busy = model.isBusy ? 'true' : nothing;
  return html`<li class="row" part="row" data-provider=${info.id} aria-busy=${busy}>
    ${providerTile(info.id, info.label)}
    <div class="about">
      <div class="line"><h3 class="name" part="name">${isolate(info.label)}</h3>${drawState(words, connection)}</div>
      <p class="sentence">${drawAccount(words, model)}</p>
      ${connection ? drawPaused(words, connection) : nothing}
    </div>
    <div class="actions">${drawButton(words, model, actions)}${drawMenu(words, model, actions)}</div>
    ${drawNotices(words, model, actions)}
  </li>`;
}

function drawState({ messages }: Words, connection: Connection | null) {
  if (!connection) return nothing;
  const states = {
    active: ['good', checkCircleIcon, 'connected'],
    needs_reauth: ['warn', warningIcon, 'accessEnded'],
    paused: ['soft', pauseIcon, 'paused'],
  } as const;
  if (connection.status === 'disconnected') return nothing;
  const [tone, icon, key] = states[connection.status];
  return html`<span class="state ${tone}" part="state">${icon}${messages.text(key)}</span>`;
}

function drawAccount(words: Words, { info, connection }: RowModel) {
  const { messages, tag } = words;
  if (!connection) {
    return info.id === 'odoo'
      ? messages.text('aboutOdoo')
      : sentenceCase(listObjects(words, info.objects), tag);
  }
  const account = isolate(connection.account.name);
  const date = formatDate(tag, connection.connected_at);
  if (!connection.connected_by) return messages.rich('connectedOn', { account, date });
  return messages.rich('connectedBy', { account, date, person: isolate(connection.connected_by) });
}

const sentenceCase = (text: string, tag: string) => text.charAt(0).toLocaleUpperCase(tag) + text.slice(1);

function drawButton({ messages, app }: Words, model: RowModel, { can, connect, resume }: RowActions) {
  const { info, connection } = model;
  const crm = info.label;
  const status = connection?.status;
  if (status === 'active') return nothing;
  if (status === 'paused') {
    if (!can('sync') || connection?.status_reason === 'paused_by_operator') return nothing;
    return html`<button
      class="btn"
      part="button"
      data-main
      aria-label=${messages.text('resumeCrm', { crm })}
      @click=${() => resume(info)}
    >
      ${playIcon}${messages.text('resume')}
    </button>`;
  }
  if (!can('connect'))
    return html`<span class="ask">${messages.rich('askApp', { app: isolate(app) })}</span>`;
  if (model.canRetry) return nothing;
  const isReconnect = status === 'needs_reauth';
  const solid = model.isFirstToFix;
  return html`<button
    class="btn ${solid ? 'primary' : ''}"
    part=${solid ? 'button button-primary' : 'button'}
    data-main
    aria-label=${messages.text(isReconnect ? 'reconnectTo' : 'connectTo', { crm })}
    @click=${() => connect(info)}
  >
    ${messages.text(isReconnect ? 'reconnect' : 'connect')}
  </button>`;
}

function drawMenu({ messages }: Words, model: RowModel, { toggleMenu }: RowActions) {
  const { info, connection } = model;
  if (!connection) return nothing;
  const isActive = connection.status === 'active';
  const name = messages.text('manageCrm', { crm: info.label });
  const keyed = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    toggleMenu(event, info, event.key === 'ArrowUp' ? 'last' : 'first');
  };
  return html`<button
      class="btn ${isActive ? '' : 'icon-only'}"
      part="button"
      data-menu
      ?data-main=${isActive}
      aria-haspopup="menu"
      aria-expanded=${model.isMenuOpen}
      aria-label=${name}
      @click=${(event: Event) => toggleMenu(event, info, 'first')}
      @keydown=${keyed}
    >
      ${isActive ? html`${messages.text('manage')}${chevronDownIcon}` : moreIcon}
    </button>
    <div class="popover menu" part="menu" popover="auto" role="menu" aria-label=${name}>${model.items}</div>`;
}

function drawNotices(words: Words, model: RowModel, actions: RowActions) {
  const { info, connection, outcome } = model;
  return html`${outcome}
  ${connection?.status === 'needs_reauth' ? drawAccessEnded(words, isolate(info.label), connection) : nothing}
  ${connection && connection.missing_scopes.length > 0 ? drawLacks(words, info, connection, actions) : nothing}`;
}

function drawAccessEnded({ messages, tag }: Words, crm: TemplateResult, connection: Connection) {
  const count = connection.waiting_pushes;
  const params = { count, n: formatNumber(tag, count) };
  const waiting = html`<strong>${messages.text('waitingCalls', params)}</strong>`;
  return html`<div class="notice warn" part="notice">
    <p>
      ${messages.rich('accessEndedOn', { crm, date: formatDate(tag, connection.status_since) })}
      ${count > 0 ? messages.rich('waitingGo', { count, waiting }) : nothing} ${messages.text('matchesKept')}
    </p>
  </div>`;
}

/** Who paused it: the app itself where its operator did. */
function drawPaused({ messages, app }: Words, connection: Connection) {
  if (connection.status !== 'paused') return nothing;
  const byOperator = connection.status_reason === 'paused_by_operator';
  const person = connection.paused_by ?? (byOperator ? app : null);
  return person
    ? html`<p class="sentence">${messages.rich('pausedBy', { person: isolate(person) })}</p>`
    : nothing;
}

function drawLacks(words: Words, info: ProviderInfo, connection: Connection, { can, connect }: RowActions) {
  const { messages } = words;
  const lost = connection.missing_scopes.flatMap((scope) => scope.objects);
  const lack = listObjects(words, lost);
  if (!lack) return nothing;
  const have = listObjects(
    words,
    info.objects.filter((name) => !lost.includes(name)),
  );
  return html`<div class="notice warn" part="notice">
    <p>${messages.rich(have ? 'lacks' : 'lacksAll', { crm: isolate(info.label), have, lack })}</p>
    ${
      can('connect')
        ? html`<button class="btn small" part="button" @click=${() => connect(info)}>
          ${messages.text('allow', { lack })}
        </button>`
        : nothing
    }
  </div>`;
}
