export {
  addAccount,
  checkAccountExists,
  checkAccountName,
  listAccounts,
  setAccountDisabled,
} from './administration.ts';
export {
  type Authenticate,
  type Authenticator,
  createAuthenticator,
  type HashPassword,
  isEnabled,
  type LoginAnswer,
  type LoginAttempt,
} from './authenticator.ts';
export { parseLoginName, parsePassword } from './credentials.ts';
export {
  addLogin,
  changeLogin,
  changePassword,
  checkLoginExists,
  checkNewLogin,
  listLogins,
} from './login-administration.ts';
