import { faults, redirect, tooMany, unavailableFor, type Fault } from '../../support/faulty-proxy.ts';

/** A fault, as a row of the table. */
export interface Row {
  readonly name: string;
  /** What happens to a call of the method that the column is about. `elsewhere` is a server that nobody should ask. */
  readonly fault?: (elsewhere: string) => Fault;
  /** What a whole command meets instead. */
  readonly outage?: 'nobody listens' | 'unknown certificate';
  /** From which call of that method on; the first if not given. Lists of phones go in batches, and some are through by then. */
  readonly from?: 'the second list';
  /** Once, and then the server is well; every time if not given. */
  readonly once?: true;
  /** What an error says of it, where there is one. */
  readonly says: RegExp;
}

const always = (name: string, fault: Fault, says: RegExp): Row => ({ name, fault: () => fault, says });
const passing = (name: string, fault: Fault, says: RegExp): Row => ({ ...always(name, fault, says), once: true });

const broke = /the connection broke before the response/;
const half = /the connection broke during the response/;
const late = /no complete response within/;
const notUnderstood = /is not XML-RPC/;

/** All faults. */
export const rows: readonly Row[] = [
  { name: 'connection refused', outage: 'nobody listens', says: /connection refused/ },
  { name: 'certificate unknown', outage: 'unknown certificate', says: /certificate/ },
  always('gone for good at this call', faults.gone, /connection refused|the connection broke/),
  always('reset before the server hears of it', faults.reset, broke),
  passing('  once', faults.reset, broke),
  always('reset before the answer', faults.lostAnswer, broke),
  passing('  once', faults.lostAnswer, broke),
  always('half an answer', faults.halfAnAnswer, half),
  passing('  once', faults.halfAnAnswer, half),
  always('500', faults.internalError, /HTTP 500/),
  passing('  once', faults.internalError, /HTTP 500/),
  always('502 with HTML', faults.badGateway, /HTTP 502/),
  always('503 with Retry-After', unavailableFor(1), /HTTP 503/),
  passing('  once', unavailableFor(1), /HTTP 503/),
  always('429', tooMany(0), /HTTP 429/),
  passing('  once', tooMany(0), /HTTP 429/),
  always('no answer in time', faults.hang, late),
  passing('  once, and the server did it', faults.answerHeld, late),
  always('an answer byte by byte', faults.trickle, late),
  always('XML-RPC fault', faults.fault, /answered with fault 42/),
  always('another content type', faults.wrongType, notUnderstood),
  always('a page in HTML', faults.html, notUnderstood),
  {
    name: 'sent elsewhere (302)',
    fault: redirect,
    says: /HTTP 302/,
  },
  {
    name: '401 in the middle',
    fault: () => faults.unauthorized,
    from: 'the second list',
    says: /HTTP 401/,
  },
];
