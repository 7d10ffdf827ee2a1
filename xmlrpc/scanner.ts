import { documentElement, type Element } from './elements.ts';
import { checkCharacters, maxReferenceLength, resolveReferences } from './references.ts';
import { XmlRpcSyntaxError, type Position } from './syntax-error.ts';

/** Who builds values from elements. What arrives here follows the grammar of elements.ts. */
export interface ElementHandler {
  open(element: Element): void;
  /** `text` is the whole text of an element that may have some, references resolved; else empty. */
  close(element: Element, text: string, parent: Element): void;
}

export interface Scanner {
  /** The next piece of the document, of some ten thousand characters for good speed. Throws XmlRpcSyntaxError. */
  read(piece: string): void;
  end(): void;
}

/** A tag as hardly anybody writes them: with a prefix, attributes, blanks, or closing itself. */
const anyTag = /<(\/?)(?:[\w.-]+:)?([\w.-]+)(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>/y;
/** A tag that may become one when more of the document is there. */
const unfinishedTag = /^<(?:[^<>"']|"[^"<]*(?:"|$)|'[^'<]*(?:'|$))*$/;
/** No tag may be longer, wherever the pieces of the document end. */
const maxTagLength = 1024;
const tooLongTag = `a tag of more than ${maxTagLength} characters`;

const commentStart = '<!--';
const cdataStart = '<![CDATA[';

/**
 * Reads the XML of XML-RPC piece by piece and nothing more general: it knows the next tags that may stand, and compares.
 * Comments, CDATA sections and processing instructions are read, document type declarations refused. Between elements,
 * no-break spaces and byte order marks count as blanks, for people paste them in.
 */
export function createScanner(handler: ElementHandler): Scanner {
  /** The part of the document at hand. Everything before `at` is dealt with. */
  let window = '';
  let at = 0;
  let hasReferences = false;
  /** The innermost open element, the children it has had (one bit each), its text; and those around it. */
  let current = documentElement;
  let seen = 0;
  let text = '';
  const outer: Element[] = [];
  const outerSeen: number[] = [];
  /** What ends the comment, CDATA section or processing instruction that is open. */
  let awaited: '-->' | ']]>' | '?>' | undefined;
  /** Where the window begins in the document. */
  let line = 1;
  let column = 1;

  function scan(): void {
    while (awaited === undefined ? passText() && takeTag() : passTo(awaited));
  }

  /** Goes on to the next tag; false where the window ends before it. */
  function passText(): boolean {
    if (!current.text) return passBlanks();
    const tag = window.indexOf('<', at);
    takeText(tag < 0 ? endOfWholeText() : tag);
    return tag >= 0;
  }

  /** Takes the tag at the cursor; false where the window ends before it does. */
  function takeTag(): boolean {
    if (window.startsWith(current.end, at)) {
      const { length } = current.end;
      close();
      at += length;
      return true;
    }
    const { children } = current;
    for (let index = 0; index < children.length; index++) {
      const child = children[index];
      if (child !== undefined && window.startsWith(child.start, at)) {
        open(child, index);
        at += child.start.length;
        return true;
      }
    }
    return takeUnusual();
  }

  function open(child: Element, index: number): void {
    if (text !== '') {
      checkBlank(text);
      text = '';
    }
    const bit = 1 << index;
    if (current.take !== 'many' && (seen & (current.take === 'one' ? -1 : bit)) !== 0) {
      throw new XmlRpcSyntaxError(
        (seen & bit) === 0
          ? `<${child.name}> beside another element in <${current.name}>, which may hold only one`
          : `a second <${child.name}> in <${current.name}>`,
      );
    }
    outer.push(current);
    outerSeen.push(seen | bit);
    current = child;
    seen = 0;
    handler.open(child);
  }

  function close(): void {
    if ((seen & current.needs) !== current.needs) {
      const missing = current.children.filter((_, index) => (current.needs & ~seen & (1 << index)) !== 0);
      throw new XmlRpcSyntaxError(`<${current.name}> without ${missing.map(({ start }) => start).join(' and ')}`);
    }
    const parent = outer.pop() ?? documentElement;
    handler.close(current, text, parent);
    text = '';
    current = parent;
    seen = outerSeen.pop() ?? 0;
  }

  function takeText(end: number): void {
    if (end === at) return;
    const raw = window.slice(at, end);
    addText(hasReferences && raw.includes('&') ? resolveReferences(raw) : raw);
    at = end;
  }

  function addText(more: string): void {
    checkCharacters(more);
    if (!current.text || seen !== 0) checkBlank(more);
    else text = text === '' ? more : text + more;
  }

  function checkBlank(suspect: string): void {
    if (suspect.trim() !== '') {
      throw new XmlRpcSyntaxError(
        current === documentElement ? 'text outside the root element' : `text beside the elements in <${current.name}>`,
      );
    }
  }

  /** The end of the window, or where a reference begins there that is not whole yet. */
  function endOfWholeText(): number {
    const reference = hasReferences ? window.lastIndexOf('&') : -1;
    const cut = reference >= at && window.length - reference < maxReferenceLength && !window.includes(';', reference);
    return cut ? reference : window.length;
  }

  function passBlanks(): boolean {
    for (; at < window.length; at++) {
      const code = window.charCodeAt(at);
      if (code === 0x3c) return true;
      if (code !== 0x20 && code !== 0x0a && code !== 0x09) addText(window.charAt(at));
    }
    return false;
  }

  /** Goes on to behind `mark`; false where the window ends before it. In a CDATA section what lies between is text. */
  function passTo(mark: string): boolean {
    const found = window.indexOf(mark, at);
    const end = found < 0 ? Math.max(at, window.length - mark.length + 1) : found;
    if (mark === ']]>') addText(window.slice(at, end));
    at = found < 0 ? end : end + mark.length;
    if (found >= 0) awaited = undefined;
    return found >= 0;
  }

  /** Takes what is not a tag in its usual spelling; false where the window ends too early to tell. */
  function takeUnusual(): boolean {
    if (begin('<?', '?>') || begin(commentStart, '-->') || begin(cdataStart, ']]>')) return true;
    const rest = window.slice(at, at + maxTagLength);
    if (rest.startsWith('<!')) {
      if (commentStart.startsWith(rest) || cdataStart.startsWith(rest)) return false;
      throw new XmlRpcSyntaxError('a document type declaration, which XML-RPC has not and this reader does not take');
    }
    anyTag.lastIndex = at;
    const tag = anyTag.exec(window);
    if (tag === null) {
      if (unfinishedTag.test(rest)) {
        if (rest.length < maxTagLength) return false;
        throw new XmlRpcSyntaxError(tooLongTag);
      }
      throw new XmlRpcSyntaxError('a "<" that begins no tag; a plain one is written "&lt;"');
    }
    const [{ length }, slash, name = '', closesItself] = tag;
    if (length > maxTagLength) throw new XmlRpcSyntaxError(tooLongTag);
    if (slash === '/') {
      if (name !== current.name) throw new XmlRpcSyntaxError(`</${brief(name)}> where ${expectation()}`);
      close();
    } else {
      const index = current.children.findIndex((child) => child.name === name);
      const child = current.children[index];
      if (child === undefined) throw new XmlRpcSyntaxError(`<${brief(name)}> where ${expectation()}`);
      open(child, index);
      if (closesItself === '/') close();
    }
    at += length;
    return true;
  }

  function begin(mark: string, end: typeof awaited): boolean {
    if (!window.startsWith(mark, at)) return false;
    at += mark.length;
    awaited = end;
    return true;
  }

  function expectation(): string {
    if (current === documentElement) {
      return seen === 0 ? 'an XML-RPC document begins with <methodCall> or <methodResponse>' : 'the document has ended';
    }
    const children = current.children.map((child) => child.start).join(', ');
    return `${children === '' ? '' : `${children} or `}${current.end} may stand`;
  }

  return {
    read(piece) {
      const dealtWith = window.slice(0, at);
      ({ line, column } = endOf(dealtWith, line, column));
      window = window.slice(at) + piece;
      at = 0;
      hasReferences = window.includes('&');
      try {
        scan();
      } catch (error) {
        throw error instanceof XmlRpcSyntaxError && error.position === undefined
          ? new XmlRpcSyntaxError(error.message, { position: endOf(window.slice(0, at), line, column) })
          : error;
      }
    },
    end() {
      const position = endOf(window, line, column);
      const problem =
        awaited !== undefined || at < window.length
          ? 'the document ends in the middle of a tag, a reference or a comment'
          : current !== documentElement
            ? `the document ends before ${current.end}`
            : seen === 0
              ? 'the document is empty'
              : undefined;
      if (problem !== undefined) throw new XmlRpcSyntaxError(problem, { position, incomplete: true });
    },
  };
}

/** Line and column behind `text`, which begins at the line and column given. */
function endOf(text: string, line: number, column: number): Position {
  let last = -1;
  for (let found = text.indexOf('\n'); found >= 0; found = text.indexOf('\n', found + 1)) {
    line++;
    last = found;
  }
  return { line, column: last < 0 ? column + text.length : text.length - last };
}

function brief(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}...` : name;
}
