import { html, nothing, type TemplateResult } from 'lit';
import type { Connection } from '../../../shared/connection.js';
import type { Permission } from '../../../shared/keys.js';
import type { ProviderInfo } from '../../../shared/provider-info.js';
import type { SignInFailure } from '../../controllers/sign-in-controller.js';
import { formatDate, formatNumber } from '../../internal/format.js';
import {
  bothWaysIcon,
  checkCircleIcon,
  chevronDownIcon,
  moreIcon,
  pauseIcon,
  playIcon,
  plugIcon,
  shieldIcon,
  syncIcon,
  warningIcon,
} from '../../internal/icons.js';
import { isolate, providerTile } from '../../internal/parts.js';
import { type ConnectKey, failureKey, isWorthRetrying, listObjects, type Words } from './words.js';

export type RowAction = 'connect' | 'sync' | 'match' | 'pause' | 'resume' | 'allows' | 'disconnect';

export interface RowNote {
  kind: 'good' | 'bad';
  key: ConnectKey;
}

export interface RowModel {
  info: ProviderInfo;
  connection: Connection | null;
  failure: SignInFailure | null;
  note: RowNote | null;
  /** The one solid button of the element is here. */
  isFirstToFix: boolean;
  isBusy: boolean;
  isMenuOpen: boolean;
}

export interface RowActions {
  can: (permission: Permission) => boolean;
  act: (action: RowAction, info: ProviderInfo) => void;
  toggleMenu: (event: Event, focus: 'first' | 'last') => void;
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

function drawButton({ messages, app }: Words, model: RowModel, { can, act }: RowActions) {
  const { info, connection } = model;
  const crm = info.label;
  const status = connection?.status;
  if (status === 'active') return nothing;
  if (status === 'paused') {
    if (!can('sync') || connection?.status_reason === 'paused_by_operator') return nothing;
    return html`<button class="btn" part="button" data-main @click=${() => act('resume', info)}>
      ${playIcon}${messages.text('resume')}<span class="unseen">${crm}</span>
    </button>`;
  }
  if (!can('connect'))
    return html`<span class="ask">${messages.rich('askApp', { app: isolate(app) })}</span>`;
  const isReconnect = status === 'needs_reauth';
  const solid = model.isFirstToFix;
  return html`<button
    class="btn ${solid ? 'primary' : ''}"
    part=${solid ? 'button button-primary' : 'button'}
    data-main
    aria-label=${messages.text(isReconnect ? 'reconnectTo' : 'connectTo', { crm })}
    @click=${() => act('connect', info)}
  >
    ${messages.text(isReconnect ? 'reconnect' : 'connect')}
  </button>`;
}

function drawMenu({ messages, app }: Words, model: RowModel, { can, act, toggleMenu }: RowActions) {
  const { info, connection } = model;
  if (!connection) return nothing;
  const isActive = connection.status === 'active';
  const item = (action: RowAction, icon: TemplateResult, text: string, tone = '') =>
    html`<button class="item ${tone}" role="menuitem" tabindex="-1" @click=${() => act(action, info)}>
      ${icon}${text}
    </button>`;
  const opened = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    toggleMenu(event, event.key === 'ArrowUp' ? 'last' : 'first');
  };
  return html`<button
      class="btn ${isActive ? '' : 'icon-only'}"
      part="button"
      data-menu
      ?data-main=${isActive}
      aria-haspopup="menu"
      aria-expanded=${model.isMenuOpen}
      aria-label=${messages.text('manageCrm', { crm: info.label })}
      @click=${(event: Event) => toggleMenu(event, 'first')}
      @keydown=${opened}
    >
      ${isActive ? html`${messages.text('manage')}${chevronDownIcon}` : moreIcon}
    </button>
    <div class="popover menu" part="menu" popover="auto" role="menu" aria-label=${messages.text('manageCrm', { crm: info.label })}>
      ${isActive && can('sync') ? item('sync', syncIcon, messages.text('syncNow')) : nothing}
      ${can('map') ? item('match', bothWaysIcon, messages.text('matchFields')) : nothing}
      ${isActive && can('sync') ? item('pause', pauseIcon, messages.text('pause')) : nothing}
      ${item('allows', shieldIcon, messages.text('whatMay', { app }))}
      ${
        can('connect')
          ? html`<hr class="separator" role="separator" />
            ${item('disconnect', plugIcon, messages.text('disconnect'), 'bad')}`
          : nothing
      }
    </div>`;
}

function drawNotices(words: Words, model: RowModel, actions: RowActions) {
  const { messages } = words;
  const { info, connection, failure, note } = model;
  const crm = isolate(info.label);
  if (failure) {
    return html`<div class="notice bad" part="notice">
      ${warningIcon}
      <p>${messages.rich(failureKey(failure), { crm, app: isolate(words.app) })}</p>
      ${
        isWorthRetrying(failure)
          ? html`<button class="btn small" part="button" @click=${() => actions.act('connect', info)}>
            ${messages.text('retry')}
          </button>`
          : nothing
      }
    </div>`;
  }
  return html`${note ? html`<div class="notice ${note.kind}" part="notice"><p>${messages.rich(note.key, { crm })}</p></div>` : nothing}
  ${connection?.status === 'needs_reauth' ? drawAccessEnded(words, crm, connection) : nothing}
  ${connection?.status === 'paused' ? drawPaused(words, connection) : nothing}
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

function drawPaused({ messages, app }: Words, connection: Connection) {
  const byOperator = connection.status_reason === 'paused_by_operator';
  const person = connection.paused_by ?? (byOperator ? app : null);
  return html`<div class="notice" part="notice">
    <p>${person ? messages.rich('pausedBy', { person: isolate(person) }) : messages.text('pausedNote')}</p>
  </div>`;
}

function drawLacks(words: Words, info: ProviderInfo, connection: Connection, { can, act }: RowActions) {
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
        ? html`<button class="btn small" part="button" @click=${() => act('connect', info)}>
          ${messages.text('allow', { lack })}
        </button>`
        : nothing
    }
  </div>`;
}
