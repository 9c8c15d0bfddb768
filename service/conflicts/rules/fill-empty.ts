import type { Rule } from '../decision.js';

/**
 * The host fills what is empty in the CRM and overwrites nothing, not even a value that it wrote itself: a person may
 * rely on it by now. What the CRM empties stays empty until the host says something new.
 */
export const fillEmpty: Rule = ({ hostChanged, isCrmEmpty }) => {
  if (!hostChanged) return 'crm';
  return isCrmEmpty ? 'host' : 'neither';
};
