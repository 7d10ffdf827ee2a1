export {
  addAccount,
  changePassword,
  checkAccountExists,
  checkAccountName,
  listAccounts,
  setAccountDisabled,
} from './administration.ts';
export {
  type Authenticate,
  type Authenticator,
  createAuthenticator,
  type Login,
  type LoginAnswer,
} from './authenticator.ts';
