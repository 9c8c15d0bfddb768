import { BadControl } from './read-body.js';

/** Changes a setting to a value of the same kind. @throws BadControl for an unknown name or another kind. */
export function setAlike(settings: object, name: string, value: unknown): void {
  if (!(name in settings)) throw new BadControl(`unknown setting ${name}`);
  const present: unknown = settings[name as keyof typeof settings];
  const isSameKind = typeof value === typeof present && Array.isArray(value) === Array.isArray(present);
  if (!isSameKind || value === null)
    throw new BadControl(`setting ${name} must be like ${JSON.stringify(present)}`);
  Object.assign(settings, { [name]: value });
}
