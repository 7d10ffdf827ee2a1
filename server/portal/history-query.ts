import {
  type AuditAction,
  type AuditChannel,
  type AuditQuery,
  isAuditAction,
  isAuditChannel,
} from '../storage/index.ts';
import { field } from './form.ts';
import { parseMacId } from '#autoprov';

/** The filters of the history, as in its address. */
export interface HistoryQuery {
  readonly mac: string;
  /** The login that made a change. */
  readonly login: string;
  readonly channel: AuditChannel | '';
  readonly action: AuditAction | '';
  /** Days (UTC) such as `2026-11-24`, both included; empty for no limit. */
  readonly from: string;
  readonly until: string;
  /** The ID of an entry; the page shows older ones. */
  readonly before: number | undefined;
}

const MAX_LOGIN_LENGTH = 300;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Reads the filters of an address. The ID of a MAC-ID is dropped. */
export function readHistoryQuery(query: unknown): HistoryQuery {
  const channel = field(query, 'channel');
  const action = field(query, 'action');
  const before = /^\d{1,15}$/.exec(field(query, 'before'))?.[0];
  const phone = parseMacId(field(query, 'mac').slice(0, 40));
  return {
    mac: phone.ok ? phone.value.mac : '',
    login: field(query, 'login').slice(0, MAX_LOGIN_LENGTH).normalize('NFC'),
    channel: isAuditChannel(channel) ? channel : '',
    action: isAuditAction(action) ? action : '',
    from: readDay(field(query, 'from')),
    until: readDay(field(query, 'until')),
    before: before === undefined ? undefined : Number(before),
  };
}

const readDay = (text: string): string =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '';

/** The address of the history with these filters, or of its export. */
export function historyAddress(query: HistoryQuery, path = '/portal/history'): string {
  const { before, ...filters } = query;
  const parameters = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ''));
  if (before !== undefined) parameters.set('before', String(before));
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
}

/** The entries that the filters select. */
export function auditQueryOf(query: HistoryQuery): Omit<AuditQuery, 'limit'> {
  const given = <T>(value: T | ''): T | undefined => (value === '' ? undefined : value);
  return {
    mac: given(query.mac),
    login: given(query.login),
    channel: given(query.channel),
    action: given(query.action),
    from: query.from === '' ? undefined : new Date(query.from),
    until: query.until === '' ? undefined : new Date(Date.parse(query.until) + DAY_MS),
    before: query.before,
  };
}
