import { ComplexObject, type IInterpolatingParent, type IResolvable, Tokenization } from 'cdktf';
import { type Attribute, numberAttribute, stringAttribute, toJson } from './synthesis.ts';

/** HTTP digest credentials for the provisioning server: a user name and one of the two passwords. */
export interface DeviceUrlCredentials {
  readonly username: string;
  /** The password. It is stored in the state. */
  readonly password?: string | undefined;
  /** The password as a write-only value, which no plan or state contains. Increase `passwordWoVersion` to change it. */
  readonly passwordWo?: string | undefined;
  /** The version of `passwordWo`. A new version sends the password again. */
  readonly passwordWoVersion?: number | undefined;
}

/** The credentials so far: setters change one field at a time. */
type PartialCredentials = Partial<DeviceUrlCredentials>;

/**
 * The attribute `url_credentials`. HCL renders it as a map, because it is a nested attribute. The bindings of `cdktf get`
 * render a block, which engines reject.
 */
export function urlCredentialsAttribute(credentials: PartialCredentials | IResolvable | undefined): Attribute {
  const value = plain(credentials);
  return { json: value, hcl: { value, isBlock: false, type: 'map', storageClassType: 'stringMap' } };
}

/** Leaves tokens, such as the credentials of another phone, to be resolved by the synthesis. */
function plain(credentials: PartialCredentials | IResolvable | undefined): unknown {
  if (credentials === undefined || isToken(credentials)) return credentials;
  const { username, password, passwordWo, passwordWoVersion } = credentials;
  const json = toJson({
    username: stringAttribute(username),
    password: stringAttribute(password),
    password_wo: stringAttribute(passwordWo),
    password_wo_version: numberAttribute(passwordWoVersion),
  });
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
}

const isToken = (value: PartialCredentials | IResolvable): value is IResolvable => Tokenization.isResolvable(value);

/** `device.urlCredentials`: a reference for other resources. */
export class DeviceUrlCredentialsOutputReference extends ComplexObject {
  private credentials: PartialCredentials | undefined;
  private token: IResolvable | undefined;

  constructor(terraformResource: IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  get internalValue(): PartialCredentials | IResolvable | undefined {
    return this.token ?? this.credentials;
  }

  set internalValue(value: PartialCredentials | IResolvable | undefined) {
    const token = value !== undefined && isToken(value);
    this.token = token ? value : undefined;
    this.credentials = token ? undefined : value;
  }

  get username(): string {
    return this.getStringAttribute('username');
  }

  set username(value: string) {
    this.change({ username: value });
  }

  get usernameInput(): string | undefined {
    return this.credentials?.username;
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
    return this.credentials?.password;
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
    return this.credentials?.passwordWo;
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
    return this.credentials?.passwordWoVersion;
  }

  /** Credentials without any field are no credentials. */
  private change(part: PartialCredentials): void {
    const merged = { ...this.credentials, ...part };
    this.credentials = Object.values(merged).every((value) => value === undefined) ? undefined : merged;
  }
}

/** `data.urlCredentials`: the credentials of a phone that a data source found. All of them are computed. */
export class ComputedUrlCredentials extends ComplexObject {
  get username(): string {
    return this.getStringAttribute('username');
  }

  /** Sensitive. */
  get password(): string {
    return this.getStringAttribute('password');
  }
}
