import type { Rule } from '../decision.js';

/** The CRM is right wherever it changed; the host's change goes through where the CRM stood still. */
export const crmWins: Rule = ({ crmChanged }) => (crmChanged ? 'crm' : 'host');
