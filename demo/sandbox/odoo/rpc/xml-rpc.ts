import type { Answer, Call } from '../../kit/sandbox.js';
import { Fault, traceback } from '../fault.js';
import type { Instance } from '../instances/instance.js';
import type { Runner } from './runner.js';
import { askService } from './services.js';
import { type MethodCallXml, parseMethodCall } from './xml/parse.js';
import { printFault, printResponse, Unmarshallable } from './xml/print.js';

const TRACEBACK = 'Traceback (most recent call last):\n';

/** Fault codes of the second version of the service: 2 for what is meant for people, 3 and 4 for access. */
function codeOf(fault: Fault): number {
  if (fault.pythonName === 'odoo.exceptions.AccessDenied') return 3;
  if (fault.pythonName === 'odoo.exceptions.AccessError') return 4;
  return fault.pythonName.startsWith('odoo.exceptions.') ? 2 : 1;
}

function xml(body: string, status = 200): Answer {
  return { status, headers: { 'content-type': 'text/xml; charset=utf-8' }, body };
}

/** `POST /xmlrpc/2/<service>`: the oldest transport, one more door to the same services. */
export async function xmlRpc(
  instance: Instance,
  call: Call,
  service: string,
  runner: Runner,
): Promise<Answer> {
  try {
    const asked = readCall(call);
    if (!asked) return xml(printFault(1, `${TRACEBACK}xml.parsers.expat.ExpatError\n`));
    const answered = askService(instance, service, asked.method, asked.params, 'xmlrpc');
    return xml(printResponse('value' in answered ? answered.value : await runner(answered)));
  } catch (error) {
    if (error instanceof Fault) {
      const code = codeOf(error);
      return xml(printFault(code, code === 1 ? traceback(error, service) : error.message));
    }
    if (!(error instanceof Unmarshallable)) throw error;
    // The call was made all the same.
    return xml(printFault(1, `${TRACEBACK}TypeError: ${error.message}\n`));
  }
}

/** The call in a body; null when it is none. */
export function readCall(call: Call): MethodCallXml | null {
  try {
    return parseMethodCall(call.body.toString('utf8'));
  } catch {
    return null;
  }
}
