import type { MessageParams } from '../messages.js';

const one = (p: MessageParams) => p['count'] === 1;

/** Words that more than one element uses: spread them into the element's own table. `{n}` is `count`, written out. */
export const common = {
  retry: 'Try again',
  tryNow: 'Try now',
  cancel: 'Cancel',
  close: 'Close',
  back: 'Back',
  connect: 'Connect',
  reconnect: 'Reconnect',
  resume: 'Resume',
  details: 'Details for support',
  nextTry: 'Next try in {s} s.',
  loading: 'Loading',
  syncNow: 'Sync now',
  contacts: (p: MessageParams) => (one(p) ? '{n} contact' : '{n} contacts'),
  companies: (p: MessageParams) => (one(p) ? '{n} company' : '{n} companies'),
  deals: (p: MessageParams) => (one(p) ? '{n} deal' : '{n} deals'),
  calls: (p: MessageParams) => (one(p) ? '{n} call' : '{n} calls'),
  contact: 'Contacts',
  company: 'Companies',
  deal: 'Deals',
  activity: 'Calls',
};
