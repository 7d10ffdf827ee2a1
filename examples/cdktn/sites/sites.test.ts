import { test } from 'node:test';
import { Testing } from 'cdktn';
import { expectFleet } from 'gigaset-redirect/cdktn/testing';
import { SitesStack } from './sites-stack.ts';

test('every phone is led to the server of its town', () => {
  expectFleet(new SitesStack(Testing.app(), 'sites'))
    .toBeValid()
    .toHaveSize(5)
    .toRegister('7C2F80208295', { url: 'https://provider.example/xml/%MACD.xml', providerName: 'Daryna' })
    .toRegister('7C2F80B3E071', { url: 'https://hamburg.provider.example/%DVID/%MACD.xml' })
    .toRegister('7C2F80A14B36', { providerName: 'Daryna Reception' });
});
