import { define, type PropertyDefinition, systemProperties } from './definition.js';

/** Company properties, with the account's own `vat_number`: the vendor has no standard VAT property. */
export function companyProperties(): PropertyDefinition[] {
  const group = 'companyinformation';
  const readOnly = { group, readOnly: true };
  return [
    define('name', 'Company name', 'string', { group }),
    define('domain', 'Company domain name', 'string', { group }),
    define('phone', 'Phone number', 'string', { group, fieldType: 'phonenumber' }),
    define('address', 'Street address', 'string', { group }),
    define('address2', 'Street address 2', 'string', { group }),
    define('city', 'City', 'string', { group }),
    define('state', 'State/Region', 'string', { group }),
    define('zip', 'Postal code', 'string', { group }),
    define('country', 'Country/Region', 'string', { group }),
    define('website', 'Website URL', 'string', { group }),
    define('description', 'Description', 'string', { group, fieldType: 'textarea' }),
    define('numberofemployees', 'Number of employees', 'number', { group }),
    define('hs_additional_domains', 'Additional domains', 'string', readOnly),
    define('createdate', 'Create date', 'datetime', readOnly),
    define('hs_lastmodifieddate', 'Last modified date', 'datetime', readOnly),
    ...systemProperties(group),
    define('vat_number', 'VAT number', 'string', { group, custom: true }),
  ];
}

/** Deal properties; `pipeline`, `dealstage` and the currency get their options from the account. */
export function dealProperties(): PropertyDefinition[] {
  const group = 'dealinformation';
  const readOnly = { group, readOnly: true };
  return [
    define('dealname', 'Deal name', 'string', { group }),
    define('amount', 'Amount', 'number', { group }),
    define('deal_currency_code', 'Currency', 'enumeration', { group }),
    define('pipeline', 'Pipeline', 'enumeration', { group }),
    define('dealstage', 'Deal stage', 'enumeration', { group, fieldType: 'radio' }),
    define('closedate', 'Close date', 'datetime', { group }),
    define('description', 'Deal description', 'string', { group, fieldType: 'textarea' }),
    define('dealtype', 'Deal type', 'enumeration', {
      group,
      fieldType: 'radio',
      options: [
        ['newbusiness', 'New business'],
        ['existingbusiness', 'Existing business'],
      ],
    }),
    define('createdate', 'Create date', 'datetime', { group }),
    define('hs_lastmodifieddate', 'Last modified date', 'datetime', readOnly),
    define('hs_is_closed', 'Is closed', 'bool', readOnly),
    define('hs_is_closed_won', 'Is closed won', 'bool', readOnly),
    ...systemProperties(group),
  ];
}
