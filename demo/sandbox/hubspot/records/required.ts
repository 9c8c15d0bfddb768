import type { ObjectType } from '../object-types.js';
import { invalid, type Refusal } from '../refusal.js';
import type { CheckedWrite, WriteRules } from './validate.js';

/** Built-in rules: each group needs at least one of its members. */
const CREATE_NEEDS: Record<ObjectType, string[][]> = {
  contacts: [['email', 'firstname', 'lastname']],
  companies: [['name', 'domain']],
  deals: [['dealname'], ['dealstage']],
  calls: [['hs_timestamp']],
  tasks: [['hs_timestamp']],
  notes: [['hs_timestamp']],
  meetings: [['hs_timestamp']],
};

/** The refusal for properties a write had to have, or null when it is complete. */
export function missingProperties(rules: WriteRules, write: CheckedWrite): Refusal | null {
  const isCreate = rules.before === undefined;
  if (isCreate) {
    const missing =
      builtInMissing(rules, write) ?? (rules.enforceRequired ? adminMissing(rules, write) : null);
    if (missing)
      return refusal('MISSING_REQUIRED_PROPERTY', 'Some required properties were not set.', missing);
  }
  const conditional = rules.enforceRequired ? conditionalMissing(rules, write) : null;
  if (!conditional) return null;
  const message = 'Some conditionally required properties were not set.';
  return refusal('MISSING_CONDITIONAL_REQUIRED_PROPERTY', message, conditional);
}

function builtInMissing(rules: WriteRules, { set }: CheckedWrite): string[] | null {
  const groups = [...CREATE_NEEDS[rules.type]];
  if (rules.type === 'deals' && rules.portal.info.pipelines.length > 1) groups.push(['pipeline']);
  const missing = groups.filter((group) => group.every((name) => set[name] === undefined)).flat();
  return missing.length > 0 ? missing : null;
}

function adminMissing(rules: WriteRules, { set }: CheckedWrite): string[] | null {
  const required = rules.portal.settings.required_properties[rules.type] ?? [];
  const missing = required.filter((name) => set[name] === undefined);
  return missing.length > 0 ? missing : null;
}

function conditionalMissing(rules: WriteRules, write: CheckedWrite): string[] | null {
  const after = (name: string): string | undefined => {
    if (write.clear.includes(name)) return undefined;
    return write.set[name] ?? rules.before?.properties[name];
  };
  for (const rule of rules.portal.settings.conditional_required) {
    const isTriggered = rule.object === rules.type && write.set[rule.when.property] === rule.when.value;
    const missing = isTriggered ? rule.require.filter((name) => after(name) === undefined) : [];
    if (missing.length > 0) return missing;
  }
  return null;
}

function refusal(code: string, text: string, names: string[]): Refusal {
  const errors = names.map((name) => ({
    message: `Required property "${name}" is missing`,
    code,
    context: { propertyName: [name] },
  }));
  return invalid(`${text} Missing: [${names.join(', ')}]`, { errors });
}
