import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as forCdktf from 'gigaset-redirect/cdktf';
import * as testingForCdktf from 'gigaset-redirect/cdktf/testing';
import * as forCdktn from 'gigaset-redirect/cdktn';
import * as testingForCdktn from 'gigaset-redirect/cdktn/testing';
import { handWritten } from '../../../../tools/constructs/hand-written.ts';
import { root } from '../../../../tools/paths.ts';

// The constructs are written for CDKTN; `npm run generate:constructs` copies them for CDKTF.

test.each([...handWritten('cdktf')])('the copy of %s for CDKTF is up to date', (path, text) => {
  const copy = readFileSync(join(root, 'constructs/gen/cdktf', path), 'utf8');
  expect(copy.slice(copy.indexOf('\n') + 1)).toBe(text);
});

test('both libraries have the same constructs, except for functions, which CDKTF does not know', () => {
  const names = (module: object): readonly string[] => Object.keys(module).filter((name) => !/functions/i.test(name));
  expect(names(forCdktf)).toEqual(names(forCdktn));
  expect(names(testingForCdktf)).toEqual(names(testingForCdktn));
});
