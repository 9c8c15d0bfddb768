import type { ObjectName } from './records.js';

/** One field of the form a provider without a sign-in window needs. */
export interface CredentialField {
  name: string;
  label: string;
  type: 'text' | 'url' | 'email' | 'password';
  required: boolean;
  /** Regular expression the value must match whole. */
  pattern?: string;
  placeholder?: string;
  help_url?: string;
}

export interface ProviderInfo {
  id: string;
  label: string;
  auth: 'oauth2' | 'api_key';
  /** Only for `api_key`. */
  credential_fields: CredentialField[];
  objects: ObjectName[];
  doc_url: string;
  /** False while neither the app nor the environment holds credentials for it. */
  configured: boolean;
}
