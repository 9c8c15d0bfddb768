import type { Rule } from '../decision.js';

/** The host never writes the field. */
export const crmOnly: Rule = () => 'crm';
