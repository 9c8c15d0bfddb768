import type { CrmField, MappingRow } from '../../shared/mapping.js';
import type { AppField, FieldValue } from '../../shared/records.js';
import { placeholdersOf } from '../../shared/transforms.js';
import { pickFirst, sourceName } from './alternates.js';
import { joinLinks, type Link, runOnEmpty } from './chain.js';
import {
  CONVERSION_FAILED,
  type Fault,
  isEmpty,
  type OwnRecord,
  type RemoteValues,
  type Source,
  type Step,
} from './conversion.js';
import { fitApp, fitCrm, takesText } from './field-types.js';
import { picklistStep } from './picklist.js';
import { findTransform } from './transforms/registry.js';
import type { StepContext } from './transforms/transform.js';

/** One row, ready to run. Its functions never throw. */
export interface CompiledRow {
  /** Index among the rows the mapping was compiled from. */
  readonly index: number;
  readonly field: string;
  /** CRM fields that give the value, in order. */
  readonly crm: readonly string[];
  /** CRM field written to. */
  readonly target: string;
  /** Value of our field for a CRM record. */
  readonly read: (values: RemoteValues) => FieldValue | Fault;
  /**
   * Value for the CRM of one of ours, in the record that it is written with; null clears. Null when the row is none
   * that is written.
   */
  readonly write: ((value: unknown, record: OwnRecord) => unknown) | null;
  /** CRM fields that the steps put into the value, besides its own. */
  readonly alsoReads: readonly string[];
  /** Whether it is written with any record, whatever that has in our field: its value comes from elsewhere. */
  readonly isAlwaysWritten: boolean;
  /** Name of the CRM field `read` takes its value from; null when all are empty. */
  readonly source: (values: RemoteValues) => string | null;
}

export interface RowContext {
  readonly index: number;
  readonly appField: AppField | null;
  /** Names that exist at the CRM, at least one. */
  readonly names: readonly string[];
  /** The first of them as the CRM describes it, when that is known. */
  readonly crmField: CrmField | null;
  /** What steps may know of the record, each way. */
  readonly inward: StepContext;
  readonly outward: StepContext;
}

/** Compiles one row whose fields were looked up; null when it has a step we do not know. */
export function compileRow(row: MappingRow, context: RowContext): CompiledRow | null {
  const steps = row.transforms.map((spec) => {
    const transform = findTransform(spec.name);
    return transform && { transform, spec };
  });
  const known = steps.filter((step) => step !== undefined);
  const [target] = context.names;
  if (known.length < steps.length || target === undefined) return null;

  const inward = known.map(({ transform, spec }) => link(transform.fromCrm(spec, context.inward), transform));
  const outward = known.map(({ transform, spec }) => {
    const step = transform.toCrm(spec, context.outward);
    return step && link(step, transform);
  });
  // The picklist stands next to the CRM both ways: its choices are the CRM's own values, unconverted, or the parts of one.
  if (row.picklist !== undefined) {
    const at = row.transforms[0]?.name === 'split' ? 1 : 0;
    inward.splice(at, 0, link(picklistStep(row.picklist, 'from_crm')));
    outward.splice(at, 0, link(picklistStep(row.picklist, 'to_crm')));
  }
  const falseIsEmpty = isFalseEmpty(row, context);
  // Kept apart: a mapping may be held for long, and must not hold all fields of its CRM with it.
  const { names } = context;
  return {
    index: context.index,
    field: row.field,
    crm: names,
    target,
    read: compileRead(context, inward, falseIsEmpty),
    write: compileWrite(context, outward),
    alsoReads: row.transforms.flatMap((spec) =>
      spec.name === 'template' ? placeholdersOf(spec.template) : [],
    ),
    isAlwaysWritten: row.transforms.some(({ name }) => name === 'constant' || name === 'template'),
    source: (values) => safely(() => sourceName(names, falseIsEmpty, values), null),
  };
}

function link(
  step: Link['step'],
  { takesEmpty = false, readsRecord = false }: { takesEmpty?: boolean; readsRecord?: boolean } = {},
): Link {
  return { step, takesEmpty, readsRecord };
}

function compileRead(
  context: RowContext,
  steps: readonly Link[],
  falseIsEmpty: boolean,
): CompiledRow['read'] {
  const fit = fitApp(context.appField);
  const links = withFit(steps, fit);
  const convert = joinLinks(links);
  const ofNothing = onNothing(links);
  const passesText = steps.length === 0 && takesText(fit);
  const pick = pickFirst(context.names, falseIsEmpty);
  // A name of `Object.prototype` must be an own one: `pick` sees to that.
  const [first = ''] = context.names.map((name) => (name in Object.prototype ? undefined : name));
  return (values) => {
    try {
      const text = first === '' ? undefined : values[first];
      if (isPlainText(text)) return passesText ? text : settle(convert(text, values));
      const raw = pick(values);
      return raw === null ? ofNothing(values) : settle(convert(raw, values));
    } catch {
      return CONVERSION_FAILED;
    }
  };
}

function compileWrite(context: RowContext, steps: readonly (Link | null)[]): CompiledRow['write'] {
  const known = steps.filter((step) => step !== null);
  if (known.length < steps.length) return null;
  const fit = fitCrm(context.crmField?.type ?? null);
  const links = withFit(known.reverse(), fit);
  const convert = joinLinks(links);
  const ofNothing = onNothing(links);
  const passesText = steps.length === 0 && takesText(fit);
  return (value, record) => {
    try {
      if (isPlainText(value)) return passesText ? value : settle(convert(value, record));
      return isEmpty(value) ? ofNothing(record) : settle(convert(value, record));
    } catch {
      return CONVERSION_FAILED;
    }
  };
}

/** Told without looking further: most values are text that begins with a letter or a digit. */
const isPlainText = (value: unknown): value is string =>
  typeof value === 'string' && value.charCodeAt(0) > 32;

/** The steps and the fit; a last step that is the fit itself (a date) has done what it would do. */
function withFit(steps: readonly Link[], fit: Step): Link[] {
  return steps.at(-1)?.step === fit ? [...steps] : [...steps, link(fit)];
}

/** What the chain makes of nothing; worked out once where no record can change it. */
function onNothing(links: readonly Link[]): (record: Source) => FieldValue | Fault {
  if (links.some(({ readsRecord }) => readsRecord)) return (record) => settle(runOnEmpty(links, record));
  const always = settle(safely(() => runOnEmpty(links, NO_RECORD), CONVERSION_FAILED));
  return () => always;
}

const NO_RECORD: Source = Object.freeze({});

/** The last step answers a value of a record or nothing; nothing is null. */
function settle(value: unknown): FieldValue | Fault {
  return value === undefined || value === '' ? null : (value as FieldValue | Fault);
}

function safely<T>(run: () => T, otherwise: T): T {
  try {
    return run();
  } catch {
    return otherwise;
  }
}

/** Whether `false` from the CRM means "nothing", as Odoo answers for any empty field that is no yes or no. */
function isFalseEmpty(row: MappingRow, { appField, crmField }: RowContext): boolean {
  if (row.picklist?.values.some(({ crm }) => crm === 'false')) return false;
  if (row.transforms.some(({ name }) => name === 'boolean')) return false;
  if (crmField !== null) return crmField.type !== 'boolean';
  return appField !== null && appField.type !== 'boolean';
}
