import type { Rule } from '../decision.js';

/** The host is right wherever it changed; the CRM's change goes through where the host stood still. */
export const hostWins: Rule = ({ hostChanged }) => (hostChanged ? 'host' : 'crm');
