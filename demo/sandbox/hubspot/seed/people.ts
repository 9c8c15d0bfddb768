import { COMPANIES, FIRST_NAMES, JOB_TITLES, LAST_NAMES } from '../../kit/seed-names.js';

/** A contact of the seed, with the positions of the companies it belongs to, primary first. */
export interface SeedPerson {
  properties: Record<string, string>;
  companies: number[];
}

const COUNTRIES = ['Italia', 'Italia', 'Italy', '', 'Italia', 'Germany', 'Italy', 'Italia'];
const STAGES = ['lead', 'opportunity', 'customer', 'marketingqualifiedlead', 'salesqualifiedlead'];

function person(
  firstname: string,
  lastname: string,
  email: string,
  phone: string,
  companies: number[],
  more: Record<string, string> = {},
): SeedPerson {
  return { properties: { firstname, lastname, email, phone, ...more }, companies };
}

/** People whom demos and tests know by name. */
const KNOWN: SeedPerson[] = [
  person('Giulia', 'Ferri', 'Giulia.Ferri@Prato.example', '349 555 0142', [0], {
    country: 'Italia',
    jobtitle: 'Responsabile acquisti',
    yearly_use_kwh: '48200',
    preferred_language: 'it',
    hs_lead_status: 'OPEN_DEAL',
    lifecyclestage: 'opportunity',
  }),
  person('Davide', 'Conti', 'davide@conti-impianti.example', '+39 045 555 0178', [1], {
    country: 'Italia',
    jobtitle: 'Titolare',
    yearly_use_kwh: '12750.5',
    preferred_language: 'it',
    hs_lead_status: 'CONNECTED',
  }),
  person('Sara', 'De Luca', 'Sara.DeLuca@HotelRiviera.example', '0039 0541 555 0133', [2], {
    country: 'Italy',
    jobtitle: 'Direttrice',
    yearly_use_kwh: '96300',
    preferred_language: 'en',
    hs_lead_status: 'IN_PROGRESS',
  }),
  person('Luca', 'Moretti', 'luca@moretti-figli.example', '+39 347 555 0119', [3], {
    country: 'Italia',
    jobtitle: 'Direttore tecnico',
    yearly_use_kwh: '31400',
    preferred_language: 'it',
    hs_lead_status: 'NEW',
  }),
];

/** Records that real accounts have and that break naive code. */
const ODDITIES: SeedPerson[] = [
  person('محمد', 'الفاسي', 'mohamed.elfassi@logistica-brennero.example', '+39 0471 555 0150', [8], {
    country: 'Italia',
  }),
  person('יעל', 'כהן', 'yael.cohen@vistalta.example', '+39 02 555 0161', [19], { country: 'Italia' }),
  person('Łukasz 🚲', 'Żółć', 'lukasz@ciclipedale.example', '+39 059 555 0117', [39], { country: 'Italy' }),
  person('Nguyễn', 'Thị Ánh', 'anh.nguyen@almolo.example', '040 555 0122', [16]),
  { properties: { email: 'info@marmiapuani.example' }, companies: [] },
  person('Pietro', 'Sartori', 'pietro@sartori-idraulica.example', '+39 0425 555 0190', [27], {
    country: 'Italia',
  }),
  person('Anna', 'Sartori', 'anna@sartori-idraulica.example', '0425 555 0190', [27], { country: 'Italia' }),
  person('Carla', 'Venier', 'carla.venier@manuzio.example', '+39 041 555 0144', [24, 6], {
    country: 'Italia',
  }),
  person("Bobby'); --", '<b>Tables</b> & Co', 'bobby@studiofabbri.example', '051 555 0101 int. 7', [9]),
];

function phoneOf(i: number): string {
  const tail = String(100 + ((i * 37) % 100)).padStart(4, '0');
  const formats = [
    `349 555 ${tail}`,
    `+39 02 555 ${tail}`,
    `0039 041 555 ${tail}`,
    `(049) 555-${tail}`,
    `+39.347.555.${tail}`,
    `+49 89 555 ${tail}`,
  ];
  return i % 11 === 0 ? '' : (formats[i % formats.length] ?? '');
}

function ordinary(i: number): SeedPerson {
  const firstname = FIRST_NAMES[i % FIRST_NAMES.length] ?? '';
  const lastname = LAST_NAMES[(i * 7) % LAST_NAMES.length] ?? '';
  const company = (i * 3) % COMPANIES.length;
  const domain = COMPANIES[company]?.[1] ?? 'nowhere.example';
  const local = `${firstname}.${lastname}`.normalize('NFD').replace(/[^A-Za-z.]/g, '');
  const email = i % 4 === 0 ? `${local}@${domain}` : `${local.toLowerCase()}@${domain}`;
  const more: Record<string, string> = {
    country: COUNTRIES[i % COUNTRIES.length] ?? '',
    jobtitle: JOB_TITLES[i % JOB_TITLES.length] ?? '',
    lifecyclestage: STAGES[i % STAGES.length] ?? '',
    preferred_language: i % 9 === 0 ? 'de' : 'it',
  };
  if (i % 3 !== 0) more['yearly_use_kwh'] = String(1_800 + ((i * 977) % 60_000));
  if (i % 5 === 0) more['mobilephone'] = `+39 348 555 ${String(i).padStart(4, '0')}`;
  return person(firstname, lastname, email, phoneOf(i), [company], more);
}

/** The seed's contacts: the known ones, the odd ones, then ordinary ones up to `count`. */
export function seedPeople(count: number): SeedPerson[] {
  const fixed = [...KNOWN, ...ODDITIES];
  const rest = Array.from({ length: count - fixed.length }, (_, i) => ordinary(i + 1));
  return [...fixed, ...rest];
}
