import type { Pipeline } from '../state/pipelines.js';
import { after, badValue, type CheckedRow, type Row } from './row.js';

/** A deal's pipeline; the only one where there is one. */
function pipelineOf(row: Row, checked: CheckedRow): Pipeline | undefined {
  const { pipelines } = row.org.info;
  const name = after(row, checked, 'Pipeline');
  if (name === undefined) return pipelines.length === 1 ? pipelines[0] : undefined;
  return pipelines.find((each) => each.name === name);
}

/** Checks that the stage belongs to the pipeline, and sets what follows from it. @throws RowFault. */
export function completeDeal(row: Row, checked: CheckedRow): void {
  const pipeline = pipelineOf(row, checked);
  const name = after(row, checked, 'Stage');
  const stage = pipeline?.stages.find((each) => each.name === name);
  if (!pipeline || !stage) throw badValue(row, 'Stage', { expected_data_type: 'picklist' });
  checked.set['Pipeline'] = pipeline.name;
  if (checked.set['Stage'] !== undefined && checked.set['Probability'] === undefined)
    checked.set['Probability'] = stage.probability;
  completeCurrency(row, checked);
  const amount = after(row, checked, 'Amount');
  const probability = Number(after(row, checked, 'Probability') ?? 0);
  if (amount === undefined) checked.clear.push('Expected_Revenue');
  else checked.set['Expected_Revenue'] = Math.round(Number(amount) * probability) / 100;
}

function completeCurrency(row: Row, checked: CheckedRow): void {
  if (!row.org.isMultiCurrency()) return;
  const { currencies } = row.org.info;
  const base = currencies[0]?.iso_code ?? '';
  const code = String(after(row, checked, 'Currency') ?? base);
  checked.set['Currency'] = code;
  const rate = currencies.find((each) => each.iso_code === code)?.exchange_rate ?? '1';
  if (checked.set['Exchange_Rate'] === undefined) checked.set['Exchange_Rate'] = Number(rate);
}
