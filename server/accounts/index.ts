export { addAccount, checkAccountName, listAccounts } from './administration.ts';
export { type Authenticator, createAuthenticator } from './authenticator.ts';
