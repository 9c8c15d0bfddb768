/**
 * Has the sandbox HubSpot send its webhooks to the service, as the developer of an app sets it once in the CRM. A CRM that
 * has no such door is polled.
 *
 * @param control door of the sandbox, from `controlUrl`.
 */
export async function sendWebhooks(control: string, serviceUrl: string): Promise<void> {
  await fetch(`${control}/webhooks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ target_url: `${serviceUrl}/crm/webhooks/hubspot` }),
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined);
}
