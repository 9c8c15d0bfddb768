import { define, type PropertyDefinition, systemProperties } from './definition.js';

const group = 'contactinformation';
const readOnly = { group, readOnly: true };

/** Contact properties: the standard ones the API pages name, then three the account made itself. */
export function contactProperties(): PropertyDefinition[] {
  return [
    define('email', 'Email', 'string', { group, unique: true }),
    define('firstname', 'First name', 'string', { group }),
    define('lastname', 'Last name', 'string', { group }),
    define('phone', 'Phone number', 'string', { group, fieldType: 'phonenumber' }),
    define('mobilephone', 'Mobile phone number', 'string', { group, fieldType: 'phonenumber' }),
    define('jobtitle', 'Job title', 'string', { group }),
    define('company', 'Company name', 'string', {
      group,
      description: 'Free text, not the associated company.',
    }),
    define('address', 'Street address', 'string', { group }),
    define('city', 'City', 'string', { group }),
    define('state', 'State/Region', 'string', { group }),
    define('zip', 'Postal code', 'string', { group }),
    define('country', 'Country/Region', 'string', { group }),
    define('hs_country_region_code', 'Country/Region code', 'string', { group }),
    define('website', 'Website URL', 'string', { group }),
    define('lifecyclestage', 'Lifecycle stage', 'enumeration', {
      group,
      fieldType: 'radio',
      options: [
        ['subscriber', 'Subscriber'],
        ['lead', 'Lead'],
        ['marketingqualifiedlead', 'Marketing qualified lead'],
        ['salesqualifiedlead', 'Sales qualified lead'],
        ['opportunity', 'Opportunity'],
        ['customer', 'Customer'],
        ['evangelist', 'Evangelist'],
        ['other', 'Other'],
      ],
    }),
    define('hs_lead_status', 'Lead status', 'enumeration', {
      group: 'sales_properties',
      fieldType: 'radio',
      options: [
        ['NEW', 'New'],
        ['OPEN', 'Open'],
        ['IN_PROGRESS', 'In progress'],
        ['OPEN_DEAL', 'Open deal'],
        ['UNQUALIFIED', 'Unqualified'],
        ['ATTEMPTED_TO_CONTACT', 'Attempted to contact'],
        ['CONNECTED', 'Connected'],
        ['BAD_TIMING', 'Bad timing'],
      ],
    }),
    define('hs_additional_emails', 'Additional email addresses', 'string', readOnly),
    define('associatedcompanyid', 'Primary associated company ID', 'number', readOnly),
    define('createdate', 'Create date', 'datetime', readOnly),
    define('lastmodifieddate', 'Last modified date', 'datetime', readOnly),
    ...systemProperties(group),
    define('yearly_use_kwh', 'Yearly use (kWh)', 'number', { group: 'energy', custom: true }),
    define('preferred_language', 'Preferred language', 'enumeration', {
      group: 'energy',
      custom: true,
      options: [
        ['it', 'Italiano'],
        ['en', 'English'],
        ['de', 'Deutsch'],
      ],
    }),
  ];
}
