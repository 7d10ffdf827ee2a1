import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type DataLocation, openData, openExistingData, using } from '../data/index.ts';
import { createIdCipher, type KeyChoice, keySource, loadMasterKey } from '../encryption/index.ts';
import { SetupError, systemCode } from '../errors/index.ts';
import { redactMacIds, parseMacId } from '#autoprov';

/** Phones per transaction: others can write in between. */
const BATCH_SIZE = 5_000;

/**
 * Adds the MAC-IDs of a file to the inventory: one per line, in a CSV file in the first column. Reads the whole file before it
 * changes anything. Returns the number of phones in the file.
 *
 * @throws SetupError when the file cannot be read or contains anything else; the message names the line
 */
export async function importInventory(location: DataLocation & KeyChoice, file: string): Promise<number> {
  const phones = await readInventoryFile(file);
  return using(openData(location), async (storage) => {
    const ids = createIdCipher(await loadMasterKey(keySource(location), storage));
    for (let start = 0; start < phones.length; start += BATCH_SIZE) {
      const batch = phones.slice(start, start + BATCH_SIZE);
      await storage.inventory.add(batch.map(({ mac, id }) => ({ mac, encryptedId: ids.encrypt(mac, id) })));
    }
    return phones.length;
  });
}

/** The number of phones in the inventory. With 0, any phone can be registered. */
export const countInventory = (location: DataLocation): Promise<number> =>
  using(openExistingData(location), ({ inventory }) => inventory.count());

/** Removes all phones from the inventory, so that any phone can be registered. */
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
      if (!parsed.ok) throw lineError(file, number, parsed.problems.join(' '));
      const { mac, id } = parsed.value;
      if (id === undefined)
        throw lineError(file, number, `${mac} has no ID: the 4 characters after the hyphen are missing.`);
      const earlier = phones.get(mac);
      if (earlier !== undefined && earlier !== id) {
        throw lineError(file, number, `${redactMacIds(mac)} is listed before with another ID.`);
      }
      phones.set(mac, id);
    }
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof SetupError || code === undefined) throw error;
    throw new SetupError(`The file ${file} cannot be read (${code}). Nothing was changed.`, { cause: error });
  }
  if (phones.size === 0) throw new SetupError(`${file} lists no phones. Nothing was changed.`);
  return [...phones].map(([mac, id]) => ({ mac, id }));
}

function firstColumn(line: string): string {
  const [first = ''] = line.replace(/^\ufeff/, '').split(/[,;\t]/, 1);
  return first.trim().replace(/^"(.*)"$/, '$1');
}

const lineError = (file: string, line: number, problem: string): SetupError =>
  new SetupError(`${file}, line ${line}: ${problem} Nothing was changed.`);
