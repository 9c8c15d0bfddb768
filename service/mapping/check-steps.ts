import type { TransformName } from '../../shared/mapping.js';
import type { FieldType } from '../../shared/records.js';
import { oneWaySteps, TRANSFORM_INFO } from '../../shared/transforms.js';
import type { CheckedRow, Report } from './checked-row.js';
import { findTransform } from './transforms/registry.js';
import { typeNoun } from './type-fit.js';

/** Checks that each step exists, has what it needs, takes what comes to it, and can be undone where it has to be. */
export function checkSteps(checked: CheckedRow, report: Report): void {
  const isSound = checkSettings(checked, report);
  checkInverse(checked, report);
  if (isSound) checkTaken(checked, report);
}

function checkSettings({ row, label }: CheckedRow, report: Report): boolean {
  let isSound = true;
  for (const spec of row.transforms) {
    const transform = findTransform(spec.name);
    if (transform?.schema.safeParse(spec).success) continue;
    isSound = false;
    report(
      'unknown_transform',
      'error',
      transform === undefined
        ? `${label}: there is no conversion “${spec.name}”.`
        : `${label}: the conversion “${spec.name}” lacks a valid setting.`,
    );
  }
  return isSound;
}

/** A part of a name knows no way out at all without the other part. */
const PARTS: ReadonlySet<TransformName> = new Set(['first_word', 'after_first_word']);

/** A row that goes both ways brings back what it took; with a step that goes one way it could not. */
function checkInverse({ row, label, names, twin, provider }: CheckedRow, report: Report): void {
  if (names.length === 0 || row.direction === 'from_crm' || twin !== null) return;
  const step = oneWaySteps(row).find((name) => row.direction === 'both' || PARTS.has(name));
  if (step === undefined) return;
  const message = PARTS.has(step)
    ? `${label} is a part of “${row.crm}” in ${provider}. Map the other part of the name from that field too, so that both are written together, or only read it.`
    : `${label} goes both ways, but its step “${step}” cannot be undone. Let it go one way, or take the step out.`;
  report('no_inverse', 'error', message, names[0]);
}

/** A step that is given a type it cannot take refuses every value. Steps that only tidy pass on what is no text. */
function checkTaken({ row, label, crmFields, reads, provider }: CheckedRow, report: Report): void {
  const [field] = crmFields;
  if (!reads || field === undefined) return;
  let type: FieldType = row.picklist === undefined ? valueType(field.type) : 'enum';
  for (const { name } of row.transforms) {
    const { takes, yields, inverse } = TRANSFORM_INFO[name];
    if (inverse !== 'same' && takes !== null && !takes.includes(type)) {
      const message = `${label}: “${field.label}” in ${provider} gives the step “${name}” ${typeNoun(type)}, which it cannot take. Take it out, or choose another field.`;
      report('type_clash', 'warning', message, field.name);
      return;
    }
    type = yields ?? changedBy(name) ?? type;
  }
}

/** A link's value is the id of the other record. */
const valueType = (type: FieldType): FieldType => (type === 'ref' ? 'text' : type);

/** Of steps whose value may be anything: text is what every step takes. */
const changedBy = (name: TransformName): FieldType | null =>
  name === 'lookup' || name === 'constant' || name === 'default' ? 'text' : null;
