import { type Answer, empty, json } from '../../kit/sandbox.js';
import { type ApiRoute, type Exchange, readObject } from '../context.js';
import { apiDomain } from '../data-centres.js';
import { infoOf } from '../modules.js';
import type { Channel } from '../notifications/channels.js';
import { need } from '../oauth/scopes.js';
import { invalid, invalidData, RowFault } from '../refusal.js';
import { withOffset } from '../state/time.js';
import { missingParam } from './input.js';
import { type Given, readChannel, readEvents } from './watch-input.js';

function presentEvents({ context, org }: Exchange, channel: Channel) {
  return channel.events.map(({ module }) => ({
    channel_expiry: withOffset(channel.expiresAt, org.info.timeZone),
    resource_uri: `${apiDomain(context.origin, org.info.dc)}/crm/v8/${module}`,
    resource_id: `${org.info.idPrefix}00000000${infoOf(module).idCode}`,
    resource_name: module,
    channel_id: channel.id,
  }));
}

function subscribed(exchange: Exchange, channel: Channel, verb = 'subscribed') {
  return {
    code: 'SUCCESS',
    details: { events: presentEvents(exchange, channel) },
    message: `Successfully ${verb} for actions-watch of the given module`,
    status: 'success',
  };
}

/** The status says how many of them went well, as with records. */
function answer({ org }: Exchange, answers: unknown[], failed: number, done: number): Answer {
  const { all_failed_status: none } = org.settings;
  return json(failed === 0 ? done : failed === answers.length ? none : 207, { watch: answers });
}

/** Runs each channel of the body for itself. */
function eachChannel(
  exchange: Exchange,
  status: number,
  run: (given: Given, position: number) => unknown,
): Answer {
  const { watch } = readObject(exchange.call);
  if (!Array.isArray(watch) || watch.length === 0)
    throw invalid('MANDATORY_NOT_FOUND', 'required field not found', {
      api_name: 'watch',
      json_path: '$.watch',
    });
  let failed = 0;
  const answers = watch.map((given, position) => {
    try {
      return run(given as Given, position);
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      failed++;
      return error.toRow();
    }
  });
  return answer(exchange, answers, failed, status);
}

/** `POST` makes a channel or renews it; `PUT` replaces one. */
function put(exchange: Exchange, status: number): Answer {
  return eachChannel(exchange, status, (given, position) => {
    const channel = readChannel(exchange, given, position);
    exchange.context.channels.put(channel);
    return subscribed(exchange, channel);
  });
}

/** `PATCH`: changes what is named; `_delete_events` takes the named events away. */
function patch(exchange: Exchange): Answer {
  const { context, org } = exchange;
  return eachChannel(exchange, 200, (given, position) => {
    const id = String(given['channel_id'] ?? '');
    const before = context.channels.alive(context.now(), org.id).find((each) => each.id === id);
    if (!before) throw new RowFault('NOT_SUBSCRIBED', 'the channel is not subscribed', { channel_id: id });
    if (given['_delete_events'] === true) {
      const gone = readEvents(given, position).map((each) => JSON.stringify(each));
      const events = before.events.filter((each) => !gone.includes(JSON.stringify(each)));
      const after = { ...before, events };
      if (events.length === 0) context.channels.remove(org.id, id);
      else context.channels.put(after);
      return subscribed(exchange, after, 'un-subscribed');
    }
    const channel = readChannel(exchange, given, position, before);
    context.channels.put(channel);
    return subscribed(exchange, channel);
  });
}

/** `DELETE ?channel_ids=`: each answered for itself. */
function remove(exchange: Exchange): Answer {
  const { context, org, query } = exchange;
  let failed = 0;
  const ids = (query.get('channel_ids') ?? '').split(',').filter(Boolean);
  if (ids.length === 0) throw missingParam('channel_ids');
  const answers = ids.map((id) => {
    if (!context.channels.remove(org.id, id)) {
      failed++;
      return new RowFault('NOT_SUBSCRIBED', 'the channel is not subscribed', { channel_id: id }).toRow();
    }
    const details = { resource_uri: `${apiDomain(context.origin, org.info.dc)}/crm/v8`, channel_id: id };
    return {
      code: 'SUCCESS',
      details,
      message: 'Successfully un-subscribed for actions-watch',
      status: 'success',
    };
  });
  return answer(exchange, answers, failed, 200);
}

/** `GET ?channel_id=`: 204 when there is none. */
function read(exchange: Exchange): Answer {
  const { context, org, query } = exchange;
  const id = query.get('channel_id');
  if (id !== null && !/^\d+$/.test(id)) throw invalidData('invalid channel_id', { param_name: 'channel_id' });
  const channels = context.channels
    .alive(context.now(), org.id)
    .filter((each) => id === null || each.id === id);
  if (channels.length === 0) return empty(204);
  const watch = channels.flatMap((channel) =>
    presentEvents(exchange, channel).map((event, i) => ({
      ...event,
      notify_url: channel.notifyUrl,
      token: channel.token,
      events: [`${channel.events[i]?.module}.${channel.events[i]?.operation}`],
      notify_on_related_action: channel.notifiesOnRelated,
      return_affected_field_values: channel.returnsAffectedValues,
    })),
  );
  return json(200, { watch, info: { per_page: 200, count: watch.length, page: 1, more_records: false } });
}

const needs = (operation: 'CREATE' | 'READ' | 'UPDATE' | 'DELETE') => () => [
  need('notifications', operation),
];

/** Channels that tell of changes. */
export const watchRoutes: ApiRoute[] = [
  { pattern: 'POST /actions/watch', needs: needs('CREATE'), run: (exchange) => put(exchange, 201) },
  { pattern: 'PUT /actions/watch', needs: needs('UPDATE'), run: (exchange) => put(exchange, 200) },
  { pattern: 'PATCH /actions/watch', needs: needs('UPDATE'), run: patch },
  { pattern: 'GET /actions/watch', needs: needs('READ'), run: read },
  { pattern: 'DELETE /actions/watch', needs: needs('DELETE'), run: remove },
];
