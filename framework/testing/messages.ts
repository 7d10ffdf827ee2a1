import type { DeferralReason } from '../definition/index.ts';
import {
  Diagnostic_Severity,
  type ClientCapabilities,
  type Deferred as DeferredMessage,
  type Diagnostic as DiagnosticMessage,
} from '../gen/tfplugin6.ts';
import { formatPath, isNull, mapAttributes, type NestedShape, type Values } from '../values/index.ts';
import { deferralReason, pathFromMessage, privateEntries } from '../wire/index.ts';

/** A diagnostic as a person sees it. */
export interface TestDiagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  /** `devices[3].url`; empty for a diagnostic without an attribute. */
  readonly path: string;
}

/** The result of a call that has diagnostics. */
export interface Diagnosed {
  readonly diagnostics: readonly TestDiagnostic[];
}

/** The result of a call that the provider may defer. */
export interface MayDefer extends Diagnosed {
  /** Only in a deferred result. */
  readonly deferred?: DeferralReason;
}

/** The signal of a call that no test interrupts. */
export const neverAborted: AbortSignal = new AbortController().signal;

/** What an engine can do. */
export interface EngineOptions {
  /** True for an engine that handles deferred results; false by default. */
  readonly deferralAllowed?: boolean;
}

export const clientCapabilities = (
  { deferralAllowed = false }: EngineOptions = {},
  writeOnly = true,
): ClientCapabilities => ({
  deferralAllowed,
  writeOnlyAttributesAllowed: writeOnly,
  storePlannedPrivate: false,
  computedBlocksAllowed: false,
});

export function deferredOf(message: DeferredMessage | undefined): Pick<MayDefer, 'deferred'> {
  const reason = message && deferralReason(message);
  return reason === undefined ? {} : { deferred: reason };
}

export const diagnosticsOf = (messages: readonly DiagnosticMessage[]): readonly TestDiagnostic[] =>
  messages.map(({ severity, summary, detail, attribute }) => ({
    severity: severity === Diagnostic_Severity.ERROR ? 'error' : 'warning',
    summary,
    detail,
    path: formatPath(pathFromMessage(attribute)),
  }));

export const hasError = ({ diagnostics }: Diagnosed): boolean =>
  diagnostics.some(({ severity }) => severity === 'error');

/**
 * A configuration as the engine sends it: missing attributes are null, and missing blocks are empty.
 *
 * @throws Error when the schema has no such attribute, which is a mistake in the test
 */
export function completeConfig(shape: NestedShape, config: Values): Values {
  for (const name of Object.keys(config)) {
    if (!Object.hasOwn(shape.attributes, name)) throw new Error(`the schema has no attribute ${name}`);
  }
  return mapAttributes(shape, config, {}, ({ attribute: { mode, type }, value }) =>
    value === null && mode === 'block' && type.kind === 'nested' && type.nesting !== 'single' ? [] : value,
  );
}

/**
 * The proposed new state, which the engine makes before it calls the provider: the configuration, with the prior state
 * where a computed attribute is not configured. (Terraform's docs/resource-instance-change-lifecycle.md)
 */
export const proposedState = (shape: NestedShape, config: Values, prior: Values | null): Values =>
  mapAttributes(shape, config, { prior }, ({ attribute: { mode }, value, prior: before }) =>
    (mode === 'computed' || mode === 'optionalComputed') && isNull(value) ? before : value,
  );

/** A message of the protocol as plain values: bytes of JSON are parsed, whole numbers are numbers. */
export function plainMessage(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) {
    const text = Buffer.from(value).toString();
    const json: unknown = text === '' ? undefined : JSON.parse(text);
    return json;
  }
  if (Array.isArray(value)) return value.map(plainMessage);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plainMessage(member)]));
}

/** Private state as the object that the provider stored, key by key. */
export type PrivateValues = Readonly<Record<string, string>>;

export const privateBytes = (values: PrivateValues): Uint8Array =>
  Object.keys(values).length === 0 ? new Uint8Array() : Buffer.from(JSON.stringify(values));

export const privateValues = (bytes: Uint8Array): PrivateValues => Object.fromEntries(privateEntries(bytes));
