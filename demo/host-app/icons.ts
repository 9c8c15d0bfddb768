import { type Html, html } from '../sandbox/kit/html.js';

const PATHS = {
  today: 'M3.5 9.2 10 4l6.5 5.2V16a.8.8 0 0 1-.8.8H4.3a.8.8 0 0 1-.8-.8Z',
  calls:
    'M4.4 3.6h2.4l1.3 3.3-1.7 1.3a8.6 8.6 0 0 0 5.4 5.4l1.3-1.7 3.3 1.3v2.4a1.2 1.2 0 0 1-1.3 1.2A12.2 12.2 0 0 1 3.2 4.9a1.2 1.2 0 0 1 1.2-1.3Z',
  contacts:
    'M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM2.6 16.2c.3-2.6 2.2-4.2 4.9-4.2s4.6 1.6 4.9 4.2M13 4.2a2.8 2.8 0 0 1 0 5.1M14.6 12.3c1.7.5 2.7 1.9 2.9 3.9',
  campaigns: 'M7 5.2h10M7 10h10M7 14.8h10M3.2 5.2h.1M3.2 10h.1M3.2 14.8h.1',
  reports: 'M4.2 16.2V9.4M10 16.2V3.8M15.8 16.2v-4.4',
  crm: 'M7.4 2.8v3.6M12.6 2.8v3.6M5.2 6.4h9.6v2.9a4.8 4.8 0 0 1-9.6 0ZM10 14.2v3',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  menu: 'M3.2 5.5h13.6M3.2 10h13.6M3.2 14.5h13.6',
  out: 'M8 4.5H5a1 1 0 0 0-1 1V15a1 1 0 0 0 1 1h9.500a1 1 0 0 0 1-1v-3M11.5 4H16v4.500M15.8 4.2 9.5 10.5',
};

export type IconName = keyof typeof PATHS;

/** Linea's icons: 20 px box, hidden from assistive tech. */
export function icon(name: IconName): Html {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="${PATHS[name]}"/></svg>`;
}

const LOGO = 'M6.5 10h7';

/** Linea's sign. */
export function logo(): Html {
  return html`<svg class="logo" viewBox="0 0 20 20" aria-hidden="true"><rect width="20" height="20" rx="5.5"/><path d="${LOGO}"/></svg>`;
}

/** The same as a file of its own. */
export const FAVICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><rect width="20" height="20" rx="5.5" fill="#0b6650"/><path d="${LOGO}" stroke="#fff" stroke-width="2" stroke-linecap="round"/></svg>`;
