import { COMPANIES, FIRST_NAMES, JOB_TITLES, LAST_NAMES } from '../../kit/seed-names.js';

/** A contact of the seed, with the position of its company. */
export interface SeedPerson {
  values: Record<string, unknown>;
  company: number | null;
}

const COUNTRIES = ['Italia', 'Italy', 'Italia', '', 'Italia', 'Germany', 'Italia'];
const INTERESTS = ['Fotovoltaico', 'Ricarica', 'Efficienza', 'Gas'];

function person(
  First_Name: string,
  Last_Name: string,
  Email: string,
  Phone: string,
  company: number | null,
  more: Record<string, unknown> = {},
): SeedPerson {
  return { values: { First_Name, Last_Name, Email, Phone, ...more }, company };
}

/** People whom demos and tests know by name. */
const KNOWN: SeedPerson[] = [
  person('Giulia', 'Ferri', 'giulia.ferri@prato.example', '349 555 0142', 0, {
    Title: 'Responsabile acquisti',
    Mailing_City: 'Prato',
    Mailing_Country: 'Italia',
    Yearly_Use_kWh: 48_200,
    Preferred_Language: 'it',
    Interests: ['Fotovoltaico', 'Efficienza'],
  }),
  person('Davide', 'Conti', 'Davide@Conti-Impianti.example', '+39 045 555 0178', 1, {
    Title: 'Titolare',
    Mailing_Country: 'Italia',
    Yearly_Use_kWh: 12_750.5,
    Preferred_Language: 'it',
  }),
  person('Sara', 'De Luca', 'sara.deluca@hotelriviera.example', '0039 0541 555 0133', 2, {
    Title: 'Direttrice',
    Mailing_Country: 'Italy',
    Yearly_Use_kWh: 96_300,
    Preferred_Language: 'en',
  }),
  person('Luca', 'Moretti', 'luca@moretti-figli.example', '+39 347 555 0119', 3, {
    Title: 'Direttore tecnico',
    Mailing_Country: 'Italia',
    Yearly_Use_kWh: 31_400,
  }),
];

/** Records that real accounts have and that break naive code. */
const ODDITIES: SeedPerson[] = [
  person('محمد', 'الفاسي', 'mohamed.elfassi@logistica-brennero.example', '+39 0471 555 0150', 8),
  person('יעל', 'כהן', 'yael.cohen@vistalta.example', '+39 02 555 0161', 19, { Mailing_Country: 'Italia' }),
  person('Łukasz 🚲', 'Żółć', 'lukasz@ciclipedale.example', '+39 059 555 0117', 39),
  { values: { Last_Name: 'info', Email: 'info@marmiapuani.example' }, company: null },
  person('Pietro', 'Sartori', 'pietro@sartori-idraulica.example', '+39 0425 555 0190', 27),
  person('Anna', 'Sartori', 'anna@sartori-idraulica.example', '0425 555 0190', 27),
  // Two contacts with one address: the account never made e-mail unique.
  person('Carla', 'Venier', 'studio@manuzio.example', '+39 041 555 0144', 24),
  person('Elena', 'Venier', 'studio@manuzio.example', '+39 041 555 0145', 24),
  person("Bobby'); --", '<b>Tables</b> & Co', 'bobby@studiofabbri.example', '051 555 0101', 9),
];

function phoneOf(i: number): string {
  const tail = String(100 + ((i * 41) % 100)).padStart(4, '0');
  const formats = [
    `348 555 ${tail}`,
    `+39 06 555 ${tail}`,
    `0039 051 555 ${tail}`,
    `(045) 555-${tail}`,
    `+49 89 555 ${tail}`,
  ];
  return i % 12 === 0 ? '' : (formats[i % formats.length] ?? '');
}

function ordinary(i: number): SeedPerson {
  const first = FIRST_NAMES[(i * 3) % FIRST_NAMES.length] ?? '';
  const last = LAST_NAMES[(i * 5) % LAST_NAMES.length] ?? '';
  const company = (i * 7) % COMPANIES.length;
  const local = `${first}.${last}`
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  const more: Record<string, unknown> = {
    Title: JOB_TITLES[(i * 3) % JOB_TITLES.length] ?? '',
    Mailing_Country: COUNTRIES[i % COUNTRIES.length] ?? '',
    Preferred_Language: i % 9 === 0 ? 'de' : 'it',
  };
  if (i % 3 !== 0) more['Yearly_Use_kWh'] = 1_500 + ((i * 1_013) % 70_000);
  if (i % 4 === 0) more['Interests'] = [INTERESTS[i % INTERESTS.length]];
  return person(first, last, `${local}@${COMPANIES[company]?.[1]}`, phoneOf(i), company, more);
}

/** The seed's contacts: the known ones, the odd ones, then ordinary ones up to `count`. */
export function seedPeople(count: number): SeedPerson[] {
  const fixed = [...KNOWN, ...ODDITIES];
  const rest = Array.from({ length: Math.max(0, count - fixed.length) }, (_, i) => ordinary(i + 1));
  return [...fixed, ...rest].slice(0, count);
}
