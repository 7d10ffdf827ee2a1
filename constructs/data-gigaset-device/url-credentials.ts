import { ComplexObject } from 'cdktf';

/** `url_credentials` of a phone that was looked up: all of it is computed. */
export class FoundUrlCredentials extends ComplexObject {
  /** The user name. */
  get username(): string {
    return this.getStringAttribute('username');
  }

  /** The password. Sensitive. */
  get password(): string {
    return this.getStringAttribute('password');
  }
}
