import type { RegistrationService } from '../../../server/registrations/index.ts';
import { StorageUnavailableError } from '../../../server/storage/index.ts';
import { macIdRange, macOf } from '../../support/phones.ts';
import { macsOf } from '../storage/phones.ts';
import { usePortalInProcess } from './portal-in-process.ts';

const startPortal = usePortalInProcess();

/** The service on a database that fails from the second change on. */
function failingAfterOne(service: RegistrationService): RegistrationService {
  let transactions = 0;
  const onlyFirst = <T>(change: () => Promise<T>): Promise<T> =>
    transactions++ === 0 ? change() : Promise.reject(new StorageUnavailableError('the disk of the database is full'));
  return {
    ...service,
    register: (...args) => onlyFirst(() => service.register(...args)),
    repoint: (...args) => onlyFirst(() => service.repoint(...args)),
  };
}

/** The value of a hidden field. */
function hidden(html: string, name: string): string {
  const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
  if (value === undefined) throw new Error(`The page has no field ${name}:\n${html}`);
  return value;
}

const target = { url: 'http://provider.example/%MACD.xml', providerName: 'Daryna' };
/** Two transactions. */
const phones = macIdRange(2_000);

test('shows what an interrupted upload has registered, by the lines of the file', async () => {
  const portal = await startPortal({ service: failingAfterOne });
  const form = new FormData();
  form.append('url', target.url);
  form.append('provider_name', target.providerName);
  form.append('file', new Blob([`\n\nmac_id\n${phones.join('\n')}`]), 'phones.csv');
  const { text: preview } = await portal.submit('/portal/upload', form);
  const confirmation = new FormData();
  for (const name of ['encrypted', 'count']) confirmation.append(name, hidden(preview, name));
  const { text: page } = await portal.submit('/portal/upload/apply', confirmation);
  expect(page).toMatch(/1,000 phones registered\..*Interrupted: the disk of the database is full\./s);
  expect(page).not.toContain('Nothing was changed');
  const [, csv = ''] = /href="data:text\/csv;base64,([^"]*)"/.exec(page) ?? [];
  const result = Buffer.from(csv, 'base64').toString().split('\n');
  expect(result[1]).toBe(`4,${macOf(0)},registered,`);
  expect(await macsOf(portal.storage, portal.actor)).toHaveLength(1_000);
});

test('shows how many phones an interrupted change of targets has re-pointed', async () => {
  const portal = await startPortal({ service: failingAfterOne });
  await portal.service.register(portal.actor, phones, target);
  const fields = { provider: 'Daryna', to_url: 'http://new.example/%MACD.xml', provider_name: 'Daryna' };
  const { text: preview } = await portal.submit('/portal/repoint', fields);
  const confirmation = { provider: 'Daryna', target: hidden(preview, 'target'), count: hidden(preview, 'count') };
  const { text: page } = await portal.submit('/portal/repoint', confirmation);
  expect(page).toMatch(/1,000 of 2,000 phones\..*Interrupted: the disk of the database is full\./s);
  expect(page).not.toContain('Nothing was changed');
});
