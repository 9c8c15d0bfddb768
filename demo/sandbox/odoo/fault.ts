/** A Python exception on its way out: its dotted name, what `str()` gives, and its arguments. */
export class Fault extends Error {
  constructor(
    readonly pythonName: string,
    message: string,
    /** JSON-2 status, a class attribute of the vendor's exceptions; everything unnamed is 500. */
    readonly status = 500,
    /** Printed in the traceback only, as a database error's DETAIL is: it may hold data. */
    readonly detail = '',
  ) {
    super(message);
  }
}

/** Two transactions touched one row. Calls repeat on their own, except where `load` swallows it. */
export class SerializationFailure extends Fault {
  constructor() {
    super(
      'psycopg2.errors.SerializationFailure',
      'could not serialize access due to concurrent update\n',
      500,
    );
  }
}

export function accessDenied(message = 'Access Denied'): Fault {
  return new Fault('odoo.exceptions.AccessDenied', message, 403);
}

export function accessError(message: string): Fault {
  return new Fault('odoo.exceptions.AccessError', message, 403);
}

export function userError(message: string): Fault {
  return new Fault('odoo.exceptions.UserError', message, 422);
}

export function validationError(message: string, detail = ''): Fault {
  return new Fault('odoo.exceptions.ValidationError', message, 422, detail);
}

export function missingError(record: string, uid: number): Fault {
  const text = `Record does not exist or has been deleted.\n(Record: ${record}, User: ${uid})`;
  return new Fault('odoo.exceptions.MissingError', text, 404);
}

export function valueError(message: string): Fault {
  return new Fault('builtins.ValueError', message);
}

export function typeError(message: string): Fault {
  return new Fault('builtins.TypeError', message, 422);
}

export function operationalError(message: string): Fault {
  return new Fault('psycopg2.OperationalError', message);
}

/** What the log of a crashed server would say; never meant for people. */
export function traceback(fault: Fault, call: string): string {
  const lines = [
    'Traceback (most recent call last):',
    '  File "/opt/odoo/http.py", line 1788, in _serve_db',
    `  File "/opt/odoo/service/model.py", line 154, in execute_cr  # ${call}`,
    `${fault.pythonName.replace(/^builtins\./, '')}: ${fault.message}`,
    ...(fault.detail ? [`DETAIL:  ${fault.detail}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** A value as Python's `repr` prints it, near enough for messages. */
export function repr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return value.includes("'") ? JSON.stringify(value) : `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, inner]) => `${repr(key)}: ${repr(inner)}`)
      .join(', ')}}`;
  return String(value);
}
