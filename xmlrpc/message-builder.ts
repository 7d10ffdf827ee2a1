import { XmlRpcSyntaxError } from './errors.ts';
import type { Element } from './grammar.ts';
import { isStruct, type Limits, type XmlRpcMessage, type XmlRpcValue } from './message.ts';
import { parseScalar } from './scalars.ts';
import type { ElementHandler } from './scanner.ts';

interface Member {
  name: string;
  value: XmlRpcValue;
}

type Struct = Record<string, XmlRpcValue>;

/** Builds the values of a document from its elements. The scanner guarantees that they follow the grammar. */
export function createMessageBuilder(limits: Limits): ElementHandler & { message(): XmlRpcMessage } {
  let kind: XmlRpcMessage['kind'] = 'response';
  let method = '';
  /** The value completed last; `undefined` between the start tag of a value and the end of its child element. */
  let value: XmlRpcValue | undefined;
  const params: XmlRpcValue[] = [];
  /** The innermost open array, struct and member, and below them the stacks of those that enclose it. */
  let list: XmlRpcValue[] = params;
  let struct: Struct = {};
  let member: Member = { name: '', value: null };
  const lists: XmlRpcValue[][] = [];
  const structs: Struct[] = [];
  const members: Member[] = [];
  let values = 0;

  function checkDepth(): void {
    if (lists.length + structs.length > limits.depth) {
      throw new XmlRpcSyntaxError(`more than ${limits.depth} levels of arrays and structs`);
    }
  }

  function deliver(delivered: XmlRpcValue, parent: Element): void {
    if (parent.name === 'data' || parent.name === 'param') list.push(delivered);
    else if (parent.name === 'member') member.value = delivered;
    else value = delivered;
  }

  return {
    open({ name }) {
      switch (name) {
        case 'value':
          if (++values > limits.values) throw new XmlRpcSyntaxError(`more than ${limits.values} values`);
          value = undefined;
          break;
        case 'array':
          lists.push(list);
          list = [];
          checkDepth();
          break;
        case 'struct':
          structs.push(struct);
          // No prototype, so that a member may be named __proto__ or toString.
          struct = { __proto__: null };
          checkDepth();
          break;
        case 'member':
          members.push(member);
          member = { name: '', value: null };
          break;
        case 'fault':
        case 'methodCall':
          kind = name === 'fault' ? 'fault' : 'call';
          break;
      }
    },

    close({ name }, text, parent) {
      switch (name) {
        case 'string':
          value = text;
          break;
        case 'value':
          // A value without a type element is a string.
          deliver(value === undefined ? text : value, parent);
          break;
        case 'array':
          value = list;
          list = lists.pop() ?? params;
          break;
        case 'struct':
          value = struct;
          struct = structs.pop() ?? {};
          break;
        case 'member':
          addMember(struct, member);
          member = members.pop() ?? { name: '', value: null };
          break;
        case 'name':
          member.name = text;
          break;
        case 'methodName':
          method = text.trim();
          if (method === '') throw new XmlRpcSyntaxError('an empty <methodName>');
          break;
        default:
          if (parent.name === 'value') value = parseScalar(name, text);
      }
    },

    message() {
      if (kind === 'call') return { kind, method, params };
      if (kind === 'fault') return readFault(value);
      const [result] = params;
      if (result === undefined || params.length !== 1) {
        throw new XmlRpcSyntaxError(`a response with ${params.length} values instead of one`);
      }
      return { kind, value: result };
    },
  };
}

/** Names that JavaScript treats as array indexes, and the highest of them. */
const indexName = /^(?:0|[1-9][0-9]{0,9})$/;
const lastIndex = '4294967294';

/**
 * Adds a member to a struct. If its name is a number, V8 would allocate slots for all lower numbers, fifty times the size of
 * the document. A member with the highest index makes V8 use a hash table instead, even if it is deleted at once.
 */
function addMember(struct: Struct, { name, value }: Member): void {
  if (indexName.test(name) && !(lastIndex in struct)) {
    struct[lastIndex] = null;
    Reflect.deleteProperty(struct, lastIndex);
  }
  struct[name] = value;
}

/**
 * A fault is the server's explanation, so its text is kept even if its code is missing (0) or has an unusual type, or if the
 * fault is not a struct but a text.
 */
function readFault(value: XmlRpcValue | undefined): XmlRpcMessage {
  const fault: Readonly<Record<string, XmlRpcValue>> = isStruct(value) ? value : { faultString: value ?? null };
  const { faultCode = null, faultString = null } = fault;
  const code = Number(isScalar(faultCode) ? faultCode : Number.NaN);
  const message = isScalar(faultString) ? String(faultString) : '';
  if (Number.isInteger(code)) return { kind: 'fault', code, message };
  if (message !== '') return { kind: 'fault', code: 0, message };
  throw new XmlRpcSyntaxError('a <fault> without a faultCode');
}

const isScalar = (value: XmlRpcValue): value is string | number | bigint =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
