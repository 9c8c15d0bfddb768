import { html, nothing, type TemplateResult } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import { repeat } from 'lit/directives/repeat.js';
import { searchIcon } from '../../internal/icons.js';
import { matchNames } from '../state/match-names.js';
import { foldText } from '../state/pick-list.js';
import {
  isMatched,
  lineKey,
  otherSide,
  type ValueLine,
  type ValueTable,
  valueTable,
  withCounterpart,
  withPairs,
} from '../state/picklist.js';
import type { RowView } from '../state/row-views.js';
import { catchAllRows } from './catch-all.js';
import { crmFieldOf } from './chips.js';
import { severalRow } from './several-values.js';
import { sideLabel, sideOptions } from './sides.js';
import { arrowOf, choiceButton, newValueRow, tableHead, typedValue, wideRow } from './table-cells.js';
import type { EditorView } from './view.js';

/** A list longer than this is searched, and drawn in pieces. */
const SEARCHED = 20;
const PIECE = 50;

/** The values a row translates: a line for each, what becomes of any other, and ways to fill many at once. */
class ValuesTable extends Directive {
  #search = '';
  #shown = PIECE;
  /** Where each line stood when the table was opened: a line just matched stays where it is. */
  #places: ReadonlyMap<string, number> | null = null;

  render(view: EditorView, entry: RowView): TemplateResult {
    const table = valueTable(entry.row, entry.app, crmFieldOf(view, entry));
    const lines = this.#inOrder(table.lines);
    const words = foldText(this.#search).trim();
    const found = words ? lines.filter((line) => textOf(view, table, line).includes(words)) : lines;
    const left = found.length - this.#shown;
    return html`<div class="values" part="values" role="presentation">
      ${tableHead([view.t('inApp', { app: view.app }), view.t('inCrm', { crm: view.crm })])}
      ${matchRow(view, entry, table)} ${lines.length > SEARCHED ? this.#searchRow(view) : nothing}
      ${repeat(found.slice(0, this.#shown), lineKey, (line) => lineRow(view, entry, table, line))}
      ${found.length ? nothing : wideRow(html`<span role="status">${view.t('noValue')}</span>`)}
      ${left > 0 ? this.#moreRow(view, left) : nothing} ${newPairRow(view, entry, table)}
      ${catchAllRows(view, entry, table)} ${severalRow(view, entry)}
    </div>`;
  }

  #inOrder(lines: readonly ValueLine[]): ValueLine[] {
    const unmatchedFirst = [...lines].sort((one, other) => Number(isMatched(one)) - Number(isMatched(other)));
    this.#places ??= new Map(unmatchedFirst.map((line, at) => [lineKey(line), at]));
    const placeOf = (line: ValueLine) => this.#places!.get(lineKey(line)) ?? Number.POSITIVE_INFINITY;
    return [...lines].sort((one, other) => placeOf(one) - placeOf(other) || 0);
  }

  #searchRow(view: EditorView): TemplateResult {
    const typed = (event: InputEvent) => {
      this.#search = (event.target as HTMLInputElement).value;
      this.#shown = PIECE;
      view.redraw();
    };
    return wideRow(
      html`<span class="find">
        ${searchIcon}
        <input
          class="input"
          data-cell="2"
          aria-label=${view.t('findValue')}
          placeholder=${view.t('findValue')}
          .value=${this.#search}
          @input=${typed}
        />
      </span>`,
    );
  }

  #moreRow(view: EditorView, left: number): TemplateResult {
    const more = () => {
      this.#shown += PIECE;
      view.redraw();
    };
    return wideRow(
      html`<button class="btn small" data-cell="2" @click=${more}>
        ${view.t('moreValues', { n: view.n(Math.min(left, PIECE)) })}
      </button>`,
    );
  }
}

/** The table of a row's values; it keeps its search and its order as long as it is open. */
export const valuesTable = directive(ValuesTable);

const textOf = (view: EditorView, table: ValueTable, { app, crm }: ValueLine): string =>
  foldText(`${app} ${sideLabel(view, table, 'app', app)} ${crm} ${sideLabel(view, table, 'crm', crm)}`);

/** Pairs by equal names at once; by similar ones where no equal one is left. */
function matchRow(view: EditorView, entry: RowView, table: ValueTable): unknown {
  if (view.isReadOnly) return nothing;
  const { same, similar } = matchNames(table, (side, value) => [value, sideLabel(view, table, side, value)]);
  const pairs = same.length ? same : similar;
  if (!pairs.length) return nothing;
  const label = { count: pairs.length, n: view.n(pairs.length) };
  const match = () => {
    view.set(entry.field, { picklist: withPairs(entry.row, pairs) });
    view.say(view.t('matched', label));
  };
  return wideRow(
    html`<button class="btn small" data-cell="2" @click=${match}>
      ${view.t(same.length ? 'matchSame' : 'matchSimilar', label)}
    </button>`,
  );
}

function lineRow(view: EditorView, entry: RowView, table: ValueTable, line: ValueLine): TemplateResult {
  const { given } = line;
  const name = html`<bdi>${sideLabel(view, table, given, line[given])}</bdi>`;
  const chosen = counterpart(view, entry, table, line);
  // A line of theirs is one that only comes in.
  const arrow = arrowOf(table.reads, table.writes && (given === 'app' || !table.reads));
  return html`<div class="value" role="row" data-row data-value=${lineKey(line)}>
    <span role=${given === 'app' ? 'rowheader' : 'cell'}>${given === 'app' ? name : chosen}</span>
    <span role="cell">${arrow}</span>
    <span role=${given === 'crm' ? 'rowheader' : 'cell'}>${given === 'crm' ? name : chosen}</span>
  </div>`;
}

function counterpart(view: EditorView, entry: RowView, table: ValueTable, line: ValueLine): TemplateResult {
  const side = otherSide(line.given);
  const value = line[side];
  const given = sideLabel(view, table, line.given, line[line.given]);
  const label = view.t(side === 'app' ? 'appValueOf' : 'crmValueOf', {
    app: view.app,
    crm: view.crm,
    value: given,
  });
  const put = (counter: string) =>
    view.set(entry.field, { picklist: withCounterpart(entry.row, line, counter) });
  if (!table[side].length) return typedValue(view, { label, value, put, isMissing: !value });
  const shown = value ? sideLabel(view, table, side, value) : view.t('chooseValue');
  const isKnown = sideOptions(view, table, side).some((option) => option.value === value);
  return choiceButton(view, entry.field, {
    shown,
    isMissing: !isKnown,
    choice: {
      label,
      options: sideOptions(view, table, side),
      chosen: value,
      none: view.t('noCounterpart'),
      choose: put,
    },
  });
}

/** Where our values are no list: one more of ours for a value of the CRM. */
function newPairRow(view: EditorView, entry: RowView, table: ValueTable): unknown {
  if (table.app.length || !table.writes || !table.crm.length) return nothing;
  const label = view.t('newValue', { app: view.app });
  const add = (app: string, anchor: HTMLElement) => {
    const choose = (crm: string) => view.set(entry.field, { picklist: withPairs(entry.row, [{ app, crm }]) });
    const name = view.t('crmValueOf', { crm: view.crm, value: app });
    view.openChoice(anchor, entry.field, { label: name, options: table.crm, chosen: '', choose });
  };
  return newValueRow(view, { label, add });
}
