import { truncate } from '../registrations/index.ts';
import { includesRole, type Login, type Role } from '../storage/index.ts';
import { methods, type Method, redact } from '#autoprov';
import { XmlRpcSyntaxError } from '#xmlrpc';

/**
 * A valid HTTP request without a valid call, answered with an XML-RPC fault. The message is a sentence
 * for the person who wrote the client. Codes are those of "Specification for Fault Code Interoperability" (xmlrpc-epi).
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: number;

  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export const faultCodes = {
  notWellFormed: -32700,
  notXmlRpc: -32600,
  unknownMethod: -32601,
  wrongParameters: -32602,
  /** An application error: the role of the login does not include the method. */
  notPermitted: -32500,
} as const;

/** Converts a decoding error of a document with this many bytes into a fault; returns other errors unchanged. */
export function asFault(error: unknown, received: number): Error {
  if (error instanceof XmlRpcSyntaxError) {
    const problem = received === 0 ? 'the body is empty' : error.message;
    return new Fault(faultCodes.notWellFormed, `Not a valid XML-RPC call: ${problem}.`.replace(/\.\.$/, '.'), {
      cause: error,
    });
  }
  return error instanceof Error ? error : new Error(String(error));
}

/**
 * The method of a call.
 *
 * @throws Fault (-32601) whose message lists the methods
 */
export function findMethod(name: string): Method {
  const method = Object.values(methods).find((known) => known === name);
  if (method !== undefined) return method;
  throw new Fault(
    faultCodes.unknownMethod,
    `Unknown method "${redact(truncate(name, 100))}". Known methods: ${Object.values(methods).join(', ')}.`,
  );
}

/** The role that each method requires. */
export const methodRoles: Readonly<Record<Method, Role>> = {
  [methods.registerDevice]: 'write',
  [methods.registerDeviceList]: 'write',
  [methods.deregisterDevice]: 'write',
  [methods.deregisterDeviceList]: 'write',
  [methods.listDevices]: 'read',
  [methods.checkDevice]: 'read',
};

/**
 * Checks that a login may call a method. A fault rather than status 403, because the method is known only from the body, and
 * because clients show the text of a fault.
 *
 * @throws Fault (-32500)
 */
export function requireMethodRole(method: Method, { name, role }: Login): void {
  const required = methodRoles[method];
  if (includesRole(role, required)) return;
  throw new Fault(
    faultCodes.notPermitted,
    `The login "${name}" has the role ${role}, and ${method} requires ${required}. Nothing was changed. Use another login, or ask an administrator of the account for the role.`,
  );
}
