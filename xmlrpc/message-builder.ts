import type { Element } from './elements.ts';
import type { Limits } from './limits.ts';
import { isStruct, type XmlRpcMessage, type XmlRpcValue } from './message.ts';
import { readScalar } from './scalars.ts';
import type { ElementHandler } from './scanner.ts';
import { XmlRpcSyntaxError } from './syntax-error.ts';

interface Member {
  name: string;
  value: XmlRpcValue;
}

type Struct = Record<string, XmlRpcValue>;

/** Builds the values of a document directly from its elements, which come in the order and number of the grammar. */
export function createMessageBuilder(limits: Limits): ElementHandler & { message(): XmlRpcMessage } {
  let kind: XmlRpcMessage['kind'] = 'response';
  let method = '';
  /** The value closed last; `undefined` from the start tag of a value to the end of the element in it. */
  let value: XmlRpcValue | undefined;
  const params: XmlRpcValue[] = [];
  /** What is being filled, and around it what will be. */
  let list: XmlRpcValue[] = params;
  let struct: Struct = {};
  let member: Member = { name: '', value: null };
  const lists: XmlRpcValue[][] = [];
  const structs: Struct[] = [];
  const members: Member[] = [];
  let values = 0;

  function checkDepth(): void {
    if (lists.length + structs.length > limits.depth) {
      throw new XmlRpcSyntaxError(`more than ${limits.depth} arrays and structs within each other`);
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
          // Without a prototype, a member named __proto__ or toString is a member like any other.
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
          // A value without a type is a string.
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
          if (parent.name === 'value') value = readScalar(name, text);
      }
    },

    message() {
      if (kind === 'call') return { kind, method, params };
      if (kind === 'fault') return readFault(value);
      const [result] = params;
      if (result === undefined || params.length !== 1) {
        throw new XmlRpcSyntaxError(`a response carries exactly one value, this one has ${params.length}`);
      }
      return { kind, value: result };
    },
  };
}

/** Names that are array indexes to JavaScript, and the last of these. */
const indexName = /^(?:0|[1-9][0-9]{0,9})$/;
const lastIndex = '4294967294';

/**
 * Adds a member. For a name that is a number, V8 would make room for all the numbers before it, fifty times what the
 * document takes. A member that lies far off, even if it is gone at once, makes it keep a table instead.
 */
function addMember(struct: Struct, { name, value }: Member): void {
  if (indexName.test(name) && !(lastIndex in struct)) {
    struct[lastIndex] = null;
    Reflect.deleteProperty(struct, lastIndex);
  }
  struct[name] = value;
}

function readFault(value: XmlRpcValue | undefined): XmlRpcMessage {
  if (isStruct(value)) {
    const { faultCode, faultString = '' } = value;
    const code = typeof faultCode === 'string' ? Number(faultCode) : faultCode;
    if (typeof code === 'number' && Number.isInteger(code)) {
      return { kind: 'fault', code, message: typeof faultString === 'string' ? faultString : '' };
    }
  }
  throw new XmlRpcSyntaxError('a <fault> without a faultCode');
}
