import type { ConflictRule } from '../../shared/mapping.js';
import type { Conflict, Decision, FieldSides, Rule, Why, Winner } from './decision.js';
import { crmOnly } from './rules/crm-only.js';
import { crmWins } from './rules/crm-wins.js';
import { fillEmpty } from './rules/fill-empty.js';
import { hostWins } from './rules/host-wins.js';
import { isEmpty, isSame } from './values.js';

const RULES: Record<ConflictRule, Rule> = {
  crm_wins: crmWins,
  host_wins: hostWins,
  fill_empty: fillEmpty,
  crm_only: crmOnly,
};

/**
 * Decides one field. A side has changed when it differs from its own base; at a first meeting, when it has a value.
 * A decision that asks for nothing to be written settles the field; asked again, it asks for nothing.
 */
export function decide(sides: FieldSides): Decision {
  const { host, crm, base, rule } = sides;
  if (isSame(host, crm)) return told('both', sides, 'same');
  const conflict: Conflict = {
    hostChanged: base === null ? !isEmpty(host) : !isSame(host, base.host),
    crmChanged: base === null ? !isEmpty(crm) : !isSame(crm, base.crm),
    isCrmEmpty: isEmpty(crm),
  };
  if (!conflict.hostChanged && !conflict.crmChanged) return told('neither', sides, 'settled_before');
  const winner = RULES[rule](conflict);
  return told(winner, sides, whyOf(winner, conflict));
}

function told(winner: Winner, { host, crm }: FieldSides, why: Why): Decision {
  const toCrm = winner === 'host';
  return { winner, value: toCrm ? host : crm, toCrm, settled: !toCrm, why };
}

function whyOf(winner: Winner, { hostChanged, crmChanged }: Conflict): Why {
  if (winner === 'host' && !crmChanged) return 'only_host_changed';
  return winner === 'crm' && !hostChanged ? 'only_crm_changed' : 'rule';
}
