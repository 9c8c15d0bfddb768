// Everything Linea's page adds to the elements: a key when they need one, and where to go when they ask.

const workspace = document.querySelector('crm-workspace');
if (workspace) {
  workspace.tokenProvider = async () => {
    const answer = await fetch('/api/session');
    if (!answer.ok) throw new Error(`Linea has no session: ${answer.status}`);
    const { token } = await answer.json();
    return token;
  };
}

// The server writes its own clock's time; a person reads theirs.
const clock = new Intl.DateTimeFormat(document.documentElement.lang === 'it' ? 'it-IT' : 'en-GB', {
  hour: '2-digit',
  minute: '2-digit',
});
for (const time of document.querySelectorAll('.time time'))
  time.textContent = clock.format(new Date(time.dateTime));

/** Scrolls to a part of the CRM page, which may be another page than this one. */
function goTo(selector) {
  const target = document.querySelector(selector);
  if (!target) location.assign(`/?lang=${document.documentElement.lang}${selector}`);
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  target?.scrollIntoView({ behavior: isCalm ? 'auto' : 'smooth', block: 'start' });
}

addEventListener('crm-connect-requested', () => goTo('#connect'));
addEventListener('crm-mapping-requested', () => goTo('#mapping'));

/** Asks Linea's own server for the contacts, and marks the rows that are not what they were. */
async function showContacts(table) {
  const answer = await fetch(`/api/contacts?lang=${document.documentElement.lang}`);
  if (!answer.ok) return;
  const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = parsed.querySelector('#contacts');
  if (table.querySelector('tbody tr')) {
    for (const row of fresh.querySelectorAll('tbody tr')) {
      const old = document.getElementById(row.id);
      const isSame = old?.textContent.trim() === row.textContent.trim();
      row.classList.toggle('changed', !isSame);
    }
  }
  table.replaceChildren(...fresh.children);
}

// Many events may come while one answer is read: the newest answer has them all.
let showing = null;
let again = false;
function contactsChanged() {
  const table = document.querySelector('#contacts');
  if (!table) return;
  if (showing) {
    again = true;
    return;
  }
  showing = showContacts(table)
    .catch(() => undefined)
    .finally(() => {
      showing = null;
      if (!again) return;
      again = false;
      contactsChanged();
    });
}
addEventListener('crm-records-changed', ({ detail }) => {
  if (detail.object === null || detail.object === 'contact' || detail.object === 'company') contactsChanged();
});

const button = document.querySelector('#menu-button');
const menu = document.querySelector('#menu');

function showMenu(isOpen) {
  button?.setAttribute('aria-expanded', String(isOpen));
  menu?.classList.toggle('open', isOpen);
}

button?.addEventListener('click', () => showMenu(button.getAttribute('aria-expanded') !== 'true'));
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !menu?.classList.contains('open')) return;
  showMenu(false);
  button?.focus();
});
