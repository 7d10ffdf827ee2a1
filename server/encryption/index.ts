export { deriveKey } from './derive-key.ts';
export { createIdCipher, type IdCipher } from './id-cipher.ts';
export { type KeyChoice, keySource, loadMasterKey } from './master-key.ts';
export { takeRandom } from './random-pool.ts';
export { createTextHmac } from './text-hmac.ts';
