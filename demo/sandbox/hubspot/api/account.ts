import { type Answer, empty } from '../../kit/sandbox.js';
import { type ApiRoute, type Exchange, ok } from '../context.js';
import { invalid, notFound } from '../refusal.js';
import type { Owner } from '../state/pipelines.js';
import { limitParam } from './input.js';

const SINCE = '2025-02-03T08:00:00Z';
const OBJECT_READ = ['contacts', 'companies', 'deals'].map((name) => `crm.objects.${name}.read`);

function details({ portal, call }: Exchange): Answer {
  const { id, info } = portal;
  return ok({
    portalId: id,
    accountType: 'DEVELOPER_TEST',
    timeZone: 'Europe/Rome',
    companyCurrency: info.companyCurrency,
    additionalCurrencies: info.additionalCurrencies,
    utcOffset: '+01:00',
    utcOffsetMilliseconds: 3_600_000,
    // Links into the CRM must end on the pages of this sandbox.
    uiDomain: `${call.url.origin}/hubspot`,
    dataHostingLocation: 'na1',
  });
}

/** Ends the install: every token of this account, access tokens too. */
function uninstall({ context, portal }: Exchange): Answer {
  context.grants.uninstall(portal.id);
  return empty(204);
}

function presentOwner(owner: Owner) {
  return { ...owner, userIdIncludingInactive: owner.userId, teams: [], createdAt: SINCE, updatedAt: SINCE };
}

function listOwners({ portal, query }: Exchange): Answer {
  const limit = limitParam(query, 100, 500);
  const email = query.get('email')?.toLowerCase();
  const archived = query.get('archived') === 'true';
  const after = Number(query.get('after') ?? 0);
  const matching = portal.info.owners.filter(
    (owner) => owner.archived === archived && (!email || owner.email.toLowerCase() === email),
  );
  const shown = matching.filter((owner) => Number(owner.id) > after).slice(0, limit);
  const last = shown.at(-1);
  const hasMore = last !== undefined && last !== matching.at(-1);
  return ok({
    results: shown.map(presentOwner),
    ...(hasMore ? { paging: { next: { after: last.id } } } : {}),
  });
}

function getOwner({ portal, params, query }: Exchange): Answer {
  const id = params['id'] ?? '';
  const byUser = query.get('idProperty') === 'userId';
  const owner = portal.info.owners.find((each) => (byUser ? String(each.userId) : each.id) === id);
  if (!owner) throw notFound(`Owner ${id} does not exist`);
  return ok(presentOwner(owner));
}

function pipelinesFor(exchange: Exchange) {
  const name = exchange.params['type'] ?? '';
  if (!['deals', 'deal', '0-3'].includes(name)) throw invalid(`Object type ${name} has no pipelines here`);
  return exchange.portal.info.pipelines;
}

function listPipelines(exchange: Exchange): Answer {
  return ok({ results: pipelinesFor(exchange) });
}

function getPipeline(exchange: Exchange): Answer {
  const found = pipelinesFor(exchange).find((each) => each.id === exchange.params['id']);
  if (!found) throw notFound(`Pipeline ${exchange.params['id']} does not exist`);
  return ok(found);
}

function companyCurrency({ portal }: Exchange): Answer {
  return ok({ currencyCode: portal.info.companyCurrency, id: '1', createdAt: SINCE, updatedAt: SINCE });
}

function exchangeRates({ portal }: Exchange): Answer {
  const results = portal.info.additionalCurrencies.map((code, i) => ({
    id: String(i + 2),
    fromCurrencyCode: code,
    toCurrencyCode: portal.info.companyCurrency,
    conversionRate: 1,
    visibleInUI: true,
    effectiveAt: SINCE,
    createdAt: SINCE,
    updatedAt: SINCE,
  }));
  return ok({ results });
}

function currencyCodes(): Answer {
  const names = new Intl.DisplayNames('en', { type: 'currency' });
  const results = Intl.supportedValuesOf('currency').map((code) => ({
    currencyCode: code,
    currencyName: names.of(code) ?? code,
  }));
  return ok({ results });
}

/** The older list of call outcomes, which still answers. */
function dispositions({ portal }: Exchange): Answer {
  const options = portal.property('calls', 'hs_call_disposition')?.options ?? [];
  return ok(options.map((option) => ({ id: option.value, label: option.label, deleted: false })));
}

const account = (scopes: string[]) => ({ scopes: () => scopes, bucket: 'account' }) as const;
const owners = account(['crm.objects.owners.read']);
const pipelines = account(OBJECT_READ);
const currencies = account(['settings.currencies.read']);

/** The account itself and what its settings hold: owners, pipelines, currencies, outcomes. */
export const accountRoutes: ApiRoute[] = [
  { ...account([]), pattern: 'GET /account-info/:version/details', run: details },
  { ...account([]), pattern: 'DELETE /appinstalls/:version/external-install', run: uninstall },
  { ...owners, pattern: 'GET /crm/owners/:version', run: listOwners },
  { ...owners, pattern: 'GET /crm/owners/:version/:id', run: getOwner },
  { ...pipelines, pattern: 'GET /crm/pipelines/:version/:type', run: listPipelines },
  { ...pipelines, pattern: 'GET /crm/pipelines/:version/:type/:id', run: getPipeline },
  { ...currencies, pattern: 'GET /settings/currencies/:version/company-currency', run: companyCurrency },
  { ...currencies, pattern: 'GET /settings/currencies/:version/exchange-rates', run: exchangeRates },
  { ...currencies, pattern: 'GET /settings/currencies/:version/exchange-rates/current', run: exchangeRates },
  { ...currencies, pattern: 'GET /settings/currencies/:version/codes', run: currencyCodes },
  { ...account(OBJECT_READ), pattern: 'GET /calling/v1/dispositions', run: dispositions },
];
