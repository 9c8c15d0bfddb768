import { putAppFields } from '../../shared/routes/app-fields.js';
import { OWN_FIELDS } from '../host-app/own-fields.js';
import { ServiceApi } from './service-api.js';

/** Tells the service which fields of its own the host's app has. Again the same changes nothing. @throws ServiceRefusal. */
export async function declareFields(serviceUrl: string, secretKey: string): Promise<void> {
  const host = new ServiceApi(serviceUrl, secretKey);
  for (const [object, fields] of Object.entries(OWN_FIELDS))
    await host.call(putAppFields, { query: { object }, body: { fields } });
}
