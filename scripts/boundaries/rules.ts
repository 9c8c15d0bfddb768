/** Who may import whom. `imports` and the matched targets are project paths, `npm:<package>` or `node:<module>`. */
export interface ImportRule {
  name: string;
  /** Files the rule speaks of. `$1` in `mayImport` stands for its first group. */
  files: RegExp;
  /** Everything a matching file may import from the project, besides what `and` lists. */
  mayImport: string[];
  /** Targets it may import types from besides, with `import type`. */
  mayImportTypes?: string[];
  /** Packages and Node modules it may import; absent: any. */
  mayUse?: RegExp;
  /** What to do instead. */
  instead: string;
}

/** What may not stand in a file's text. */
export interface TextRule {
  name: string;
  files: RegExp;
  except?: RegExp;
  forbidden: RegExp;
  instead: string;
}

/** The types of what index.ts makes and passes down; neither is made anywhere else. */
const PASSED_DOWN = ['^service/(env|services)\\.ts$'];
const LEAVES = '^service/((errors|clock|log|networks|scope|canonical-json|cursor)\\.ts$|net/)';
const SHARED = '^shared/';
const CONTRACT = '^service/connectors/[^/]+\\.ts$';
const STORE = '^service/store/';
const OBSERVE = '^service/observe/';
const VAULT = '^service/vault/';
const TENANCY = '^service/tenancy/';
/** node:module only loads a package's data files. */
const NO_IO = /^(npm:.*|node:(crypto|util|buffer|url|module|assert.*))$/;

/** The first rule that speaks of a file decides, so the narrow ones stand before the wide ones. */
export const IMPORT_RULES: ImportRule[] = [
  {
    name: 'shared stands alone',
    files: /^shared\//,
    mayImport: [SHARED],
    mayUse: /^$/,
    instead:
      'Keep shared/ to types, constants and pure guards; put what needs a package or I/O where it is used.',
  },
  {
    name: 'widget imports shared and Lit only',
    files: /^widget\//,
    mayImport: ['^widget/', SHARED],
    mayUse: /^npm:(lit|lit-html|lit-element|@lit\/[^/]+)$/,
    instead: 'Move what both sides need to shared/, or ask the service over HTTP through widget/api/.',
  },
  {
    name: 'sandbox CRMs stand alone',
    files: /^demo\/sandbox\//,
    mayImport: ['^demo/sandbox/'],
    instead: 'Write it again from the vendor facts: a sandbox that shares our code shares our misreadings.',
  },
  {
    name: 'demo uses the outside only',
    files: /^demo\//,
    mayImport: [
      '^demo/',
      SHARED,
      '^widget/',
      '^scripts/build\\.ts$',
      '^test/support/(browser|install-browser)\\.ts$',
    ],
    instead: 'Drive the service as a host does: start it as a process and call its HTTP API.',
  },
  {
    name: 'a connector imports its own folder and the contract only',
    files: /^service\/connectors\/([^/]+)\//,
    mayImport: ['^service/connectors/$1/', CONTRACT, SHARED, LEAVES],
    instead:
      'Move what two providers share up to service/connectors/; take store, clock and credentials as arguments.',
  },
  {
    name: 'the connector contract rests on shared',
    files: /^service\/connectors\/[^/]+\.ts$/,
    mayImport: ['^service/connectors/', SHARED, LEAVES],
    instead: 'Hand it in through the contract instead of importing it.',
  },
  {
    name: 'mapping and conflicts are pure',
    files: /^service\/(mapping|conflicts)\//,
    mayImport: ['^service/$1/', SHARED],
    mayUse: NO_IO,
    mayImportTypes: [CONTRACT],
    instead: 'Pass the data in: these folders decide, they do not read or write.',
  },
  {
    name: 'store imports shared and errors only',
    files: /^service\/store\//,
    mayImport: [STORE, SHARED, LEAVES],
    mayImportTypes: [CONTRACT],
    instead: 'Return rows and let the caller in sync/, oauth/ or http/ act on them.',
  },
  {
    name: 'vault rests on shared',
    files: /^service\/vault\//,
    mayImport: [VAULT, SHARED, LEAVES],
    instead: 'Pass it in as an argument.',
  },
  {
    name: 'observe rests on store',
    files: /^service\/observe\//,
    mayImport: [OBSERVE, STORE, SHARED, LEAVES],
    mayImportTypes: PASSED_DOWN,
    instead: 'Let the observed code call observe/, not the other way round.',
  },
  {
    name: 'tenancy rests on store',
    files: /^service\/tenancy\//,
    mayImport: [TENANCY, STORE, SHARED, LEAVES, OBSERVE, VAULT],
    mayImportTypes: PASSED_DOWN,
    instead: 'Let http/ ask tenancy/ who is calling, not the other way round.',
  },
  {
    name: 'quota rests on store and the contract',
    files: /^service\/quota\//,
    mayImport: ['^service/quota/', CONTRACT, STORE, SHARED, LEAVES],
    instead: 'Take it as an argument: a budget knows accounts and limits, not what the requests are for.',
  },
  {
    name: 'drift rests on mapping and store',
    files: /^service\/drift\//,
    mayImport: ['^service/(drift|mapping)/', STORE, SHARED, LEAVES],
    instead: 'Let fields/ read the CRM and hand in what it answered.',
  },
  {
    name: 'fields joins the mapping with the store only',
    files: /^service\/fields\//,
    mayImport: ['^service/(fields|drift|mapping)/', CONTRACT, STORE, SHARED, LEAVES],
    mayImportTypes: PASSED_DOWN,
    instead:
      'Take the open session as an argument; sync/, outbound/ and http/ call fields/, never the reverse.',
  },
  {
    name: 'net stands alone',
    files: /^service\/net\//,
    mayImport: ['^service/net/'],
    instead: 'Take it as an argument: net/ knows addresses, not who connects to them or why.',
  },
  {
    name: 'events rests on store',
    files: /^service\/events\//,
    mayImport: ['^service/events/', STORE, SHARED, LEAVES, OBSERVE, VAULT],
    mayImportTypes: PASSED_DOWN,
    instead:
      'Let what causes an event write it (store/queries/write-events.ts); events/ only reads and sends them.',
  },
  {
    // Beyond the contract and store: a push is mapped (step 3), decided (step 4) and sent with a session that oauth/ opens.
    name: 'outbound imports what stands below it only',
    files: /^service\/outbound\//,
    mayImport: [
      '^service/(outbound|fields|drift|mapping|conflicts|oauth)/',
      CONTRACT,
      STORE,
      SHARED,
      LEAVES,
      OBSERVE,
      VAULT,
    ],
    mayImportTypes: PASSED_DOWN,
    instead: 'Let sync/ or intake/ prepare what is to be written and put it in the outbox.',
  },
  {
    name: 'sync imports steps 2 to 6 only',
    files: /^service\/sync\//,
    mayImport: [
      '^service/(sync|fields|drift|mapping|conflicts|outbound|oauth)/',
      CONTRACT,
      STORE,
      SHARED,
      LEAVES,
      OBSERVE,
      VAULT,
    ],
    mayImportTypes: PASSED_DOWN,
    instead: 'Take it as an argument; intake/ and http/ call sync/, never the reverse.',
  },
  {
    name: 'intake imports sync, outbound, events, store and the contract only',
    files: /^service\/intake\//,
    mayImport: [
      '^service/(intake|sync|outbound|events)/',
      CONTRACT,
      STORE,
      SHARED,
      LEAVES,
      OBSERVE,
      VAULT,
      TENANCY,
    ],
    mayImportTypes: PASSED_DOWN,
    instead: 'Call a function of sync/ or outbound/ that does it.',
  },
  {
    name: 'oauth imports store and the contract only',
    files: /^service\/oauth\//,
    mayImport: ['^service/oauth/', CONTRACT, STORE, SHARED, LEAVES, OBSERVE, VAULT, TENANCY],
    mayImportTypes: PASSED_DOWN,
    instead: 'Pass it in from app.ts.',
  },
  {
    // What people save about mappings; the engine itself is mapping/, and what runs use of it is fields/.
    name: 'mappings imports what saving needs only',
    files: /^service\/mappings\//,
    mayImport: [
      '^service/(mappings|mapping|fields|drift|sync|oauth)/',
      CONTRACT,
      STORE,
      SHARED,
      LEAVES,
      OBSERVE,
    ],
    mayImportTypes: PASSED_DOWN,
    instead: 'Let http/ call mappings/; what a run needs of a mapping belongs in fields/ or store/.',
  },
  {
    name: 'http imports what it answers for',
    files: /^service\/http\//,
    mayImport: [
      '^service/(http|oauth|intake|sync|outbound|events|fields|drift|mapping|mappings|tenancy)/',
      CONTRACT,
      STORE,
      SHARED,
      LEAVES,
      OBSERVE,
      VAULT,
    ],
    mayImportTypes: PASSED_DOWN,
    instead: 'Put the behaviour in sync/, intake/, oauth/ or store/ and call it from the route.',
  },
  {
    name: 'index.ts and app.ts join the service',
    files: /^service\/(index|app)\.ts$/,
    mayImport: ['^service/', SHARED],
    instead: 'The service runs without the widget, the demo, the scripts and the tests.',
  },
  {
    name: 'nobody imports http',
    files: /^service\//,
    mayImport: ['^service/(?!http/)', SHARED],
    instead: 'Only index.ts and app.ts join the routes; move what is shared below http/.',
  },
  {
    name: 'scripts rest on service and shared',
    files: /^scripts\//,
    mayImport: ['^scripts/', '^service/(?!http/)', SHARED],
    instead: 'A script that needs a running service calls its HTTP API.',
  },
];

/** Rules over the text of files, comments left out for `.ts`. */
export const TEXT_RULES: TextRule[] = [
  {
    name: 'only env.ts reads the environment',
    files: /^(service|shared)\/.*\.ts$/,
    // The launcher hands PATH and the like on to PostgreSQL's programs: that configures nothing of ours.
    except: /^service\/(env|store\/embedded\/(host|run-program))\.ts$/,
    forbidden:
      /\bprocess\s*\??\.\s*env\b|\bprocess\s*\[\s*['"]env['"]|\benv\b[^;]*\bfrom\s*['"](node:)?process['"]/,
    instead: 'Take a config object; service/env.ts fills it.',
  },
];
