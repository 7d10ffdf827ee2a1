import { faults, redirect, tooMany, unavailableFor, type Fault } from '../../support/faulty-proxy.ts';

/** A fault: one row of the table. */
export interface Row {
  readonly name: string;
  /** The fault for calls of the column's method. `elsewhere` is a server that must not receive calls. */
  readonly fault?: (elsewhere: string) => Fault;
  /** A fault for the whole command instead. */
  readonly outage?: 'nobody listens' | 'unknown certificate';
  /** The first affected call of the method, by default 1. A later one leaves some batches of a list completed. */
  readonly from?: 'the second list';
  /** Whether the fault occurs only once. */
  readonly once?: true;
  /** The text of the error, if there is one. */
  readonly says: RegExp;
  /** The limit for a request. Only rows whose fault is a late answer have a short one, so that a busy machine causes none. */
  readonly timeoutSeconds: number;
}

const SHORT_SECONDS = 3;
const LONG_SECONDS = 60;

const always = (name: string, fault: Fault, says: RegExp, timeoutSeconds = LONG_SECONDS): Row => ({
  name,
  fault: () => fault,
  says,
  timeoutSeconds,
});
const passing = (...row: Parameters<typeof always>): Row => ({ ...always(...row), once: true });

const broke = /the connection broke before the response/;
const half = /the connection broke during the response/;
const late = /no complete response within/;
const notUnderstood = /is not XML-RPC/;

/** All faults. */
export const rows: readonly Row[] = [
  { name: 'connection refused', outage: 'nobody listens', says: /connection refused/, timeoutSeconds: LONG_SECONDS },
  { name: 'certificate unknown', outage: 'unknown certificate', says: /certificate/, timeoutSeconds: LONG_SECONDS },
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
  always('no answer in time', faults.hang, late, SHORT_SECONDS),
  passing('  once, and the server did it', faults.answerHeld, late, SHORT_SECONDS),
  always('an answer byte by byte', faults.trickle, late, SHORT_SECONDS),
  always('XML-RPC fault', faults.fault, /answered with fault 42/),
  always('another content type', faults.wrongType, notUnderstood),
  always('a page in HTML', faults.html, notUnderstood),
  {
    name: 'sent elsewhere (302)',
    fault: redirect,
    says: /HTTP 302/,
    timeoutSeconds: LONG_SECONDS,
  },
  {
    name: '401 in the middle',
    fault: () => faults.unauthorized,
    from: 'the second list',
    says: /HTTP 401/,
    timeoutSeconds: LONG_SECONDS,
  },
];
