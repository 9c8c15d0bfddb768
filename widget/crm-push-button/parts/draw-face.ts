import { html, nothing, type TemplateResult } from 'lit';
import {
  checkCircleIcon,
  clockIcon,
  crossCircleIcon,
  externalIcon,
  infoIcon,
  plugIcon,
  searchIcon,
  spinner,
  uploadIcon,
} from '../../internal/icons.js';
import type { Face, FaceAction, FaceIcon } from './face.js';

const ICONS: Record<FaceIcon, TemplateResult> = {
  plug: plugIcon,
  send: uploadIcon,
  clock: clockIcon,
  spinner,
  search: searchIcon,
  good: checkCircleIcon,
  bad: crossCircleIcon,
  unknown: infoIcon,
};

export interface DrawOptions {
  isSolid: boolean;
  /** Words after the label of a link, for assistive tech. */
  opens: string;
  act: (does: FaceAction) => void;
}

/**
 * The button and its note. What can be pressed stands outside the live region, what is told inside; the region itself
 * is there from the start, since one that arrives together with its words is not read out.
 *
 * @param isLive whether a change is read out: only after a press, or a page of fifty buttons would talk at once.
 */
export function drawFace(face: Face, isLive: boolean, options: DrawOptions): TemplateResult {
  const { press } = face;
  return html`${press ? drawButton(face, press, options) : nothing}
    <div class="told" role="status" aria-live=${isLive ? 'polite' : 'off'}>
      ${press ? nothing : drawReceipt(face, options)} ${face.note ? drawNote(face, options) : nothing}
    </div>`;
}

function drawButton(face: Face, press: FaceAction, { isSolid, act }: DrawOptions): TemplateResult {
  const label = html`<span part="label">${face.label}</span>`;
  return html`<button
    class="btn ${isSolid ? 'primary' : ''}"
    part="button"
    type="button"
    data-main
    aria-describedby="note"
    @click=${() => act(press)}
  >
    ${drawIcon(face, 'plain')}${press === 'send' ? html`<slot name="idle">${label}</slot>` : label}
  </button>`;
}

function drawReceipt(face: Face, { opens }: DrawOptions): TemplateResult {
  const words = html`${drawIcon(face, face.tone)}<span part="label">${face.label}</span>`;
  if (!face.href) {
    return html`<span class="receipt ${face.tone}" part="receipt" tabindex="-1" data-main>${words}</span>`;
  }
  return html`<a
    class="receipt good"
    part="receipt link"
    href=${face.href}
    target="_blank"
    rel="noopener"
    data-main
    >${words}${externalIcon}<span class="unseen">, ${opens}</span></a
  >`;
}

function drawIcon(face: Face, tone: string): TemplateResult {
  return html`<span class="sign ${tone}" part="icon">${ICONS[face.icon]}</span>`;
}

function drawNote({ note, action }: Face, { act }: DrawOptions): TemplateResult {
  return html`<span class="note" part="note" id="note"
    >${note}${
      action
        ? html` <button class="link" part="link" type="button" @click=${() => act(action[0])}>
            ${action[1]}
          </button>`
        : nothing
    }</span
  >`;
}

/** Takes the room of the idle button and its note until the state is known. */
export function drawLoading(label: string): TemplateResult {
  return html`<div class="told" role="status" aria-live="off">
    <span class="receipt bones"><span class="unseen">${label}</span><span class="bone"></span></span>
    <span class="note"><span class="bone"></span></span>
  </div>`;
}
