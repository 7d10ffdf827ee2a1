import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import {
  formatMacId,
  type Parsed,
  parseMacId,
  parseProviderName,
  parseRedirectUrl,
  type RedirectTarget,
} from 'gigaset-redirect/client';

/** A phone as declared in the CSV file. */
export interface Phone extends RedirectTarget {
  /** 12 hex digits, upper case. */
  readonly mac: string;
  /** In the canonical form. A secret. */
  readonly macId: string;
}

/** A mistake in the file. The message names the file and the line. */
export class FleetFileError extends Error {
  override readonly name = 'FleetFileError';
}

const columns = ['mac_id', 'url', 'provider_name'];

/**
 * Reads a fleet from a CSV file with the header `mac_id,url,provider_name`. Ignores blank lines and lines that begin
 * with #.
 *
 * @throws FleetFileError for the first mistake
 */
export function readFleet(path: string): readonly Phone[] {
  const file = basename(path);
  const fleet = new Map<string, { readonly phone: Phone; readonly line: number }>();
  for (const { line, cells } of readRows(path, file)) {
    const mistake = (problem: string): FleetFileError => new FleetFileError(`${file}, line ${line}: ${problem}`);
    const value = <T>(parsed: Parsed<T>): T => {
      if (parsed.ok) return parsed.value;
      throw mistake(parsed.problems.join('\n  '));
    };
    if (cells.length !== columns.length) {
      throw mistake(`${cells.length} fields instead of ${columns.length}; the header is ${columns.join()}`);
    }
    const [macIdText = '', urlText = '', nameText = ''] = cells;
    const macId = value(parseMacId(macIdText));
    const phone = {
      mac: macId.mac,
      macId: formatMacId(macId),
      url: value(parseRedirectUrl(urlText)).text,
      providerName: value(parseProviderName(nameText)),
    };
    const duplicate = fleet.get(phone.mac);
    if (duplicate) throw mistake(`${phone.mac} is already in line ${duplicate.line}; remove one of the two`);
    fleet.set(phone.mac, { phone, line });
  }
  return [...fleet.values()].map(({ phone }) => phone);
}

function readRows(path: string, file: string): readonly { readonly line: number; readonly cells: readonly string[] }[] {
  const rows: { line: number; cells: readonly string[] }[] = [];
  try {
    parse(readFileSync(path), {
      bom: true,
      comment: '#',
      comment_no_infix: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
      on_record: (cells: readonly string[], { lines }) => void rows.push({ line: lines, cells }),
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new FleetFileError(`${file}: ${error.message}`, { cause: error });
  }
  const [header, ...phones] = rows;
  if (header?.cells.join() !== columns.join()) {
    throw new FleetFileError(`${file}: the first line must be the header ${columns.join()}`);
  }
  return phones;
}
