import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { formatMacId, type Parsed, parseMacId, parseProviderName, parseRedirectUrl } from '#autoprov';

/** A phone as the fleet's file declares it. */
export interface Phone {
  /** 12 hex digits, upper case. */
  readonly mac: string;
  /** The secret from the phone's label, in its canonical form. */
  readonly macId: string;
  readonly url: string;
  readonly providerName: string;
}

/** Something is wrong in the file. The message names the file and the line. */
export class FleetFileError extends Error {
  override readonly name = 'FleetFileError';
}

const columns = ['mac_id', 'url', 'provider_name'];

/**
 * Reads a fleet from a CSV file with the header `mac_id,url,provider_name`. Blank lines and lines that begin with # are
 * left out.
 *
 * @throws FleetFileError at the first line that is wrong
 */
export function readFleet(path: string): readonly Phone[] {
  const file = basename(path);
  const fleet = new Map<string, { readonly phone: Phone; readonly line: number }>();
  for (const { line, cells } of readRows(path, file)) {
    const wrong = (problem: string): FleetFileError => new FleetFileError(`${file}, line ${line}: ${problem}`);
    const value = <T>(parsed: Parsed<T>): T => {
      if (parsed.ok) return parsed.value;
      throw wrong(parsed.problems.join('\n  '));
    };
    if (cells.length !== columns.length) {
      throw wrong(`it has ${cells.length} fields; ${columns.length} are expected, as in the header ${columns.join()}`);
    }
    const [macIdText = '', urlText = '', nameText = ''] = cells;
    const macId = value(parseMacId(macIdText));
    const phone = {
      mac: macId.mac,
      macId: formatMacId(macId),
      url: value(parseRedirectUrl(urlText)).text,
      providerName: value(parseProviderName(nameText)),
    };
    const twin = fleet.get(phone.mac);
    if (twin) throw wrong(`${phone.mac} is in line ${twin.line} already. Keep one of the two.`);
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
