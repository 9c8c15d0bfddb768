/**
 * What the vendor's pages leave open, decided here for the whole sandbox and nowhere else. Where two readings are
 * likely, the stricter one stands, or a setting switches between them (see `settings.ts`).
 */
export const GUESS = {
  /** Refusals of the list API, from samples of the published specification. */
  pageWall: 'DISCRETE_PAGINATION_LIMIT_EXCEEDED',
  tokenWall: 'PAGINATION_LIMIT_EXCEEDED',
  tokenExpired: 'EXPIRED_VALUE',
  tokenMismatch: 'TOKEN_BOUND_DATA_MISMATCH',
  /** `page` and `page_token` together, `cvid` and `sort_by` together: no sample says. */
  conflictingParams: 'AMBIGUITY_DURING_PROCESSING',
  /** Asked for without `fields`, as a sample says. */
  missingParam: 'REQUIRED_PARAM_MISSING',
  /** Upsert of Calls, Tasks, Events, Notes. */
  upsertUnsupported: 'INVALID_MODULE',
  /** COQL that parses but names a column or value that is not there. */
  badColumn: 'INVALID_QUERY',
  /** A list without `sort_by` comes newest id first, as a sample does. */
  defaultSortOrder: 'desc',
  /** COQL without `limit`. */
  coqlDefaultLimit: 200,
  /** Added to the instant of `If-Modified-Since`: what changed in that very second is not part of the answer. */
  sinceGapMs: 1,
  /** Several records with one e-mail: an upsert takes the oldest. */
  upsertTakesOldest: true,
  /** Characters a phone number may have; the vendor's pattern is longer. */
  phone: /^\+?[\dA-Za-z().,;#\- ]*[\dA-Za-z][\dA-Za-z().,;#\- ]*$/,
  /** Most text a large text area takes. */
  textAreaLength: 32_000,
  /** A call without a status that lies in the past counts as completed. */
  pastCallIsCompleted: true,
  /** A meeting may not end before it begins, nor in that very moment. */
  shortestMeetingMs: 1_000,
  /** What a merge does with the record that loses. */
  mergedInto: 'permanent',
  /** The token endpoint's answer to a grant type it does not know, and the revoke endpoint's to a strange token. */
  unknownGrantType: 'unsupported_grant_type',
  unknownToken: 'invalid_token',
  /** A record that is taken out of the recycle bin is told as one that was made. */
  restoredAs: 'insert',
  /** What `PATCH /settings/fields/{id}` changes of a custom field; its type is for good. */
  changeableOfFields: ['field_label', 'length', 'pick_list_values'] as readonly string[],
  /** What becomes of the values when a field is deleted: they are shown again when the very field is put back. */
  deletedFieldKeepsValues: true,
  /** Notifications: collected this long, tried once. */
  notificationDelayMs: 100,
} as const;
