import type { Connection } from '../../shared/connection.js';
import type { CallInput, PushReceipt } from '../../shared/push.js';
import { SETTLED_PUSH_STATES } from '../../shared/push.js';
import type { CrmRecord } from '../../shared/records.js';
import { type GetPushResult, getPush, pushCall } from '../../shared/routes/calls.js';
import {
  type ConnectByKeyResult,
  type CreateConnectFlowResult,
  connectByKey,
  createConnectFlow,
  deleteConnection,
  type GetConnectFlowResult,
  getConnectFlow,
  type ListConnectionsResult,
  listConnections,
} from '../../shared/routes/connections.js';
import { type CreateEmbedTokenResult, createEmbedToken } from '../../shared/routes/keys.js';
import {
  type GetFieldsResult,
  type GetMappingResult,
  getFields,
  getMapping,
  type PutMappingResult,
  putMapping,
} from '../../shared/routes/mappings.js';
import { type ListRecordsResult, listRecords, putRecord } from '../../shared/routes/records.js';
import { getCrmHealth, getHealth } from '../../shared/routes/service.js';
import {
  type GetSyncRunResult,
  getSyncRun,
  type StartSyncResult,
  startSync,
} from '../../shared/routes/sync.js';
import { uniqueId } from '../support/sandbox-env.js';
import { ServiceApi } from '../support/service-api.js';
import type { RunningDemo } from '../support/start-demo.js';
import { CookieBrowser } from './cookie-browser.js';
import type { CrmDriver, KnownPerson } from './crm-driver.js';
import { CheckFailure, expectSame, expectThat, type Steps, waitFor } from './steps.js';

const COPIED = ['contact', 'company', 'deal'] as const;

/** The main job with one provider, in a workspace of its own, over HTTP alone. */
export class MainJob {
  private readonly workspaceId = uniqueId('ws_check');
  private readonly callId = uniqueId('call');
  private readonly subject = `Check ${this.callId}`;
  /** As the host's backend. */
  private readonly backend: ServiceApi;
  /** As the elements. */
  private elements: ServiceApi;
  private readonly control: string;
  private connection: Connection | null = null;
  private person: KnownPerson | null = null;
  private pushId: string | null = null;

  constructor(
    private readonly demo: RunningDemo,
    private readonly driver: CrmDriver,
  ) {
    this.backend = new ServiceApi(demo.serviceUrl, demo.secretKey);
    this.elements = new ServiceApi(demo.serviceUrl, null);
    this.control = demo.controlUrl(driver.provider);
  }

  /** @throws CheckFailure at the first step that fails. */
  async run(steps: Steps): Promise<void> {
    await steps.run('the service is healthy', () => this.checkHealth());
    await steps.run('an embed token is minted', () => this.mintToken());
    await steps.run('a person connects and approves', () => this.connect());
    await steps.run('the connection is active', () => this.checkConnection());
    await steps.run('both sides’ fields are listed', () => this.checkFields());
    await steps.run('a mapping is changed and restored', () => this.changeMapping());
    await steps.run('the history is copied', () => this.copyHistory());
    await steps.run('every record is here', () => this.compareRecords());
    await steps.run('a call is registered', () => this.registerCall());
    await steps.run('the call is pushed', () => this.push('sent'));
    await steps.run('the CRM has it once, on the right records', () => this.askCrm());
    await steps.run('it is pushed again', () => this.push('already'));
    await steps.run('the CRM still has it once', () => this.askCrm());
    await steps.run('the CRM is disconnected', () => this.disconnect());
  }

  private async checkHealth(): Promise<string> {
    const { provider } = this.driver;
    const health = await this.elements.call<{ status: string }>(getHealth);
    expectSame('the status of /health', health.status, 'ok');
    // Of a CRM that each customer has elsewhere there is nothing to ask yet.
    if (this.driver.credentials) return 'database answers';
    const crm = await this.elements.call<{ status: string }>(getCrmHealth, { query: { provider } });
    expectSame('the status of /crm/health', crm.status, 'ok');
    return 'database and CRM answer';
  }

  private async mintToken(): Promise<undefined> {
    const body = { workspace_id: this.workspaceId, actor: { name: 'Check' } };
    const minted = await this.backend.call<CreateEmbedTokenResult>(createEmbedToken, { body });
    expectThat(
      minted.token.startsWith('et_'),
      'the token',
      'one that begins with et_',
      minted.token.slice(0, 3),
    );
    this.elements = new ServiceApi(this.demo.serviceUrl, minted.token);
    return undefined;
  }

  private async connect(): Promise<string> {
    if (this.driver.credentials) return this.connectByKey(await this.driver.credentials(this.control));
    const body = { provider: this.driver.provider };
    const flow = await this.elements.call<CreateConnectFlowResult>(createConnectFlow, { body });
    const browser = new CookieBrowser();
    const landing = await this.driver.approve(browser, await browser.open(flow.url));
    expectSame('the page the sign-in ends on', landing.status, 200);
    const ended = await waitFor(
      'the sign-in',
      () => this.elements.call<GetConnectFlowResult>(getConnectFlow, { params: { flow_id: flow.flow_id } }),
      ({ state }) => state !== 'pending',
    );
    expectSame('the state of the sign-in', [ended.state, ended.error?.code ?? null], ['connected', null]);
    return `across ${new URL(landing.url).host}`;
  }

  private async connectByKey(body: Record<string, string>): Promise<string> {
    const params = { provider: this.driver.provider };
    const made = await this.elements.call<ConnectByKeyResult>(connectByKey, { params, body });
    expectSame('the status of the new connection', made.status, 'active');
    return `by a key of ${made.account.name}`;
  }

  private async checkConnection(): Promise<string> {
    const { data } = await this.elements.call<ListConnectionsResult>(listConnections);
    const found = data.find(({ provider }) => provider === this.driver.provider);
    expectThat(found?.status === 'active', 'the connection', 'an active one', data);
    expectThat(found.account.name !== '', 'the account', 'one with a name', found.account);
    const hasScopes = found.scopes.length > 0 || this.driver.credentials !== undefined;
    expectThat(hasScopes, 'the scopes', 'at least one', found.scopes);
    expectSame('scopes that are missing', found.missing_scopes, []);
    this.connection = found;
    return `${found.account.name}, ${found.scopes.length} scopes`;
  }

  private async checkFields(): Promise<string> {
    const { app_fields, crm_fields } = await this.elements.call<GetFieldsResult>(getFields, this.contacts());
    const names = new Set(crm_fields.map(({ name }) => name));
    const { rows } = await this.readMapping();
    // Of alternates an account need only have one.
    const lost = rows.flatMap(({ crm }) =>
      crm === null || crm.split('|').some((name) => names.has(name)) ? [] : [crm],
    );
    expectSame('fields of the preset that the CRM lacks', lost, []);
    return `${app_fields.length} here, ${crm_fields.length} in the CRM`;
  }

  private async changeMapping(): Promise<string> {
    const before = await this.readMapping();
    const { spareField } = this.driver;
    const changed = before.rows.map((row) => (row.field === spareField ? { ...row, crm: null } : row));
    const saved = await this.saveMapping(changed, before.version);
    expectSame('the saved rows', (await this.readMapping()).rows, changed);
    const restored = await this.saveMapping(before.rows, saved.version);
    expectSame('the restored rows', (await this.readMapping()).rows, before.rows);
    return `versions ${before.version}, ${saved.version}, ${restored.version}`;
  }

  private async copyHistory(): Promise<string> {
    const body = { provider: this.driver.provider, backfill: true };
    const { run_id } = await this.elements.call<StartSyncResult>(startSync, { body });
    const seen = new Set<number>();
    const run = await waitFor(
      'the copy',
      () => this.elements.call<GetSyncRunResult>(getSyncRun, { params: { run_id } }),
      ({ state, objects }) => {
        seen.add(objects.reduce((sum, { done }) => sum + done, 0));
        return state !== 'queued' && state !== 'running';
      },
      { timeoutMs: 120_000 },
    );
    expectSame('the end of the copy', [run.state, run.error?.message ?? null], ['succeeded', null]);
    const failed = run.objects.filter(({ failed, state }) => failed > 0 || state !== 'done');
    expectSame('objects that did not come whole', failed, []);
    const ms = Date.parse(run.finished_at ?? '') - Date.parse(run.started_at ?? '');
    return `${Math.max(...seen)} records in ${(ms / 1000).toFixed(2)} s, ${seen.size} states of progress seen`;
  }

  private async compareRecords(): Promise<string> {
    const account = this.live().account.id;
    const counts: string[] = [];
    for (const object of COPIED) {
      const theirs = await this.driver.listIds(this.control, account, object);
      const ours = (await this.readFeed(object)).map(({ remote_id }) => remote_id ?? '');
      expectThat(theirs.length > 0, `${object} records in the sandbox`, 'some', theirs.length);
      expectSame(`number of ${object} records`, ours.length, theirs.length);
      expectSame(`ids of ${object} records`, [...ours].sort(), [...theirs].sort());
      counts.push(`${ours.length} ${object}`);
    }
    return counts.join(', ');
  }

  private async registerCall(): Promise<string> {
    this.person = await this.driver.findPerson(this.control, this.live().account.id);
    const fields: CallInput = {
      subject: this.subject,
      body: 'Made by the check of the demo.',
      occurred_at: new Date().toISOString(),
      duration_s: 372,
      direction: 'outbound',
      outcome: 'connected',
    };
    const body = { workspace_id: this.workspaceId, fields, contact: { email: this.person.email } };
    await this.backend.call(putRecord, { params: { object: 'activity', local_id: this.callId }, body });
    return `with ${this.person.name}`;
  }

  private async push(kind: 'sent' | 'already'): Promise<string> {
    const params = { call_id: this.callId };
    await this.elements.call<PushReceipt>(pushCall, { params, body: {} });
    const receipt = await waitFor(
      'the receipt',
      () => this.elements.call<GetPushResult>(getPush, { params }),
      ({ state }) => SETTLED_PUSH_STATES.includes(state),
    );
    const good = kind === 'sent' ? ['sent'] : ['sent', 'already_there'];
    expectThat(good.includes(receipt.state), 'the receipt', good.join(' or '), receipt);
    expectSame('the contact on the receipt', receipt.contact_name, this.person?.name);
    this.pushId ??= receipt.push_id;
    expectSame('the push the receipt is of', receipt.push_id, this.pushId);
    expectThat(receipt.remote_url !== null, 'the receipt', 'a link to the CRM', receipt);
    return `${receipt.state}, on ${receipt.contact_name}`;
  }

  private async askCrm(): Promise<string> {
    const { contactId, companyId, dealId } = this.person ?? { contactId: '', companyId: '', dealId: '' };
    const calls = await this.driver.findCalls(this.control, this.live().account.id, this.subject);
    expectSame('calls with this subject in the CRM', calls.length, 1);
    const [call] = calls;
    expectSame('the contact of the call', call?.contactIds, [contactId]);
    expectSame('the company of the call', call?.companyIds, [companyId]);
    expectSame('the deal of the call', call?.dealIds, [dealId]);
    return `call ${call?.id}, contact, company and deal`;
  }

  private async disconnect(): Promise<undefined> {
    const params = { connection_id: this.live().id };
    await this.elements.call(deleteConnection, { params, query: { data: 'delete' } });
    const { data } = await this.elements.call<ListConnectionsResult>(listConnections);
    expectSame(
      'connections that are not disconnected',
      data.filter(({ status }) => status !== 'disconnected'),
      [],
    );
    return undefined;
  }

  private live(): Connection {
    if (!this.connection) throw new CheckFailure('no connection was made');
    return this.connection;
  }

  private contacts() {
    return { query: { provider: this.driver.provider, object: 'contact' } };
  }

  private readMapping(): Promise<GetMappingResult> {
    return this.elements.call<GetMappingResult>(getMapping, this.contacts());
  }

  private saveMapping(rows: GetMappingResult['rows'], base_version: number): Promise<PutMappingResult> {
    return this.elements.call<PutMappingResult>(putMapping, {
      ...this.contacts(),
      body: { rows, base_version },
    });
  }

  private async readFeed(object: string): Promise<CrmRecord[]> {
    const records: CrmRecord[] = [];
    for (let cursor: string | null = ''; ; ) {
      const query: Record<string, string> = { limit: '200', ...(cursor ? { cursor } : {}) };
      const page: ListRecordsResult = await this.elements.call<ListRecordsResult>(listRecords, {
        params: { object },
        query,
      });
      records.push(...page.data);
      if (!page.has_more) return records;
      cursor = page.next_cursor;
    }
  }
}
