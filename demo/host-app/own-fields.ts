import type { CustomFieldDefinition, ObjectName } from '../../shared/records.js';

/** What Linea keeps of a record beyond what every CRM has: its customers match these with fields of their CRM. */
export const OWN_FIELDS: Partial<Record<ObjectName, CustomFieldDefinition[]>> = {
  contact: [
    { name: 'yearly_use_mwh', label: { en: 'Yearly use (MWh)', it: 'Consumo annuo (MWh)' }, type: 'number' },
    {
      name: 'call_language',
      label: { en: 'Language of calls', it: 'Lingua delle chiamate' },
      type: 'enum',
      options: ['italian', 'english', 'german', 'french'],
    },
  ],
};
