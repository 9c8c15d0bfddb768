import type { MappingRow, StageMove } from '../../shared/mapping.js';
import { pushSooner } from '../support/push-sooner.js';
import { waitUntil } from '../support/service.js';
import { aCall, type Workbench } from './workbench.js';

const CONNECTED = 'f240bbac-87c9-4f6e-bf70-924b57d47db7';
export const MAPPING = '/crm/mappings?provider=hubspot&object=activity';
export const RENEWALS = '887314501';
/** What the mapping of these tests says of each outcome. */
export const STAGES: Record<string, StageMove> = {
  interested: { stage: 'qualifiedtobuy' },
  appointment: { stage: 'presentationscheduled', pipeline: 'default' },
  not_now: { stage: 'appointmentscheduled', backwards: true },
  signed: { stage: 'closedwon' },
};

const withStages = (rows: MappingRow[], stages: Record<string, unknown>) =>
  rows.map((row) => {
    if (row.field !== 'outcome') return row;
    const values = (row.picklist?.values ?? []).filter(({ crm }) => crm !== CONNECTED);
    const pairs = ['connected', ...Object.keys(STAGES)].map((app) => ({ app, crm: CONNECTED }));
    return { ...row, picklist: { values: [...values, ...pairs], other: 'empty' }, stages };
  });

export async function saveStages({ service, tenant }: Workbench, stages: Record<string, unknown>) {
  const { rows } = (await service.api.get<{ rows: MappingRow[] }>(MAPPING, { key: tenant.et, expect: 200 }))
    .body;
  const body = { rows: withStages(rows, stages) };
  return service.api.put<{ rows: MappingRow[]; errors?: Record<string, string>[] }>(MAPPING, {
    key: tenant.et,
    body,
  });
}

/** A deal with a contact of its own, in the CRM only. */
export async function makeDeal(bench: Workbench, stage: string, pipeline = 'default') {
  made += 1;
  const email = `deal${made}@stages.example`;
  const put = async (object: string, record: object) =>
    (await bench.service.sandbox.post<{ ids: string[] }>('records', { object, records: [record] })).ids[0] ??
    '';
  const contact = await put('contacts', { properties: { email, lastname: `Stage${made}` } });
  const deal = await put('deals', {
    properties: { dealname: `Deal ${made}`, dealstage: stage, pipeline, amount: '100' },
    associations: { contacts: [contact] },
  });
  return { deal, email, contact };
}
let made = 0;

export type Deal = Awaited<ReturnType<typeof makeDeal>>;

export const push = (
  bench: Workbench,
  callId: string,
  { deal, email }: Deal,
  call: Record<string, unknown>,
) =>
  bench.push(callId, {
    call: aCall({ subject: callId, ...call }),
    contact: { email },
    deal: { remote_id: deal },
  });
/** Waits until the deal of a call was dealt with. */
export const moved = (bench: Workbench, callId: string, outcome: string, ...states: string[]) =>
  waitUntil(`the deal of ${callId} was moved for ${outcome}`, async () => {
    const receipt = await bench.receipt(callId);
    const stage = receipt.deal_stage;
    const wanted = states.length > 0 ? states.includes(stage?.state ?? '') : stage?.state !== 'waiting';
    return stage !== null && stage.outcome === outcome && wanted && { ...receipt, deal_stage: stage };
  });
/** Like `moved`; what waits for its next try is due now. */
export const hurriedly = (bench: Workbench, callId: string, outcome: string, ...states: string[]) =>
  waitUntil(`the deal of ${callId} is ${states}`, async () => {
    const { deal_stage: stage } = await bench.receipt(callId);
    if (stage?.outcome === outcome && states.includes(stage.state)) return stage;
    await pushSooner(bench);
    return null;
  });
export const inCrm = async (bench: Workbench, { deal }: Deal) =>
  (await bench.service.sandbox.records('deals')).find(({ id }) => id === deal)?.properties;
export const stageOf = async (bench: Workbench, deal: Deal) => (await inCrm(bench, deal))?.dealstage;
export const edit = (bench: Workbench, { deal }: Deal, properties: Record<string, string>) =>
  bench.service.sandbox.post('records', { object: 'deals', records: [{ id: deal, properties }] });
interface DealWrites {
  body: { inputs: { id: string; properties: Record<string, string> }[] };
}
/** Stages that were written into a deal, in order. */
export const written = async (bench: Workbench, { deal }: Deal) =>
  ((await bench.service.sandbox.requests('/deals/batch/update')) as unknown as DealWrites[])
    .flatMap(({ body }) => body.inputs)
    .filter(({ id }) => id === deal)
    .map(({ properties }) => properties['dealstage']);
