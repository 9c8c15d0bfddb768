/** What an endpoint asks for: `modules.contacts` and `READ`, or another service's whole scope. */
export interface Need {
  /** Below `ZohoCRM.`, or a full scope when `operation` is null. */
  family: string;
  operation: 'READ' | 'CREATE' | 'UPDATE' | 'DELETE' | null;
}

/** `ZohoCRM.<family>` with an operation; `ALL` of it or of what stands above it does as well. */
export function need(family: string, operation: Need['operation'] = 'READ'): Need {
  return { family, operation };
}

/** Scopes any one of which meets a need. `WRITE` stands for creating and editing. */
function openers({ family, operation }: Need): string[] {
  if (operation === null) return [family];
  const operations = [
    'ALL',
    operation,
    ...(operation === 'CREATE' || operation === 'UPDATE' ? ['WRITE'] : []),
  ];
  const [top] = family.split('.');
  const families = top === family ? [family] : [family, top];
  return families.flatMap((each) => operations.map((op) => `ZohoCRM.${each}.${op}`));
}

/** Whether granted scopes meet a need; scopes are compared without regard to case. */
export function isMet(wanted: Need, granted: readonly string[]): boolean {
  const have = new Set(granted.map((scope) => scope.toLowerCase()));
  return openers(wanted).some((scope) => have.has(scope.toLowerCase()));
}

/** A need as one would ask for it. */
export function scopeOf({ family, operation }: Need): string {
  return operation === null ? family : `ZohoCRM.${family}.${operation}`;
}

const OPERATIONS = '(all|read|create|update|write|delete)';
const MODULE = '(all|contacts|accounts|deals|calls|tasks|events|notes|leads)';
const SETTING = '(all|modules|fields|layouts|pipeline|currencies|custom_views|related_lists|roles|profiles)';
const KNOWN = [
  new RegExp(`^zohocrm\\.modules\\.${MODULE}$`),
  new RegExp(`^zohocrm\\.modules\\.${MODULE}\\.${OPERATIONS}$`),
  new RegExp(`^zohocrm\\.modules\\.${OPERATIONS}$`),
  new RegExp(`^zohocrm\\.settings\\.${SETTING}$`),
  new RegExp(`^zohocrm\\.settings\\.${SETTING}\\.${OPERATIONS}$`),
  new RegExp(`^zohocrm\\.(users|org|notifications|coql|bulk)\\.${OPERATIONS}$`),
  /^zohosearch\.securesearch\.read$/,
  /^aaaserver\.profile\.read$/,
];

/** Whether the vendor has such a scope at all. */
export function isKnownScope(scope: string): boolean {
  return KNOWN.some((pattern) => pattern.test(scope.toLowerCase()));
}
