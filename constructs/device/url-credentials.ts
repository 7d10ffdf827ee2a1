import { ComplexObject, type IInterpolatingParent, type IResolvable, Tokenization } from 'cdktf';
import { type Attribute, numberAttribute, stringAttribute, toJson } from '../attribute.ts';

/** HTTP digest credentials for the provisioning server: a user name, and one of the two passwords. */
export interface DeviceUrlCredentials {
  /** The user name. */
  readonly username: string;
  /** The password; it is kept in the state. */
  readonly password?: string | undefined;
  /** The password, write-only: it is in no plan and no state. Raise `passwordWoVersion` to send a new one. */
  readonly passwordWo?: string | undefined;
  /** A change of this number sends `passwordWo` again. */
  readonly passwordWoVersion?: number | undefined;
}

/** What was given so far: setters give one at a time. */
type Given = Partial<DeviceUrlCredentials>;

/**
 * The attribute `url_credentials`. In HCL it is written as a map: it is a nested attribute, and as the block that
 * `cdktf get` makes of it an engine would refuse it.
 */
export function urlCredentialsAttribute(given: Given | IResolvable | undefined): Attribute {
  const value = plain(given);
  return { json: value, hcl: { value, isBlock: false, type: 'map', storageClassType: 'stringMap' } };
}

/** Tokens (another phone's credentials are one) stay as they are: the synthesis resolves them by itself. */
function plain(given: Given | IResolvable | undefined): unknown {
  if (given === undefined || isToken(given)) return given;
  const { username, password, passwordWo, passwordWoVersion } = given;
  const json = toJson({
    username: stringAttribute(username),
    password: stringAttribute(password),
    password_wo: stringAttribute(passwordWo),
    password_wo_version: numberAttribute(passwordWoVersion),
  });
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
}

const isToken = (value: Given | IResolvable): value is IResolvable => Tokenization.isResolvable(value);

/** `device.urlCredentials`: what other resources can refer to. */
export class DeviceUrlCredentialsOutputReference extends ComplexObject {
  private given: Given | undefined;
  private token: IResolvable | undefined;

  constructor(terraformResource: IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  get internalValue(): Given | IResolvable | undefined {
    return this.token ?? this.given;
  }

  set internalValue(value: Given | IResolvable | undefined) {
    const token = value !== undefined && isToken(value);
    this.token = token ? value : undefined;
    this.given = token ? undefined : value;
  }

  get username(): string {
    return this.getStringAttribute('username');
  }

  set username(value: string) {
    this.change({ username: value });
  }

  get usernameInput(): string | undefined {
    return this.given?.username;
  }

  get password(): string {
    return this.getStringAttribute('password');
  }

  set password(value: string) {
    this.change({ password: value });
  }

  resetPassword(): void {
    this.change({ password: undefined });
  }

  get passwordInput(): string | undefined {
    return this.given?.password;
  }

  get passwordWo(): string {
    return this.getStringAttribute('password_wo');
  }

  set passwordWo(value: string) {
    this.change({ passwordWo: value });
  }

  resetPasswordWo(): void {
    this.change({ passwordWo: undefined });
  }

  get passwordWoInput(): string | undefined {
    return this.given?.passwordWo;
  }

  get passwordWoVersion(): number {
    return this.getNumberAttribute('password_wo_version');
  }

  set passwordWoVersion(value: number) {
    this.change({ passwordWoVersion: value });
  }

  resetPasswordWoVersion(): void {
    this.change({ passwordWoVersion: undefined });
  }

  get passwordWoVersionInput(): number | undefined {
    return this.given?.passwordWoVersion;
  }

  /** With nothing left of them, there are no credentials. */
  private change(part: Given): void {
    const merged = { ...this.given, ...part };
    this.given = Object.values(merged).every((value) => value === undefined) ? undefined : merged;
  }
}
