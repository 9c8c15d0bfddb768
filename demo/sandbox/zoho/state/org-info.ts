import type { Pipeline } from './pipelines.js';

/** A user of an account; owners of records are users. */
export interface User {
  id: string;
  zuid: string;
  first_name: string;
  last_name: string;
  email: string;
  isActive: boolean;
}

/** A currency of an account. */
export interface Currency {
  iso_code: string;
  symbol: string;
  exchange_rate: string;
  is_base: boolean;
}

/** What an account is, apart from its records. */
export interface OrgInfo {
  id: string;
  zgid: string;
  /** Id of its data centre. */
  dc: string;
  name: string;
  domain: string;
  country: string;
  timeZone: string;
  /** The first is the base; several mean that multi-currency is on. */
  currencies: Currency[];
  pipelines: Pipeline[];
  users: User[];
  /** Seven digits every id of the account begins with. */
  idPrefix: string;
  /** Whether it has the layouts, fields and pipelines of a larger company. */
  isLarge: boolean;
}
