import { isEmpty, type RemoteValues } from './conversion.js';

/** CRM fields of a row, in order: `"mobilephone|phone"` is two. Empty for null. */
export function splitAlternates(crm: string | null): string[] {
  if (crm === null) return [];
  return crm
    .split('|')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Reads one own value of an object. */
export type Pick = (values: Readonly<Record<string, unknown>>) => unknown;

/** A reader of one property that never answers what `Object.prototype` holds under that name. */
export function readerOf(name: string): Pick {
  if (name in Object.prototype) {
    return (values) => (Object.hasOwn(values, name) ? values[name] : undefined);
  }
  return (values) => values[name];
}

/** Sets one own property, `__proto__` included. */
export function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
  } else {
    target[name] = value;
  }
}

/**
 * The first alternate that is not empty; null when all are. `falseIsEmpty`: `false` stands for nothing (Odoo).
 * Written out for the usual case, since every field of every record comes through here.
 */
export function pickFirst(names: readonly string[], falseIsEmpty: boolean): Pick {
  if (names.some((name) => name in Object.prototype)) return pickFirstOwn(names.map(readerOf), falseIsEmpty);
  const [first = '', ...others] = names;
  if (others.length === 0) {
    return (values) => {
      const value = values[first];
      return isEmpty(value) || (falseIsEmpty && value === false) ? null : value;
    };
  }
  return (values) => {
    const value = values[first];
    if (!isEmpty(value) && !(falseIsEmpty && value === false)) return value;
    for (let index = 0; index < others.length; index += 1) {
      const other = values[others[index] as string];
      if (!isEmpty(other) && !(falseIsEmpty && other === false)) return other;
    }
    return null;
  };
}

function pickFirstOwn(readers: readonly Pick[], falseIsEmpty: boolean): Pick {
  return (values) => {
    for (const read of readers) {
      const value = read(values);
      if (!isEmpty(value) && !(falseIsEmpty && value === false)) return value;
    }
    return null;
  };
}

/** The name of the alternate `pickFirst` reads from these values; null when all are empty. */
export function sourceName(
  names: readonly string[],
  falseIsEmpty: boolean,
  values: RemoteValues,
): string | null {
  return names.find((name) => pickFirst([name], falseIsEmpty)(values) !== null) ?? null;
}
