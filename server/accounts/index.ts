export {
  addAccount,
  changePassword,
  checkAccountExists,
  checkAccountName,
  listAccounts,
  setAccountDisabled,
} from './administration.ts';
export { type Authenticator, createAuthenticator } from './authenticator.ts';
