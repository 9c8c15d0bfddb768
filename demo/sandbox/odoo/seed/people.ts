import { COMPANIES, FIRST_NAMES, JOB_TITLES, LAST_NAMES } from '../../kit/seed-names.js';

/** A person of the seed and the position of the company it belongs to; null for none. */
export interface SeedPerson {
  name: string;
  email: string;
  phone: string;
  company: number | null;
  more: Record<string, string | number>;
}

function person(
  name: string,
  email: string,
  phone: string,
  company: number | null,
  more: Record<string, string | number> = {},
): SeedPerson {
  return { name, email, phone, company, more };
}

/** People whom demos and tests know by name: the first four have an open deal each. */
const KNOWN: SeedPerson[] = [
  person('Giulia Ferri', 'giulia.ferri@prato.example', '349 555 0142', 0, {
    function: 'Responsabile acquisti',
    lang: 'it_IT',
    x_studio_yearly_use_kwh: 48_200,
  }),
  person('Davide Conti', 'davide@conti-impianti.example', '+39 045 555 0178', 1, {
    function: 'Titolare',
    x_studio_yearly_use_kwh: 12_750.5,
  }),
  person('Sara De Luca', 'Sara.DeLuca@HotelRiviera.example', '0039 0541 555 0133', 2, {
    function: 'Direttrice',
  }),
  person('Luca Moretti', 'luca@moretti-figli.example', '+39 347 555 0119', 3, {
    function: 'Direttore tecnico',
  }),
];

/** Records that real databases have and that break naive code. */
const ODDITIES: SeedPerson[] = [
  person('محمد الفاسي', 'mohamed.elfassi@logistica-brennero.example', '+39 0471 555 0150', 8),
  person('יעל כהן', 'yael.cohen@vistalta.example', '+39 02 555 0161', 19),
  person('Łukasz 🚲 Żółć', 'lukasz@ciclipedale.example', '+39 059 555 0117', 39),
  person('Nguyễn Thị Ánh', 'anh.nguyen@almolo.example', '040 555 0122', 16),
  person('Cher', 'info@marmiapuani.example', '', null),
  person('Pietro Sartori', 'pietro@sartori-idraulica.example', '+39 0425 555 0190', 27),
  person('Anna Sartori', 'anna@sartori-idraulica.example', '0425 555 0190', 27),
  person(
    'María José de la Fuente Ortega',
    '"María José" <mj.fuente@manuzio.example>',
    '+39 041 555 0144',
    24,
  ),
  person("Bobby'); -- <b>Tables</b> & Co", 'bobby@studiofabbri.example', '051 555 0101 int. 7', 9),
];

function phoneOf(i: number): string {
  const tail = String(100 + ((i * 37) % 100)).padStart(4, '0');
  const formats = [
    `349 555 ${tail}`,
    `+39 02 555 ${tail}`,
    `0039 041 555 ${tail}`,
    `(049) 555-${tail}`,
    `+49 89 555 ${tail}`,
  ];
  return i % 11 === 0 ? '' : (formats[i % formats.length] ?? '');
}

/** The n-th of the people without a story. */
export function ordinaryPerson(i: number): SeedPerson {
  const first = FIRST_NAMES[i % FIRST_NAMES.length] ?? '';
  const last = LAST_NAMES[(i * 7) % LAST_NAMES.length] ?? '';
  const company = (i * 3) % COMPANIES.length;
  const local = `${first}.${last}`.normalize('NFD').replace(/[^A-Za-z.]/g, '');
  const email = `${i % 4 === 0 ? local : local.toLowerCase()}@${COMPANIES[company]?.[1] ?? 'nowhere.example'}`;
  const function_ = JOB_TITLES[i % JOB_TITLES.length] ?? '';
  return person(`${first} ${last}`, email, phoneOf(i), company, { function: function_, lang: 'it_IT' });
}

/** The seed's people: the known ones, the odd ones, then ordinary ones up to `count`. */
export function seedPeople(count: number): SeedPerson[] {
  const fixed = [...KNOWN, ...ODDITIES];
  const rest = Array.from({ length: Math.max(count - fixed.length, 0) }, (_, i) => ordinaryPerson(i + 1));
  return [...fixed, ...rest].slice(0, count);
}
