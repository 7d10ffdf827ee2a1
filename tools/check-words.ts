import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';

// npm run check:words: fails if a name that was retired is used again, in code, comments, tests, docs or file names.
// Ordinary English keeps its words: each rule matches identifiers, or the old term in the sense that it had.

/** A retired term: what must not occur, and what to write instead. */
interface Rule {
  readonly pattern: RegExp;
  readonly instead: string;
}

const rules: readonly Rule[] = [
  { pattern: /\b[dD]esks?\b|\bcreateDesk\b/, instead: 'RegistrationService' },
  {
    pattern: /\b(DoorPlan|openDoors|closeDoor|planDoors|furnish|Doors?|doors?)\b/,
    instead: 'listener, ListenerConfig, startListeners, registerRoutes',
  },
  { pattern: /\b(trail|Trail|TrailStore|createTrail\w*)\b/, instead: 'audit log, AuditChannel, requestLog' },
  { pattern: /\b(Knock|knock|Guesses|createGuesses)\b/, instead: 'LoginRequest, GuessLimiter' },
  { pattern: /\b(sealed|sealedIds?|IdSeal|createIdSeal|unseal)\b/, instead: 'encrypt, encryptedId, IdCipher' },
  { pattern: /\b(remembered|recall|rememberOnce)\b/, instead: 'metadata, getMetadata, setMetadataIfAbsent' },
  { pattern: /\bserver\/operation\b/, instead: 'observability/' },
  { pattern: /\bprovider\/calls\b|\bcalls\/(?!s)/, instead: 'api/' },
  { pattern: /\b(createLine|LineParts|type Line|interface Line|: Line)\b/, instead: 'ApiContext' },
  {
    pattern: /\b(carry-through|carryThrough|patience|Patience|inDoubt|Doubt)\b/,
    instead: 'call with reconciliation, retry policy, uncertainty',
  },
  {
    pattern: /\b(createGather|gather\.ts|Gather|PhoneLedger|phoneLedger|planNotes|PlanNotes|createSlots|Slots)\b/,
    instead: 'batcher, DeviceLocks, PlanSession, semaphore',
  },
  { pattern: /\b(interface|type|createHealth|:) Health\b/, instead: 'CircuitBreaker' },
  { pattern: /\b(conceal|concealed|(?<!-)words\.ts|explain\/)/, instead: 'redact, messages, diagnostics/' },
  { pattern: /\bprovider\/lookup\b|\blookup\//, instead: 'data-sources/, list-resources/' },
  {
    pattern: /\b(Spot|ListTarget|interface Place|type Place|interface Destination|type Destination)\b/,
    instead: 'RedirectTarget',
  },
  {
    pattern: /\b(notOurs|strangers|Strangers|standingFleet|StandingFleet|twins|Twins|lacking)\b/,
    instead: 'unmanaged, actual state, duplicates, missing',
  },
  { pattern: /\b(spelledFreely|respell|keepSpelling)\b/, instead: 'semantic equality' },
  { pattern: /\b(Told|answerEach)\b/, instead: 'serialize, handleUnary, handleStream' },
  { pattern: /\b[A-Z]\w*Parts\b/, instead: '*Dependencies' },
  { pattern: /\b(DEEPEST|MOST_[A-Z_]+|FEW|FAR|ROOM)\b/, instead: 'MAX_DEPTH, MAX_X, MIN_X' },
  { pattern: /\b(ground floor|basement|in the house|the house|of the house)\b/i, instead: 'package, module, layer' },
  { pattern: /\b(rooms?|(?<!Math\.)floors?)\b/, instead: 'module, layer, capacity' },
  { pattern: /\bsetup\/(?!-)/, instead: 'tools/' },
];

/** Where a word is allowed, since it has its ordinary meaning there. */
const exceptions: readonly { readonly file: RegExp; readonly text: RegExp; readonly why: string }[] = [
  { file: /^tools\/check-words\.ts$/, text: /./, why: 'this list' },
  { file: /^framework\/test\/process\.test\.ts$/, text: /\bLine\b/, why: 'a line of the log' },
  { file: /^framework\/values\/map-attributes\.ts$/, text: /\bPlace\b/, why: 'the place of a value in a schema' },
  {
    file: /^(framework\/(test|values\/path)|test\/(conformance|acceptance\/framework))/,
    text: /\b(floor|room)\b/,
    why: 'attributes of an example schema: the place of a device in a building',
  },
  { file: /parse-devices\.test\.ts$/, text: /ground floor/, why: 'a floor of a building, in a CSV comment' },
];

const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter(
    (file) =>
      /\.(ts|mts|mjs|js|md|py|go|sh|sql|css|tf|yml|json)$/.test(file) &&
      !/(^|\/)gen\/|package-lock|bench\/results/.test(file),
  );

let found = 0;
for (const file of files) {
  const lines = [file, ...readFileSync(join(root, file), 'utf8').split('\n')];
  for (const [index, line] of lines.entries()) {
    for (const { pattern, instead } of rules) {
      const match = pattern.exec(line)?.[0];
      if (match === undefined || exceptions.some((rule) => rule.file.test(file) && rule.text.test(line))) continue;
      found++;
      process.stdout.write(`${file}:${index}: "${match}": say ${instead}\n`);
    }
  }
}
process.stdout.write(found === 0 ? 'No retired word is in use.\n' : `\n${found} retired words are in use.\n`);
process.exitCode = found === 0 ? 0 : 1;
