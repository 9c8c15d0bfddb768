import { html, nothing, svg, type TemplateResult } from 'lit';
import type { SyncStatus } from '../../../shared/run.js';
import type { Speech } from './reading.js';

const HEIGHT = 32;
const LEAST = 2;

/** The last 24 hours as bars, and how much there is of each object. */
export function drawOverview(status: SyncStatus, speech: Speech): TemplateResult {
  return html`${status.hourly_changes.length > 0 ? drawBars(status, speech) : ''}
  ${drawRepaired(status, speech)}${drawTable(status, speech)}`;
}

/** What would have been missed without polls. */
function drawRepaired(
  { reconciled, provider_label: crm }: SyncStatus,
  { say, number }: Speech,
): TemplateResult | typeof nothing {
  const { last_30d: n } = reconciled;
  return n > 0 ? html`<p class="repaired">${say('repaired', { crm, n, count: number(n) })}</p>` : nothing;
}

function drawBars({ hourly_changes: hours, pushes }: SyncStatus, { say, number }: Speech): TemplateResult {
  const most = Math.max(1, ...hours);
  const total = hours.reduce((sum, count) => sum + count, 0);
  const step = 100 / hours.length;
  const counts = { in: number(total), out: number(pushes.sent_24h), refused: number(pushes.failed) };
  return html`<div class="bars" part="bars">
    <svg role="img" aria-label=${`${say('bars')}: ${counts.in}`} width="100%" height=${HEIGHT}>
      ${hours.map((count, hour) => {
        const height = LEAST + (count / most) * (HEIGHT - LEAST);
        return svg`<rect x=${`${(hour * step).toFixed(3)}%`} y=${(HEIGHT - height).toFixed(1)}
          width=${`${(step * 0.88).toFixed(3)}%`} height=${height.toFixed(1)} rx="1.5"></rect>`;
      })}
    </svg>
    <p class="ends"><span>${say('last_day')}</span><span>${say('day_counts', counts)}</span></p>
  </div>`;
}

function drawTable(status: SyncStatus, { say, number, ago, exact }: Speech): TemplateResult {
  return html`<table part="table">
    <caption class="unseen">${say('table')}</caption>
    <thead class="unseen">
      <tr>
        <th scope="col">${say('col_object')}</th>
        <th scope="col">${say('col_count')}</th>
        <th scope="col">${say('col_last')}</th>
      </tr>
    </thead>
    <tbody>
      ${status.objects.map(({ object, count, last_synced_at: at }) => {
        return html`<tr>
          <th scope="row" class="name">${say(`object_${object}`)}</th>
          <td class="count">${number(count)}</td>
          <td class="when">
            ${at ? html`<time datetime=${at} title=${exact(at)}>${ago(at)}</time>` : say('not_yet')}
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
