/**
 * Words that name the same thing, in English and Italian, each as it is written in labels and API names once folded. The
 * first of a line stands for all of it.
 */
const CONCEPTS: readonly string[] = [
  'email|e mail|mail|email address|work email|posta elettronica|indirizzo email|indirizzo e mail',
  'phone|telephone|tel|phone number|telefono|numero di telefono|recapito telefonico',
  'mobile|mobilephone|mobile phone|mobile phone number|cell|cellphone|cellulare|telefonino|numero di cellulare',
  'fax|fax number|numero di fax',
  'first name|firstname|given name|forename|nome di battesimo',
  'last name|lastname|surname|family name|cognome',
  'name|nome|denominazione|full name|fullname|nome completo',
  'company|company name|organization|organisation|organisation name|account name|azienda|societa|ragione sociale|nome azienda',
  'job title|jobtitle|function|position|role|qualifica|mansione|ruolo|posizione lavorativa',
  'title|titolo|deal name|dealname|opportunity name|nome trattativa',
  'country|country region|nation|paese|nazione|paese regione',
  'city|town|citta|comune|localita',
  'zip|zip code|zipcode|postal code|postcode|cap|codice postale',
  'state|province|region|provincia|regione|prov',
  'address|street|street address|address line 1|indirizzo|via|billing street|mailing street',
  'vat|vat number|vat id|vat code|partita iva|p iva|piva|iva|numero partita iva',
  'fiscal code|tax code|tax id|codice fiscale|cod fiscale',
  'iban|bank account|conto corrente',
  'domain|web domain|website|web site|site|url|sito|sito web|dominio|website url|company domain|company domain name',
  'amount|value|deal value|deal amount|importo|valore|expected revenue|ammontare',
  'revenue|annual revenue|turnover|fatturato|fatturato annuo',
  'employees|number of employees|no of employees|dipendenti|numero di dipendenti|numero dipendenti',
  'industry|sector|settore|settore merceologico',
  'currency|currency code|valuta|codice valuta|deal currency code',
  'stage|deal stage|dealstage|phase|fase|fase trattativa',
  'pipeline|sales pipeline|canale',
  'close date|closedate|closing date|expected close date|data chiusura|data di chiusura|chiusura prevista',
  'owner|assigned to|assignee|salesperson|account manager|proprietario|assegnatario|assegnato a|responsabile|venditore',
  'status|stato',
  'source|lead source|origin|fonte|origine|provenienza',
  'kind|type|category|tipo|tipologia|categoria',
  'subject|topic|oggetto|argomento',
  'notes|note|description|comment|comments|body|descrizione|commenti|commento|annotazioni|testo',
  'date and time|date time|datetime|timestamp|start time|call start time|occurred at|data e ora|data ora',
  'duration|call duration|length|durata|durata chiamata',
  'direction|call direction|call type|direzione|verso',
  'outcome|result|call result|call outcome|disposition|esito|risultato|esito chiamata',
  'recording|recording url|call recording|registrazione',
  'language|lang|locale|preferred language|lingua|lingua preferita',
  'gender|sex|genere|sesso',
  'birthday|birth date|birthdate|date of birth|dob|data di nascita|compleanno',
  'yearly|annual|annually|per year|annuo|annua|annuale',
  'monthly|per month|mensile',
  'use|usage|consumption|consumo|consumi',
  'price|cost|prezzo|costo|tariffa',
  'contract|contratto',
  'customer|client|cliente',
  'number|no|num|numero|nr',
  'code|codice|cod',
  'date|data|day|giorno',
  'start|begin|beginning|inizio|decorrenza',
  'end|expiry|expiration|expires|fine|scadenza',
  'discount|sconto',
  'quantity|qty|quantita',
  'score|rating|punteggio|valutazione',
  'consent|opt in|consenso',
  'team|squadra|gruppo',
  'plan|piano',
];

const CANONICAL = new Map(
  CONCEPTS.flatMap((line, at) => line.split('|').map((phrase) => [phrase, `#${at}`] as const)),
);
/** Words of the longest phrase. */
const LONGEST = Math.max(...[...CANONICAL.keys()].map((phrase) => phrase.split(' ').length));

/** Words with each phrase that names a known thing replaced by one mark for it, longest phrases first. */
export function toConcepts(words: readonly string[]): string[] {
  const concepts: string[] = [];
  for (let at = 0; at < words.length; ) {
    let taken = Math.min(LONGEST, words.length - at);
    while (taken > 0 && !CANONICAL.has(words.slice(at, at + taken).join(' '))) taken--;
    concepts.push(CANONICAL.get(words.slice(at, at + taken).join(' ')) ?? words[at]!);
    at += Math.max(taken, 1);
  }
  return concepts;
}
