import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type DataLocation, openData, openExistingData, using } from '../data-location.ts';
import { createIdCipher, type KeyChoice, keySource, loadMasterKey } from '../encryption/index.ts';
import { SetupError, systemCode } from '../setup-error.ts';
import { redactMacIds, parseMacId } from '#autoprov';

/** So many phones are put into the database at a time. */
const batchSize = 5_000;

/**
 * Loads the MAC-IDs of a file (a MAC-ID a line; of CSV, the first column) into the inventory, adding to what is there. The
 * whole file is read before anything is changed. Returns how many phones it lists.
 *
 * @throws SetupError that names the line, when there is something else in it
 */
export async function importInventory(location: DataLocation & KeyChoice, file: string): Promise<number> {
  const phones = await readInventoryFile(file);
  return using(openData(location), async (storage) => {
    const ids = createIdCipher(await loadMasterKey(keySource(location), storage));
    for (let from = 0; from < phones.length; from += batchSize) {
      const batch = phones.slice(from, from + batchSize);
      await storage.inventory.add(batch.map(({ mac, id }) => ({ mac, encryptedId: ids.encrypt(mac, id) })));
    }
    return phones.length;
  });
}

/** How many phones the inventory has; none: any phone can be registered. */
export const countInventory = (location: DataLocation): Promise<number> =>
  using(openExistingData(location), ({ inventory }) => inventory.count());

/** Forgets the inventory: any phone can be registered again. */
export const clearInventory = (location: DataLocation): Promise<void> =>
  using(openExistingData(location), ({ inventory }) => inventory.clear());

async function readInventoryFile(file: string): Promise<readonly { mac: string; id: string }[]> {
  const phones = new Map<string, string>();
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
      number++;
      const text = firstColumn(line);
      if (text === '' || text.startsWith('#') || (number === 1 && /^mac/i.test(text))) continue;
      const parsed = parseMacId(text);
      if (!parsed.ok) throw wrongLine(file, number, parsed.problems.join(' '));
      const { mac, id } = parsed.value;
      if (id === undefined)
        throw wrongLine(file, number, `${mac} has no ID: the 4 characters behind the hyphen are missing.`);
      const before = phones.get(mac);
      if (before !== undefined && before !== id) {
        throw wrongLine(file, number, `${redactMacIds(mac)} stands in this file before, with another ID.`);
      }
      phones.set(mac, id);
    }
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof SetupError || code === undefined) throw error;
    throw new SetupError(`The file ${file} cannot be read (${code}). Nothing was changed.`, { cause: error });
  }
  if (phones.size === 0) throw new SetupError(`${file} lists no phone. Nothing was changed.`);
  return [...phones].map(([mac, id]) => ({ mac, id }));
}

function firstColumn(line: string): string {
  const [first = ''] = line.replace(/^\ufeff/, '').split(/[,;\t]/, 1);
  return first.trim().replace(/^"(.*)"$/, '$1');
}

const wrongLine = (file: string, line: number, problem: string): SetupError =>
  new SetupError(`${file}, line ${line}: ${problem} Nothing was changed.`);
