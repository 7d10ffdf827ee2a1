import { readFile } from 'node:fs/promises';
import { type DataLocation, openData, openExistingData, using } from '../data/index.ts';
import { createIdCipher, type KeyChoice, keySource, loadMasterKey } from '../encryption/index.ts';
import { SetupError, systemCode } from '../errors/index.ts';
import { decodeDeviceFile, describeProblems, idText, macAt, parseFleet } from '#autoprov';

/** Phones per transaction: others can write in between. */
const BATCH_SIZE = 5_000;

/**
 * Adds the MAC-IDs of a file to the inventory: one per line, or in a column of a CSV file. Reads the whole file before it
 * changes anything. Returns the number of phones in the file.
 *
 * @throws SetupError when the file cannot be read or contains anything else; the message names the lines
 */
export async function importInventory(location: DataLocation & KeyChoice, file: string): Promise<number> {
  const phones = await readInventoryFile(file);
  return using(openData(location), async (storage) => {
    const ids = createIdCipher(await loadMasterKey(keySource(location), storage));
    for (let start = 0; start < phones.length; start += BATCH_SIZE) {
      const batch = phones.slice(start, start + BATCH_SIZE);
      const encrypt = ids.encryptor(batch.length);
      await storage.inventory.add(batch.map(({ mac, id }) => ({ mac, encryptedId: encrypt(mac, id) })));
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
  const text = decodeDeviceFile(await readBytes(file));
  if (!text.ok) throw new SetupError(`${file}: ${text.problems.join(' ')} Nothing was changed.`);
  const parsed = parseFleet(text.value, { content: 'ids' });
  if (!parsed.ok) throw new SetupError(`${describeProblems(file, parsed.problems)}\nNothing was changed.`);
  const { fleet } = parsed;
  if (fleet.size === 0) throw new SetupError(`${file} lists no phones. Nothing was changed.`);
  return Array.from(fleet.ids, (id, at) => ({ mac: macAt(fleet, at), id: idText(id) }));
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    throw new SetupError(`The file ${file} cannot be read (${code}). Nothing was changed.`, { cause: error });
  }
}
