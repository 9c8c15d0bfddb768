import { type FieldDefinition, field, lookup, picklist } from './definition.js';

const LEAD_SOURCES = [
  'Advertisement',
  'Cold Call',
  'Employee Referral',
  'Partner',
  'Trade Show',
  'Web Research',
];
const INDUSTRIES = ['Agriculture', 'Food', 'Hospitality', 'Logistics', 'Manufacturing', 'Retail', 'Services'];

function address(prefix: string, zip: string): FieldDefinition[] {
  return [
    field('text', `${prefix}_Street`, `${prefix} Street`, { length: 250 }),
    field('text', `${prefix}_City`, `${prefix} City`, { length: 100 }),
    field('text', `${prefix}_State`, `${prefix} State`, { length: 100 }),
    field('text', `${prefix}_${zip}`, `${prefix} ${zip}`, { length: 30 }),
    field('text', `${prefix}_Country`, `${prefix} Country`, { length: 100 }),
  ];
}

/** Contacts; the last two are the seeded accounts' own. */
export function contactFields(): FieldDefinition[] {
  return [
    field('text', 'First_Name', 'First Name', { length: 40 }),
    field('text', 'Last_Name', 'Last Name', { length: 80, isMandatory: true }),
    field('text', 'Full_Name', 'Full Name', { isReadOnly: true }),
    field('email', 'Email', 'Email'),
    field('email', 'Secondary_Email', 'Secondary Email'),
    field('phone', 'Phone', 'Phone'),
    field('phone', 'Mobile', 'Mobile'),
    field('text', 'Title', 'Title', { length: 100 }),
    field('text', 'Department', 'Department', { length: 50 }),
    lookup('Account_Name', 'Account Name', 'Accounts'),
    picklist('Lead_Source', 'Lead Source', LEAD_SOURCES),
    field('date', 'Date_of_Birth', 'Date of Birth'),
    field('boolean', 'Email_Opt_Out', 'Email Opt Out'),
    ...address('Mailing', 'Zip'),
    field('textarea', 'Description', 'Description'),
    picklist('Preferred_Language', 'Preferred Language', ['it', 'en', 'de'], { isCustom: true }),
    field('double', 'Yearly_Use_kWh', 'Yearly Use kWh', { isCustom: true }),
    field('multiselectpicklist', 'Interests', 'Interests', {
      isCustom: true,
      values: ['Fotovoltaico', 'Ricarica', 'Efficienza', 'Gas'],
    }),
  ];
}

/** Accounts have no VAT number and no domain of their own: the VAT field is custom. */
export function accountFields(): FieldDefinition[] {
  return [
    field('text', 'Account_Name', 'Account Name', { length: 200, isMandatory: true }),
    field('website', 'Website', 'Website'),
    field('phone', 'Phone', 'Phone'),
    field('text', 'Account_Number', 'Account Number', { length: 40 }),
    picklist('Industry', 'Industry', INDUSTRIES),
    field('integer', 'Employees', 'Employees'),
    field('currency', 'Annual_Revenue', 'Annual Revenue'),
    ...address('Billing', 'Code'),
    field('textarea', 'Description', 'Description'),
    field('text', 'VAT', 'VAT', { length: 40, isCustom: true }),
  ];
}

/** Deals of an account; `Currency` and `Exchange_Rate` exist only where several currencies are on. */
export function dealFields(stages: string[], pipelines: string[], currencies: string[]): FieldDefinition[] {
  const isMulti = currencies.length > 1;
  return [
    field('text', 'Deal_Name', 'Deal Name', { length: 120, isMandatory: true }),
    picklist('Stage', 'Stage', stages, { isMandatory: true }),
    picklist('Pipeline', 'Pipeline', pipelines, { isMandatory: pipelines.length > 1 }),
    field('date', 'Closing_Date', 'Closing Date'),
    field('currency', 'Amount', 'Amount'),
    ...(isMulti
      ? [
          picklist('Currency', 'Currency', currencies),
          field('double', 'Exchange_Rate', 'Exchange Rate', { decimals: 9 }),
        ]
      : []),
    field('integer', 'Probability', 'Probability (%)', { length: 3 }),
    field('currency', 'Expected_Revenue', 'Expected Revenue', { isReadOnly: true }),
    lookup('Account_Name', 'Account Name', 'Accounts'),
    lookup('Contact_Name', 'Contact Name', 'Contacts'),
    picklist('Type', 'Type', ['Existing Business', 'New Business']),
    picklist('Lead_Source', 'Lead Source', LEAD_SOURCES),
    field('text', 'Next_Step', 'Next Step', { length: 100 }),
    field('textarea', 'Description', 'Description'),
  ];
}
