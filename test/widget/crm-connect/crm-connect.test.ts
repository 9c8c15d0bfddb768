import { expect, fixtureCleanup } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { CrmConnect } from '../../../widget/crm-connect/crm-connect.js';
import { waitUntil } from '../support/wait-until.js';
import { connection, endedZoho, FakeCrms, hubspot, SERVICE_URL } from './fake-crms.js';
import { acts, button, heard, isAccessible, mountConnect, root, shows, words } from './mount.js';

let crms: FakeCrms;

interface Case {
  set: () => void;
  en: string[];
  it: string[];
}

const CASES: Record<string, Case> = {
  'none connected': {
    set: () => undefined,
    en: [
      'Connect one or more. You can change this at any time.',
      'Odoo Online or your own server',
      'Linea sees',
    ],
    it: [
      'Collegane uno o più. Puoi cambiare quando vuoi.',
      'Linea vede contatti, aziende, trattative e chiamate.',
    ],
  },
  'no provider offered': {
    set: () => {
      crms.providers = [{ ...hubspot, configured: false }];
    },
    en: ['No CRM is available yet. Ask Linea to switch one on.'],
    it: ['Ancora nessun CRM disponibile. Chiedi a Linea di attivarne uno.'],
  },
  connected: {
    set: () => {
      crms.connections = [connection()];
    },
    en: ['Connected', 'Nordest Energia · by Marta Rinaldi, 4 Nov', 'Manage'],
    it: ['Collegato', 'Nordest Energia · da Marta Rinaldi, 4 nov', 'Gestisci'],
  },
  'connected by nobody named': {
    set: () => {
      crms.connections = [connection({ connected_by: null })];
    },
    en: ['Nordest Energia · 4 Nov'],
    it: ['Nordest Energia · 4 nov'],
  },
  'missing permission': {
    set: () => {
      crms.connections = [connection({ missing_scopes: [{ scope: 'calls', objects: ['activity'] }] })];
    },
    en: ['HubSpot lets us read contacts, companies and deals but not calls.', 'Allow calls'],
    it: ['HubSpot ci lascia leggere i contatti, le aziende e le trattative, non le chiamate.', 'Consenti'],
  },
  'access ended': {
    set: () => {
      crms.connections = [{ ...endedZoho }];
    },
    en: [
      'Access ended',
      'Zoho CRM ended our access on 21 Nov. 38 calls are waiting and go out once you reconnect. Your field matches are kept.',
    ],
    it: [
      'Accesso chiuso',
      'Zoho CRM ha chiuso l’accesso il 21 nov. 38 chiamate in attesa: partono appena ricolleghi. I campi abbinati restano.',
    ],
  },
  'access ended with nothing waiting': {
    set: () => {
      crms.connections = [{ ...endedZoho, waiting_pushes: 0 }];
    },
    en: ['Zoho CRM ended our access on 21 Nov. Your field matches are kept.'],
    it: ['Zoho CRM ha chiuso l’accesso il 21 nov. I campi abbinati restano.'],
  },
  paused: {
    set: () => {
      crms.connections = [connection({ status: 'paused', paused_by: 'Paolo Greco' })];
    },
    en: ['Paused by Paolo Greco.', 'Resume'],
    it: ['In pausa, da Paolo Greco.', 'Riprendi'],
  },
  'service unreachable': {
    set: () => {
      crms.isDown = true;
    },
    en: ['Your CRMs cannot be shown right now', 'Our service does not answer. Next try in', 'Try now'],
    it: ['Al momento non possiamo mostrare i tuoi CRM', 'Riproviamo tra', 'Riprova ora'],
  },
  'key refused': {
    set: () => crms.refuse('GET /crm/connections', 401, 'key_revoked'),
    en: ['Your session here has ended. Reload the page.', 'key_revoked cor_1'],
    it: ['La sessione è terminata. Ricarica la pagina.'],
  },
};

const squeeze = (text: string) => text.replace(/\s+/g, ' ');

async function opened(): Promise<CrmConnect> {
  const element = await mountConnect();
  await acts(element);
  return element;
}

const focused = (element: CrmConnect) => root(element).activeElement as HTMLElement | null;

describe('<crm-connect>', () => {
  beforeEach(() => {
    crms = new FakeCrms().install();
  });
  afterEach(() => {
    fixtureCleanup();
    crms.restore();
  });

  for (const [name, { set, en, it: italian }] of Object.entries(CASES)) {
    it(`shows "${name}" in both languages, accessible in light and dark, at 320 px in both directions`, async () => {
      set();
      const element = await mountConnect();
      for (const text of en) await shows(element, text);
      await isAccessible(element);
      element.parentElement!.lang = 'it';
      for (const text of italian) await shows(element, squeeze(text));
    });
  }

  it('keeps the height of its skeleton when two unconnected CRMs arrive', async () => {
    crms.providers = crms.providers.slice(0, 2);
    let answer = () => {};
    const providers = crms.providers;
    crms.instead.set('GET /crm/providers', async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return { json: { data: providers, next_cursor: null } };
    });
    const element = await mountConnect();
    await shows(element, 'Loading your CRMs');
    const rows = [...root(element).querySelectorAll('.row')].map((row) => row.getBoundingClientRect().height);
    await isAccessible(element);
    await waitUntil(() => crms.asked('GET', '/crm/providers').length === 1);
    answer();
    await shows(element, 'HubSpot');
    const after = [...root(element).querySelectorAll('.row')].map(
      (row) => row.getBoundingClientRect().height,
    );
    expect(after).to.deep.equal(rows);
  });

  it('shows its skeleton without a service, and loads once it is told where the service is', async () => {
    const element = document.createElement('crm-connect');
    document.body.append(element);
    await element.updateComplete;
    expect(root(element).querySelectorAll('.bone').length).to.be.greaterThan(0);
    expect(crms.seen).to.deep.equal([]);
    element.serviceUrl = 'https://crm.service.test';
    element.token = 'et_2';
    await shows(element, 'HubSpot');
    expect(crms.seen[0]!.token).to.equal('Bearer et_2');
    element.remove();
  });

  it('counts down, tries again by itself and shows the list when the service is back', async () => {
    crms.isDown = true;
    const element = await mountConnect();
    await shows(element, 'Next try in 1 s.');
    crms.isDown = false;
    await shows(element, 'Connect one or more.');
    expect(element.matches(':state(error)')).to.equal(false);
  });

  it('keeps the last known list and says how old it is when a refresh fails', async () => {
    crms.connections = [connection()];
    const element = await opened();
    crms.isDown = true;
    await element.refresh();
    await shows(element, /As of \d.* Our service does not answer\. Next try in \d+ s\./);
    await shows(element, 'Nordest Energia');
    crms.isDown = false;
    button(element, 'Try now').click();
    await waitUntil(() => !words(element).includes('As of'));
  });

  it('opens the menu by keyboard, moves with arrows, End and letters, and returns the focus on Escape', async () => {
    crms.connections = [connection()];
    const element = await opened();
    const manage = button(element, 'Manage HubSpot');
    manage.focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => focused(element)?.textContent?.includes('Sync now') ?? false);
    expect(manage.ariaExpanded).to.equal('true');
    await isAccessible(element);
    await sendKeys({ press: 'ArrowDown' });
    expect(focused(element)!.textContent).to.contain('Match fields');
    await sendKeys({ press: 'End' });
    expect(focused(element)!.textContent).to.contain('Disconnect');
    await sendKeys({ press: 'ArrowDown' });
    expect(focused(element)!.textContent).to.contain('Sync now');
    await sendKeys({ press: 'p' });
    expect(focused(element)!.textContent).to.contain('Pause');
    await sendKeys({ press: 'Escape' });
    expect(focused(element)).to.equal(manage);
    await element.updateComplete;
    expect(manage.ariaExpanded).to.equal('false');
    await sendKeys({ press: 'ArrowUp' });
    await waitUntil(() => focused(element)?.textContent?.includes('Disconnect') ?? false);
  });

  it('starts a sync from the menu and says so', async () => {
    crms.connections = [connection()];
    const element = await opened();
    button(element, 'Sync now').click();
    await shows(element, 'Sync started.');
    expect(crms.asked('POST', '/crm/sync/start')[0]!.body).to.deep.equal({ provider: 'hubspot' });
  });

  it('says when an act did not work', async () => {
    crms.connections = [connection()];
    const element = await opened();
    crms.refuse('POST /crm/sync/start', 500, 'internal');
    button(element, 'Sync now').click();
    await shows(element, 'That did not work. Try again in a moment.');
    await isAccessible(element);
  });

  it('asks the page for the field editor when "Match fields" is chosen', async () => {
    crms.connections = [connection()];
    const element = await opened();
    const asked = heard(element, 'crm-mapping-requested');
    button(element, 'Match fields').click();
    const event = await asked;
    expect(event.detail).to.deep.equal({ provider: 'hubspot' });
    expect(event.bubbles && event.composed).to.equal(true);
  });

  it('pauses and resumes, says by whom, and tells the page', async () => {
    crms.connections = [connection()];
    const element = await opened();
    const paused = heard(element, 'crm-connection-changed');
    button(element, 'Pause').click();
    expect((await paused).detail.connection.status).to.equal('paused');
    await shows(element, 'Paused by Marta Rinaldi.');
    expect(crms.asked('PATCH', '/crm/connections/con_1')[0]!.body).to.deep.equal({ paused: true });
    const resumed = heard(element, 'crm-connection-changed');
    button(element, 'Resume HubSpot').click();
    expect((await resumed).detail.connection.status).to.equal('active');
    await shows(element, 'Manage');
    expect(element.matches(':state(connected)')).to.equal(true);
  });

  it('offers no resume for what the operator paused', async () => {
    crms.connections = [connection({ status: 'paused', status_reason: 'paused_by_operator' })];
    const element = await opened();
    await shows(element, 'Paused by Linea.');
    expect(words(element)).not.to.contain('Resume');
  });

  it('opens what the app may do from the menu, with the focus on it', async () => {
    crms.connections = [connection()];
    const element = await opened();
    button(element, 'What Linea may do').click();
    await shows(element, 'Read contacts, companies, deals and calls in your CRM.');
    expect(focused(element)!.getAttribute('aria-expanded')).to.equal('true');
    await isAccessible(element);
    button(element, 'What this allows').click();
    await waitUntil(() => !words(element).includes('in your CRM.'));
  });

  it('disconnects and keeps the data unless told to delete, and returns the focus to the row', async () => {
    crms.connections = [connection()];
    const element = await opened();
    button(element, 'Manage HubSpot').focus();
    await sendKeys({ press: 'ArrowUp' });
    await waitUntil(() => focused(element)?.textContent?.includes('Disconnect') ?? false);
    await sendKeys({ press: 'Enter' });
    await shows(element, 'Disconnect HubSpot? Calls stop going out at once. In HubSpot nothing is removed.');
    await shows(element, '2,140 contacts, 318 companies, 96 deals. Cannot be undone.');
    await isAccessible(element);
    const removed = heard(element, 'crm-connection-removed');
    button(element, 'Disconnect').click();
    expect((await removed).detail).to.deep.equal({
      connection_id: 'con_1',
      provider: 'hubspot',
      data: 'keep',
    });
    expect(crms.asked('DELETE', '/crm/connections/con_1')[0]!.query).to.equal('?data=keep');
    await waitUntil(() => focused(element)?.ariaLabel === 'Connect HubSpot');
  });

  it('deletes only after the name of the CRM was typed', async () => {
    crms.connections = [connection()];
    const element = await opened();
    button(element, 'Disconnect').click();
    await shows(element, 'Delete it from Linea');
    root(element).querySelectorAll<HTMLInputElement>('input[type=radio]')[1]!.click();
    await shows(element, 'Type HubSpot to confirm');
    button(element, 'Disconnect').click();
    await shows(element, 'Type HubSpot exactly.');
    await isAccessible(element);
    expect(crms.asked('DELETE', '/crm/connections/con_1')).to.deep.equal([]);
    await waitUntil(() => focused(element)?.id === 'typed');
    await sendKeys({ type: 'hubspot' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => crms.asked('DELETE', '/crm/connections/con_1')[0]?.query === '?data=delete');
  });

  it('keeps the connection when the page cancels crm-before-disconnect', async () => {
    crms.connections = [connection()];
    const element = await opened();
    element.addEventListener('crm-before-disconnect', (event) => event.preventDefault());
    button(element, 'Disconnect').click();
    await shows(element, 'Stay connected');
    button(element, 'Disconnect').click();
    await shows(element, 'Manage');
    expect(crms.asked('DELETE', '/crm/connections/con_1')).to.deep.equal([]);
  });

  it('shows a key that may only look no way to act', async () => {
    crms.permissions = ['view'];
    crms.connections = [{ ...endedZoho }, connection()];
    const element = await opened();
    await shows(element, 'Ask Linea to connect it.');
    const names = [...root(element).querySelectorAll('button')].map(
      (one) => one.ariaLabel ?? one.textContent!.trim(),
    );
    expect(names).to.have.members([
      'Manage HubSpot',
      'What Linea may do',
      'Manage Zoho CRM',
      'What Linea may do',
      'What this allows',
    ]);
    await isAccessible(element);
  });

  it('tells the page when a connection changed by itself', async () => {
    crms.connections = [connection()];
    const element = await opened();
    crms.connections = [connection({ status: 'needs_reauth' })];
    const changed = heard(element, 'crm-connection-changed');
    await element.refresh();
    expect((await changed).detail.connection.status).to.equal('needs_reauth');
    await shows(element, 'Access ended');
  });

  it('leaves no listener of its own at work once it is out of the page', async () => {
    const element = await opened();
    element.remove();
    const before = crms.seen.length;
    document.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(new Event('resize'));
    // What it would have asked for comes before the end of what is asked now.
    await fetch(`${SERVICE_URL}/crm/session`);
    expect(crms.seen.length).to.equal(before + 1);
  });
});
