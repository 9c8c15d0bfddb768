import { html } from '../../kit/html.js';
import { type Answer, page } from '../../kit/sandbox.js';
import { Fault } from '../fault.js';
import { MissingValue } from '../orm/write.js';
import { layout, type Tab } from './layout.js';
import { isOwnForm, type Place } from './place.js';

/** The answer to a form that another site made the browser send; null for our own. */
export function refuseForeign(place: Place, tab: Tab): Answer | null {
  if (isOwnForm(place.call)) return null;
  const body = html`<p class="note bad" role="alert">${place.text.otherSite}</p>`;
  return page(403, layout(place.text.otherSite, place.language, place, tab, body));
}

/** Does something as one transaction; what was wrong with it in words, or null. */
export function attempt({ db }: Place, work: () => void): string | null {
  try {
    db.run(work);
    return null;
  } catch (caught) {
    const error = caught instanceof MissingValue ? caught.toFault() : caught;
    if (error instanceof Fault) return error.message;
    throw error;
  }
}
