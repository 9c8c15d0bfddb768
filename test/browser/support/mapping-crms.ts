import assert from 'node:assert/strict';
import type { Page } from 'puppeteer-core';
import { listAll } from '../../../demo/check/control-records.js';
import { odooDriver } from '../../../demo/check/odoo-driver.js';
import { WORKSPACE } from '../../../demo/host-app/people.js';
import { ServiceApi } from '../../../demo/support/service-api.js';
import { connectByKey } from '../../../shared/routes/connections.js';
import type { TestDemo } from './demo.js';
import { openedBy, press, waitForClose } from './page.js';

const PERSON = 'giulia.ferri@prato.example';

/** A CRM as the mapping's test sees it: two fields of a contact, and the doors to its records and fields. */
export interface MappedCrm {
  provider: string;
  label: string;
  /** Fields of a contact that hold the yearly use in kWh, and the language. */
  use: { name: string; label: RegExp };
  language: { name: string; search: string; italian: RegExp; english: RegExp };
  /** What the CRM holds for Italian and English. */
  values: { italian: string; english: string };
  connect(page: Page, demo: TestDemo): Promise<void>;
  /** Giulia's values, as the CRM holds them. */
  read(demo: TestDemo): Promise<Record<string, unknown>>;
  /** Takes the field away, or puts it back. */
  removeField(demo: TestDemo, name: string): Promise<void>;
  putBack(demo: TestDemo, name: string): Promise<void>;
}

const approveIn = (label: string) => async (page: Page) => {
  const popup = await openedBy(page, () => press(page, 'crm-connect', new RegExp(`Connect ${label}`)));
  await popup.waitForSelector('#allow');
  await popup.click('#allow');
  await waitForClose(popup);
};

/** Where a sandbox keeps the contacts, and how its control door names the place of a field. */
function doorsOf(
  provider: string,
  place: Record<string, string>,
  emailOf: (record: Record<string, unknown>) => unknown,
) {
  const change = async (demo: TestDemo, method: string, name: string) => {
    const query = method === 'DELETE' ? `?${new URLSearchParams({ ...place, name })}` : '';
    const body = method === 'DELETE' ? {} : { body: JSON.stringify({ ...place, name }) };
    const answer = await fetch(`${demo.controlUrl(provider)}/fields${query}`, { method, ...body });
    assert.ok(answer.ok, `${method} of the field ${name} answered ${answer.status}`);
  };
  return {
    async read(demo: TestDemo) {
      const all = await listAll<Record<string, unknown>>(demo.controlUrl(provider), place);
      const found = all.find((record) => String(emailOf(record)).toLowerCase() === PERSON);
      assert.ok(found, `${provider} has ${PERSON}`);
      return (found['properties'] ?? found) as Record<string, unknown>;
    },
    removeField: (demo: TestDemo, name: string) => change(demo, 'DELETE', name),
    putBack: (demo: TestDemo, name: string) => change(demo, 'PATCH', name),
  };
}

const propertyOf = (name: string) => (record: Record<string, unknown>) =>
  (record['properties'] as Record<string, unknown>)[name];

export const MAPPED_CRMS: readonly MappedCrm[] = [
  {
    ...{ provider: 'hubspot', label: 'HubSpot' },
    use: { name: 'yearly_use_kwh', label: /Yearly use/ },
    language: { name: 'preferred_language', search: 'preferred', italian: /Italiano/, english: /English/ },
    values: { italian: 'it', english: 'en' },
    connect: approveIn('HubSpot'),
    ...doorsOf('hubspot', { object: 'contacts' }, propertyOf('email')),
  },
  {
    ...{ provider: 'zoho', label: 'Zoho CRM' },
    use: { name: 'Yearly_Use_kWh', label: /Yearly Use/ },
    language: { name: 'Preferred_Language', search: 'preferred', italian: /^it\b/, english: /^en\b/ },
    values: { italian: 'it', english: 'en' },
    connect: approveIn('Zoho CRM'),
    ...doorsOf('zoho', { object: 'Contacts' }, propertyOf('Email')),
  },
  {
    ...{ provider: 'odoo', label: 'Odoo' },
    use: { name: 'x_studio_yearly_use_kwh', label: /Yearly use/i },
    language: { name: 'lang', search: 'language', italian: /Italian/, english: /English/ },
    values: { italian: 'it_IT', english: 'en_US' },
    async connect(page, demo) {
      const credentials = await odooDriver.credentials?.(demo.controlUrl('odoo'));
      const body = { workspace_id: WORKSPACE.id, ...credentials };
      await new ServiceApi(demo.serviceUrl, demo.secretKey).call(connectByKey, {
        params: { provider: 'odoo' },
        body,
      });
      await page.reload();
    },
    ...doorsOf('odoo', { model: 'res.partner', server: 'v19' }, (record) => record['email']),
  },
];
