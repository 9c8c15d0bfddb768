import type { FieldType, FieldValue, ObjectName, Setter } from './records.js';

export const DIRECTIONS = ['both', 'from_crm', 'to_crm'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const DATE_FORMATS = [
  'yyyy-MM-dd',
  'dd/MM/yyyy',
  'MM/dd/yyyy',
  'dd.MM.yyyy',
  'dd-MM-yyyy',
  'yyyy/MM/dd',
  'yyyyMMdd',
  'd MMM yyyy',
  'MMM d, yyyy',
  'epoch_ms',
  'epoch_s',
] as const;
/** How a CRM writes a day; `MMM` is the English short name of a month, epochs are those of midnight in UTC. */
export type DateFormat = (typeof DATE_FORMATS)[number];

export const DATETIME_FORMATS = [
  'iso',
  'iso_offset',
  'yyyy-MM-dd HH:mm:ss',
  'yyyy-MM-dd HH:mm',
  'dd/MM/yyyy HH:mm:ss',
  'dd/MM/yyyy HH:mm',
  'MM/dd/yyyy HH:mm:ss',
  'MM/dd/yyyy HH:mm',
  'MM/dd/yyyy hh:mm a',
  'dd.MM.yyyy HH:mm:ss',
  'dd.MM.yyyy HH:mm',
  'epoch_ms',
  'epoch_s',
] as const;
/** How a CRM writes a point in time. `iso` is in UTC with milliseconds, `iso_offset` has the offset and whole seconds. */
export type DateTimeFormat = (typeof DATETIME_FORMATS)[number];

/** Languages that names of countries and currencies are read in. */
export const NAME_LANGUAGES = ['en', 'it', 'de', 'fr', 'es'] as const;
export type NameLanguage = (typeof NAME_LANGUAGES)[number];

export const COUNTRY_FORMS = ['name', 'alpha_2', 'alpha_3'] as const;
export type CountryForm = (typeof COUNTRY_FORMS)[number];

/** What becomes of a value that a lookup table does not name. */
export const LOOKUP_OTHERS = ['keep', 'empty', 'hold'] as const;
export type LookupOther = (typeof LOOKUP_OTHERS)[number];

/**
 * One step of a conversion, applied in order from the CRM to us; backwards, and inverted, the other way. What each
 * takes and whether it can be inverted says `TRANSFORM_INFO` in shared/transforms.ts: a step that tidies (`lower`) is
 * applied as it is on the way to the CRM, and one that goes one way (`template`) makes its row go one way.
 */
export type Transform =
  | { name: 'trim' | 'lower' | 'upper' | 'digits' | 'text' | 'currency_iso' }
  | { name: 'domain' | 'html' | 'milliseconds' | 'first_word' | 'after_first_word' }
  | { name: 'number' /** Of a text; left out: a point, and no grouping is taken. */; decimal?: '.' | ',' }
  | { name: 'boolean' /** The CRM's own words. */; yes?: string; no?: string }
  | { name: 'date' /** Left out: ISO or epoch milliseconds, and ISO on the way out. */; format?: DateFormat }
  | {
      name: 'datetime';
      /** Left out: ISO or epoch milliseconds, and ISO on the way out. */
      format?: DateTimeFormat;
      /** IANA zone of text that names none; left out: UTC. */
      zone?: string;
    }
  | { name: 'e164' /** ISO 3166 alpha-2 */; country: string }
  | {
      name: 'country_iso';
      /** What the CRM gets; left out: the name. */
      write?: CountryForm;
      /** Of that name; left out: English. */
      language?: NameLanguage;
    }
  | { name: 'multiply'; by: number }
  | { name: 'cents' /** ISO 4217, of records that name none; left out: two decimals. */; currency?: string }
  | { name: 'truncate'; length: number }
  | { name: 'replace'; find: string; with: string }
  | { name: 'split'; separator: string }
  | { name: 'join'; separator: string }
  | {
      name: 'lookup';
      /** `from` stands in the CRM, `to` here; the first row wins where two share one. */
      table: { from: string; to: string }[];
      other: LookupOther;
    }
  | { name: 'default'; value: FieldValue }
  | { name: 'constant'; value: FieldValue }
  | {
      name: 'template';
      /** `{first_name} {last_name}`: fields of the side that the value comes from. */
      template: string;
    };

export type TransformName = Transform['name'];

/** What happens to a value the picklist does not name; `default`: it becomes the one value of that way. */
export const PICKLIST_OTHERS = ['empty', 'keep', 'hold', 'default'] as const;
export type PicklistOther = (typeof PICKLIST_OTHERS)[number];

export interface Picklist {
  values: { app: string; crm: string }[];
  other: PicklistOther;
  /** With `default`: what such a value of the CRM is here. Left out: it is held. */
  default_app?: string;
  /** With `default`: what such a value of ours is in the CRM. Left out: it is held. */
  default_crm?: string;
}

/**
 * Who is right when host and CRM both changed a field, or differ when they first meet. `crm_wins`, `host_wins`: that
 * side. `fill_empty`: the host's value goes only into a field that is empty in the CRM; else each side keeps its own.
 * `crm_only`: the host gives the field
 * when it makes the record, and never writes it again.
 */
export const CONFLICT_RULES = ['crm_wins', 'host_wins', 'fill_empty', 'crm_only'] as const;
export type ConflictRule = (typeof CONFLICT_RULES)[number];

/** The rule of a field whose mapping row names none: that of its object, unless the field has its own. */
export const DEFAULT_RULES: Readonly<
  Record<ObjectName, { rule: ConflictRule; fields: Readonly<Record<string, ConflictRule>> }>
> = {
  contact: { rule: 'crm_wins', fields: {} },
  company: { rule: 'crm_wins', fields: {} },
  deal: { rule: 'fill_empty', fields: { stage: 'crm_only', currency: 'crm_only', pipeline: 'crm_only' } },
  activity: { rule: 'host_wins', fields: {} },
};

export function defaultRule(object: ObjectName, field: string): ConflictRule {
  const { rule, fields } = DEFAULT_RULES[object];
  return Object.hasOwn(fields, field) ? (fields[field] ?? rule) : rule;
}

/**
 * Where a call with an outcome moves the deal it is logged on. A closed deal is never moved, and no deal is moved back
 * unless that is said.
 */
export interface StageMove {
  /** The CRM's own value of the stage. */
  stage: string;
  /** Of the stage, where the CRM has several. Only deals of that pipeline are moved; left out: that of the stage. */
  pipeline?: string;
  /** Also moves a deal that has come further. */
  backwards?: boolean;
}

/**
 * When a value goes over. `if_empty`: only into a field that is empty on the side it goes to. `if_changed`: to the CRM
 * only when the host's value is another than the one it last gave, so never over a CRM field it did not speak of anew;
 * from the CRM as always.
 */
export const CONDITIONS = ['if_empty', 'if_changed'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Rows of one object that are saved, or tried at once. */
export const MOST_MAPPING_ROWS = 1_000;

export interface MappingRow {
  /** Canonical field (`email`) or custom one (`custom.yearly_use`). */
  field: string;
  /** CRM field, or alternates in order: `"mobilephone|phone"`. Null: the field is left out. */
  crm: string | null;
  direction: Direction;
  transforms: Transform[];
  picklist?: Picklist;
  /** Only of the `outcome` of an activity, by our outcome; it works whether or not the outcome itself is written. */
  stages?: Record<string, StageMove>;
  /** Left out: `defaultRule` of the field. Only rows that go both ways have a choice. */
  rule?: ConflictRule;
  /** Left out: always. */
  when?: Condition;
  /**
   * Without a value after mapping the record is not mapped: one from the CRM is kept with its error, a push to the CRM
   * is refused with this field to blame.
   */
  required?: true;
}

/** An app's default, or what one workspace lays over it. */
export const MAPPING_LEVELS = ['app', 'workspace'] as const;
export type MappingLevel = (typeof MAPPING_LEVELS)[number];

/** What a level is laid over, and goes back to: the provider's preset, or for a workspace its app's default. */
export interface MappingBase {
  source: 'preset' | 'app';
  /** Of the app's default; 0 for the preset. */
  version: number;
  rows: MappingRow[];
}

export interface Mapping {
  provider: string;
  object: ObjectName;
  level: MappingLevel;
  /** The newest of this level; 0: nothing was saved at it. */
  version: number;
  /** The nearest level that decides anything: `workspace` only where it departs from its base. */
  source: 'preset' | 'app' | 'workspace';
  /** Those in use: the base's, with what this level says of a field in their place. */
  rows: MappingRow[];
  base: MappingBase;
  updated_at: string | null;
  updated_by: string | null;
}

/** How one field differs between two mappings. Null: that one has no row for it. */
export interface RowDiff {
  field: string;
  before: MappingRow | null;
  after: MappingRow | null;
  /** What differs, where both have a row. */
  changed: (keyof MappingRow)[];
}

/** One saved version of a level. Counts are of fields, against the version before. */
export interface MappingVersion {
  version: number;
  author: string | null;
  note: string | null;
  created_at: string;
  changes: { added: number; changed: number; removed: number };
}

export const MAPPING_DOCUMENT_FORMAT = 'crm-connect/mapping';

/** Mappings of one provider as a file: what an export answers and an import takes. */
export interface MappingDocument {
  format: typeof MAPPING_DOCUMENT_FORMAT;
  format_version: 1;
  provider: string;
  exported_at: string;
  mappings: { object: ObjectName; rows: MappingRow[] }[];
}

/** A fault of one row. `row` is its index; `severity` error forbids saving. */
export interface MappingFault {
  row: number;
  field: string;
  code:
    | 'unknown_app_field'
    | 'unknown_crm_field'
    | 'read_only'
    | 'type_clash'
    | 'used_twice'
    | 'required_missing'
    | 'unknown_option'
    | 'unknown_transform'
    | 'duplicate_row'
    | 'missing_in_crm'
    | 'rule_unused'
    | 'stages_misplaced'
    | 'unknown_outcome'
    | 'unknown_stage'
    | 'no_inverse'
    | 'cycle'
    | 'drifted'
    | 'unknown_placeholder'
    | 'condition_unused';
  severity: 'error' | 'warning';
  message: string;
  /** CRM field to blame, when there is one. */
  crm?: string;
  /** Of the row's `stages`: the outcome whose entry is to blame. */
  outcome?: string;
}

export interface FieldOption {
  value: string;
  label: string;
  /** Of a deal stage: whether the CRM counts deals in it as closed. Left out: it does not say. */
  closed?: boolean;
  /** Of a deal stage: the value of the pipeline it stands in. Stages of one pipeline come in its order. */
  pipeline?: string;
}

/** One field as the CRM describes it. */
export interface CrmField {
  name: string;
  label: string;
  type: FieldType;
  /** The provider's own type name, for support. */
  native_type: string;
  required: boolean;
  read_only: boolean;
  custom: boolean;
  unique: boolean;
  group: string | null;
  options: FieldOption[];
  /** Up to 3 values seen in the records we hold. */
  samples: string[];
}

/** What can change about a field of the CRM that a mapping uses. */
export const FIELD_CHANGES = ['removed', 'retyped', 'read_only', 'required', 'options'] as const;
export type FieldChange = (typeof FIELD_CHANGES)[number];

/** What a mapping relies on of a field of the CRM. */
export interface FieldShape {
  type: FieldType;
  /** The provider's own type name. */
  native_type: string;
  required: boolean;
  read_only: boolean;
  options: Pick<FieldOption, 'value' | 'label'>[];
}

/** A field of the CRM that is no longer as the mapping in use knew it. */
export interface FieldDrift {
  crm: string;
  /** As the CRM named it last. */
  label: string;
  change: FieldChange;
  /** Our fields that are mapped to it. */
  fields: string[];
  /** True while those fields are left out both ways: our records keep what they had, and the CRM's field is not written. */
  paused: boolean;
  since: string;
  /** `options` holds only those that came or went. Null in `after` of a removed field. */
  before: FieldShape | null;
  after: FieldShape | null;
}

/**
 * One row of a preview, both ways: what a value of the CRM becomes here, and what goes there. Values of sensitive fields
 * are masked for browsers.
 */
export interface PreviewRow {
  field: string;
  /** The CRM field that gave the value (the first alternate that is not empty). */
  crm: string | null;
  /** As the CRM has it; long text is cut. */
  raw: FieldValue;
  value: FieldValue;
  /** Why there is no value, or why the row is left out of the sync. */
  error: string | null;
  /** What the way to the CRM starts from: what the host said of the field, else what it has here. */
  ours: FieldValue;
  /** Who set `ours`; null while nobody has. */
  ours_by: Setter | null;
  /** What the CRM would get; its conditions and conflict rules decide whether it does. */
  to_crm: FieldValue;
  to_crm_error: string | null;
  /** Sensitive: the values are masked. */
  masked?: true;
}

/** `remote_id` is null for a record of the host that is not in the CRM yet. */
export interface MappingPreview {
  record: { remote_id: string | null; local_id: string | null; label: string } | null;
  rows: PreviewRow[];
}
