import type { ModelSpec } from '../orm/model.js';
import { activity, activityType } from './activity.js';
import { automation, serverAction } from './automation.js';
import { lostReason, stage, tag, team } from './crm.js';
import { lead } from './lead.js';
import { mergeWizard } from './merge-wizard.js';
import { message, messageSubtype } from './message.js';
import { partner } from './partner.js';
import { apiKeys, company, group, partnerCategory, partnerTitle, user } from './people.js';
import { country, countryState, currency } from './places.js';
import {
  attachment,
  configParameter,
  irModel,
  irModelData,
  irModelFields,
  irModule,
  language,
} from './technical.js';

/** Every model a database may have. */
export const MODELS: ModelSpec[] = [
  irModel,
  irModelFields,
  irModelData,
  irModule,
  configParameter,
  attachment,
  automation,
  serverAction,
  language,
  currency,
  country,
  countryState,
  group,
  partnerTitle,
  partnerCategory,
  partner,
  company,
  user,
  apiKeys,
  mergeWizard,
  messageSubtype,
  message,
  activityType,
  activity,
  stage,
  team,
  tag,
  lostReason,
  lead,
];
