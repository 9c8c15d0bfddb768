/** Text of a value; empty for none, which Odoo writes as `false`. */
export function textOf(value: unknown): string {
  return value === null || value === undefined || value === false ? '' : String(value);
}
