import type { ObjectType } from '../object-types.js';
import { type ErrorDetail, invalid, Refusal } from '../refusal.js';
import type { Portal } from '../state/portal.js';
import type { Version } from '../state/version.js';
import { missingProperties } from './required.js';
import { checkValue, isEmail } from './values.js';

/** One fault of a write, before it becomes an error body. */
export interface WriteFault {
  name: string;
  code: string;
  message: string;
}

/** A write that passed: what to set, and what to empty. */
export interface CheckedWrite {
  set: Record<string, string>;
  clear: string[];
}

/** How a write is checked. */
export interface WriteRules {
  portal: Portal;
  type: ObjectType;
  /** The record as it stands; undefined for a create. */
  before: Version | undefined;
  /** 2026-09 enforces admin-made required properties on API writes; 2026-03 did not. */
  enforceRequired: boolean;
}

/**
 * Checks the properties of a create or update the way the vendor does.
 *
 * @throws Refusal 400 with one row per fault, or 409 for a contact e-mail that is taken.
 */
export function checkWrite(rules: WriteRules, properties: Record<string, unknown>): CheckedWrite {
  const checked: CheckedWrite = { set: {}, clear: [] };
  const faults: WriteFault[] = [];
  for (const [name, value] of Object.entries(properties)) {
    const found = checkOne(rules, name, value, checked);
    if (found) faults.push(found);
  }
  if (faults.length === 0) faults.push(...checkDealStage(rules, checked), ...checkUnique(rules, checked));
  if (faults.length > 0) throw writeRefusal(faults);
  const missing = missingProperties(rules, checked);
  if (missing) throw missing;
  return checked;
}

function checkOne(rules: WriteRules, name: string, value: unknown, out: CheckedWrite): WriteFault | null {
  const definition = rules.portal.property(rules.type, name);
  if (!definition)
    return { name, code: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` };
  if (definition.modificationMetadata.readOnlyValue || definition.calculated)
    return {
      name,
      code: 'READ_ONLY_VALUE',
      message: `"${name}" is a read only property; its value cannot be set.`,
    };
  if (value === null || value === '') {
    out.clear.push(name);
    return null;
  }
  if (typeof value !== 'string')
    throw new Refusal(
      400,
      `Invalid input JSON: cannot deserialize value of type \`java.lang.String\` for property "${name}"`,
      { category: 'VALIDATION_ERROR' },
    );
  if (name === 'email' && rules.type === 'contacts' && !isEmail(value))
    return { name, code: 'INVALID_EMAIL', message: `Email address ${value} is invalid` };
  if (name === 'hubspot_owner_id' && !rules.portal.owner(value))
    return { name, code: 'INVALID_OWNER_ID', message: `${value} is not a valid owner id.` };
  const checked = checkValue(definition, value);
  if ('fault' in checked) return { name, ...checked.fault };
  out.set[name] = appended(definition.fieldType, rules.before?.properties[name], checked.value);
  return null;
}

/** A multi-select value that begins with `;` is added to what is there. */
function appended(fieldType: string, before: string | undefined, value: string): string {
  if (fieldType !== 'checkbox' || !value.startsWith(';')) return value;
  return [...new Set([...(before?.split(';') ?? []), ...value.split(';')])].filter(Boolean).join(';');
}

function checkDealStage(rules: WriteRules, { set }: CheckedWrite): WriteFault[] {
  if (rules.type !== 'deals' || set['dealstage'] === undefined) return [];
  const { pipelines } = rules.portal.info;
  const only = pipelines.length === 1 ? pipelines[0]?.id : undefined;
  const pipelineId = set['pipeline'] ?? rules.before?.properties['pipeline'] ?? only;
  const stages = pipelines.find((each) => each.id === pipelineId)?.stages;
  // A create without a pipeline is refused as incomplete instead.
  if (!stages || stages.some((stage) => stage.id === set['dealstage'])) return [];
  const allowed = stages.map((stage) => stage.id).join(', ');
  const message = `${set['dealstage']} was not one of the allowed stages of pipeline ${pipelineId}: [${allowed}]`;
  return [{ name: 'dealstage', code: 'INVALID_OPTION', message }];
}

function checkUnique(rules: WriteRules, { set }: CheckedWrite): WriteFault[] {
  const store = rules.portal.store(rules.type);
  const faults: WriteFault[] = [];
  for (const name of store.uniqueProperties()) {
    const value = set[name];
    const holder = value === undefined ? undefined : store.findByUnique(name, value);
    if (holder === undefined || holder === rules.before?.id) continue;
    if (name === 'email' && rules.type === 'contacts') throw duplicateContact(holder);
    const message = `Cannot set "${name}" to "${value}": record ${holder} already has that value.`;
    faults.push({ name, code: 'CONFLICTING_UNIQUE_VALUE', message });
  }
  return faults;
}

function duplicateContact(id: string): Refusal {
  return new Refusal(409, `Contact already exists. Existing ID: ${id}`, { category: 'CONFLICT' });
}

function writeRefusal(faults: WriteFault[]): Refusal {
  const errors: ErrorDetail[] = faults.map(({ name, code, message }) => ({
    message,
    code,
    context: { propertyName: [name] },
  }));
  const rows = faults.map(({ name, code, message }) => ({ isValid: false, message, error: code, name }));
  return invalid(`Property values were not valid: ${JSON.stringify(rows)}`, { errors });
}
