/** A row's CRM field names in order: `"mobilephone|phone"` is two, null none. */
export const alternatesOf = (crm: string | null): string[] => (crm ? crm.split('|') : []);

/** Names joined as a row keeps them; null when there is none. */
export const joinAlternates = (names: readonly string[]): string | null => names.join('|') || null;
