import type { Limit } from '../kit/traffic/rate-limits.js';

/** Everything the control door may change; names as on the wire. Where facts are silent, both ways are here. */
export interface Settings {
  /** Requests a database may make, as the proxy before Odoo Online counts them; null lifts it. */
  limits: Limit | null;
  /** Requests of a database that may run at once; null lifts it. */
  parallel: number | null;
  /** False hides every `crm.` model, as in a database without the module. */
  crm_installed: boolean;
  /** False hides automation rules, as in a database without their module. */
  automation_installed: boolean;
  /** How many identical posts a change makes: one create of a contact was seen to make eleven. */
  hook_copies: number;
  /** How long a post waits for its answer; it is made once. */
  hook_timeout_ms: number;
  /** How long posts wait before they go out. */
  hook_delay_ms: number;
  /** Posts that wait go out in any order. */
  hook_shuffle: boolean;
  /** With each change, as many other records of its model are told of too: a recomputation of all. */
  hook_storm: number;
  /** On `standard` of Odoo Online the external API is not part of the plan. */
  plan: 'custom' | 'standard';
  /** How long a `load` works between its start and its commit: simultaneous ones get in each other's way. */
  load_ms: number;
  /** The same for every other call. */
  call_ms: number;
  /** One revision before 19 answered JSON-2 errors with a bare string. */
  json2_errors: 'object' | 'string';
  /** Whether 20 still answers JSON-RPC and XML-RPC; not confirmed. The parameter `rpc.use_deprecated_services` opens it. */
  rpc_on_20: boolean;
  /** Whether `is_company` is worked out, and read only, in 20; not confirmed. */
  is_company_computed_on_20: boolean;
  /** How far the server's clock is from ours, its `Date` header included. */
  clock_offset_ms: number;
  /** Where every request to a server is sent on to with 301, as by a host that moved; empty for nowhere. */
  moved_to: string;
  /** Whether new deals are leads unless told otherwise. */
  uses_leads: boolean;
  /** Whether VAT numbers are checked (module base_vat). */
  checks_vat: boolean;
  /** Whether a new record's history begins with "Contact created". */
  logs_creation: boolean;
  /** Whether users without Settings may write `ir.model.data`; not confirmed. */
  anyone_names_records: boolean;
  /** Longest life of an API key of a user without Settings, in days. */
  max_key_days: number;
}

/** The vendor's own behaviour; the unconfirmed limits of Odoo Online are off. */
export function defaultSettings(): Settings {
  return {
    limits: null,
    parallel: null,
    crm_installed: true,
    automation_installed: true,
    hook_copies: 11,
    hook_timeout_ms: 1_000,
    hook_delay_ms: 0,
    hook_shuffle: false,
    hook_storm: 0,
    plan: 'custom',
    load_ms: 4,
    call_ms: 0,
    json2_errors: 'object',
    rpc_on_20: true,
    is_company_computed_on_20: true,
    clock_offset_ms: 0,
    moved_to: '',
    uses_leads: false,
    checks_vat: false,
    logs_creation: true,
    anyone_names_records: false,
    max_key_days: 90,
  };
}
