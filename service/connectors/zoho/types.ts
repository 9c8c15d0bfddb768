/**
 * The vendor's shapes, only as far as we read them. Every field may be missing in an answer.
 * @source OpenAPI documents of v8, see README.md, checked 2026-11.
 */

/** API names of the modules we touch. */
export type ZohoModule = 'Contacts' | 'Accounts' | 'Deals' | 'Calls' | 'Tasks' | 'Events' | 'Notes';

/** A record: values by API name, with their own JSON types; lookups are `{id, name}`, empty fields null. */
export interface ZohoRecord {
  id: string;
  [field: string]: unknown;
}

export interface PageInfo {
  count?: number;
  more_records?: boolean;
  next_page_token?: string | null;
}

export interface RecordList {
  data?: ZohoRecord[];
  info?: PageInfo;
}

export interface DeletedList {
  data?: { id: string; deleted_time?: string }[];
  info?: PageInfo;
}

/** One row of the answer to a write; rows stand in the order they were sent. */
export interface RowAnswer {
  code?: string;
  status?: string;
  message?: string;
  action?: 'insert' | 'update';
  details?: RowDetails;
}

export interface RowDetails {
  id?: string;
  api_name?: string;
  json_path?: string;
  expected_data_type?: string;
  maximum_length?: number;
  /** The record that has the value already. */
  duplicate_record?: { id?: string };
  Modified_Time?: string;
}

/** Error body of a request. */
export interface ErrorEnvelope {
  code?: string;
  message?: string;
  status?: string;
  details?: RowDetails;
}

export interface PickListValue {
  display_value?: string;
  actual_value?: string;
  sequence_number?: number;
  type?: string;
}

export interface FieldDefinition {
  api_name: string;
  field_label?: string;
  display_label?: string;
  data_type?: string;
  read_only?: boolean;
  field_read_only?: boolean;
  system_mandatory?: boolean;
  custom_field?: boolean;
  visible?: boolean;
  unique?: Record<string, unknown> | null;
  external?: Record<string, unknown> | null;
  pick_list_values?: PickListValue[];
  view_type?: { create?: boolean; edit?: boolean; view?: boolean };
}

export interface Layout {
  id: string;
  name?: string;
  status?: string | number;
  visible?: boolean;
  sections?: {
    display_label?: string;
    fields?: { api_name?: string; required?: boolean; pick_list_values?: PickListValue[] }[];
  }[];
}

export interface Pipeline {
  id?: string;
  display_value?: string;
  actual_value?: string;
  maps?: {
    id?: string;
    display_value?: string;
    actual_value?: string;
    sequence_number?: number;
    forecast_category?: { name?: string } | null;
    forecast_type?: string | null;
  }[];
}

export interface User {
  id: string;
  full_name?: string;
  first_name?: string;
  last_name?: string;
  email?: string;
}

/** What the account pays for; in a trial `paid_type` is `free` and `trial_type` tells the edition. */
export interface License {
  paid?: boolean;
  paid_type?: string | null;
  trial_type?: string | null;
  trial_expiry?: string | null;
  users_license_purchased?: number | null;
}

export interface Org {
  id?: string;
  zgid?: string;
  company_name?: string;
  domain_name?: string;
  country_code?: string;
  currency?: string;
  iso_code?: string;
  time_zone?: string;
  license_details?: License;
}
