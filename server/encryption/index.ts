export { decryptText, encryptText } from './aes-gcm.ts';
export { createIdCipher, type IdCipher } from './id-cipher.ts';
export { createUrlCipher, type UrlCipher } from './url-cipher.ts';
export { deriveKey, type KeyChoice, keySource, loadMasterKey } from './master-key.ts';
