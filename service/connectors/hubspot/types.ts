/**
 * The vendor's shapes, only as far as we read them. Every field may be missing in an answer.
 * @source API specification of 2026-09, see README.md, checked 2026-11.
 */

/** Names of the HubSpot objects we touch, as in API paths. */
export type HubspotType = 'contacts' | 'companies' | 'deals' | 'calls' | 'notes' | 'tasks' | 'meetings';

/** A record. Property values are text, numbers and booleans too; empty ones are null. */
export interface HubspotRecord {
  id: string;
  properties: Record<string, string | null>;
  createdAt?: string;
  updatedAt?: string;
  archived?: boolean;
  archivedAt?: string;
  /** Only with `?associations=`. */
  associations?: Record<string, ListedAssociations>;
}

/** `type` is a name such as `contact_to_company` (primary) or `contact_to_company_unlabeled`. */
export interface ListedAssociations {
  results?: { id: string; type: string }[];
  paging?: Paging;
}

export interface Paging {
  next?: { after?: string };
}

export interface RecordList {
  results?: HubspotRecord[];
  paging?: Paging;
  /** Only of a search. */
  total?: number;
}

/** Answer of `…/batch/read`, `update`, `create` and `upsert`; HTTP 207 when `errors` is not empty. */
export interface BatchAnswer<T = HubspotRecord & { new?: boolean; objectWriteTraceId?: string }> {
  results?: T[];
  errors?: ErrorEnvelope[];
}

/** One record's links of `/crm/associations/…/batch/read`. */
export interface AssociationRow {
  from?: { id?: string };
  to?: { toObjectId: string | number; associationTypes?: { category?: string; typeId?: number }[] }[];
  paging?: Paging;
}

/** Error body of a request, and of one row of a batch. */
export interface ErrorEnvelope {
  status?: string;
  message?: string;
  category?: string;
  subCategory?: string;
  errorType?: string;
  policyName?: string;
  errors?: {
    message?: string;
    code?: string;
    in?: string;
    subCategory?: string;
    context?: Record<string, string[]>;
  }[];
  context?: Record<string, string[]>;
}

export interface PropertyDefinition {
  name: string;
  label?: string;
  type?: string;
  fieldType?: string;
  groupName?: string;
  hidden?: boolean;
  calculated?: boolean;
  hasUniqueValue?: boolean;
  hubspotDefined?: boolean;
  referencedObjectType?: string;
  options?: { label?: string; value: string; hidden?: boolean; displayOrder?: number }[];
  modificationMetadata?: { readOnlyValue?: boolean };
}

export interface Pipeline {
  id: string;
  label?: string;
  displayOrder?: number;
  archived?: boolean;
  stages?: {
    id: string;
    label?: string;
    displayOrder?: number;
    archived?: boolean;
    /** `isClosed` is text: "true" or "false". */
    metadata?: { isClosed?: string | boolean };
  }[];
}

export interface Owner {
  id: string;
  email?: string;
  firstName?: string;
  lastName?: string;
}

export interface AccountDetails {
  portalId?: number;
  accountType?: string;
  timeZone?: string;
  companyCurrency?: string;
  additionalCurrencies?: string[];
  uiDomain?: string;
  dataHostingLocation?: string;
}
