import { OWNERS } from '../../kit/seed-names.js';
import type { Settings } from '../settings.js';
import { defaultPipeline, makeOwners, renewalsPipeline } from '../state/pipelines.js';
import { Portal, type PortalInfo } from '../state/portal.js';
import { seedPortal } from './seed.js';

const NORDEST_ENERGIA: PortalInfo = {
  id: 146_700_001,
  name: 'Nordest Energia',
  domain: 'nordest-energia.example',
  companyCurrency: 'EUR',
  additionalCurrencies: ['USD', 'CHF', 'JPY'],
  pipelines: [defaultPipeline(), renewalsPipeline()],
  owners: makeOwners(146_700_001, OWNERS),
};

const NORDEST_SERVIZI: PortalInfo = {
  id: 146_700_002,
  name: 'Nordest Servizi',
  domain: 'nordest-servizi.example',
  companyCurrency: 'EUR',
  additionalCurrencies: [],
  pipelines: [defaultPipeline()],
  owners: makeOwners(146_700_002, [['Enrico', 'Pavan', 'enrico.pavan@nordest-servizi.example']]),
};

/** The two accounts a person can choose from, filled unless `isEmpty`. */
export function makePortals(settings: Settings, now: () => number, isEmpty: boolean): Portal[] {
  const energia = new Portal(NORDEST_ENERGIA, settings, now);
  const servizi = new Portal(NORDEST_SERVIZI, settings, now);
  if (!isEmpty) {
    seedPortal(energia, { contacts: 100, companies: 40, deals: 60 });
    seedPortal(servizi, { contacts: 6, companies: 4, deals: 3 });
  }
  return [energia, servizi];
}
