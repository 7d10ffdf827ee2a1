import { checkCharacters, MAX_REFERENCE_LENGTH, resolveReferences } from './characters.ts';
import { positionAfter, XmlRpcSyntaxError, type Position } from './errors.ts';
import { documentElement, type Element } from './grammar.ts';

/** Receives the elements of a document. They follow the grammar. */
export interface ElementHandler {
  open(element: Element): void;
  /** `text` is the element's text with references resolved, or empty if its text is not significant. */
  close(element: Element, text: string, parent: Element): void;
}

/** Both methods throw XmlRpcSyntaxError. */
export interface Scanner {
  /** Scans the next piece of the document. Pieces of some ten thousand characters are fastest. */
  read(piece: string): void;
  /** Checks that the document is complete. */
  end(): void;
}

/** A tag in an unusual spelling: with a prefix, attributes or blanks, or an empty-element tag. */
const anyTag = /<(\/?)(?:[\w.-]+:)?([\w.-]+)(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>/y;
/** Text that may become a tag when more of the document arrives. */
const unfinishedTag = /^<(?:[^<>"']|"[^"<]*(?:"|$)|'[^'<]*(?:'|$))*$/;
/** Bounds the search for the end of a tag. */
const MAX_TAG_LENGTH = 1024;
const tooLongTag = `a tag of more than ${MAX_TAG_LENGTH} characters`;

const commentStart = '<!--';
const cdataStart = '<![CDATA[';

/**
 * Creates a scanner for the XML of XML-RPC. It knows which tags the grammar allows next and compares the document with
 * them, which makes it fast; it is not a general XML parser. It skips comments and processing instructions, reads CDATA
 * sections, and rejects document type declarations. Between elements, no-break spaces and byte order marks count as
 * blanks, because people paste them in.
 */
export function createScanner(handler: ElementHandler): Scanner {
  /** The part of the document in memory. Everything before `at` has been scanned. */
  let window = '';
  let at = 0;
  let hasReferences = false;
  /** The innermost open element, its children so far as a bit mask, its text, and the stacks of enclosing elements. */
  let current = documentElement;
  let seen = 0;
  let text = '';
  const outer: Element[] = [];
  const outerSeen: number[] = [];
  /** The end mark of the open comment, CDATA section or processing instruction. */
  let awaited: '-->' | ']]>' | '?>' | undefined;
  /** The position in the document at which the window begins. */
  let origin: Position = { line: 1, column: 1 };

  function scan(): void {
    while (awaited === undefined ? passText() && takeTag() : passTo(awaited));
  }

  /** Advances to the next tag. Returns false if the window ends before it. */
  function passText(): boolean {
    if (!current.text) return passBlanks();
    const tag = window.indexOf('<', at);
    takeText(tag < 0 ? endOfCompleteText() : tag);
    return tag >= 0;
  }

  /** Consumes the tag at the cursor. Returns false if the window ends within it. */
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
          ? `<${child.name}> after another element in <${current.name}>, which may contain only one`
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
        current === documentElement
          ? 'text outside the root element'
          : `text between the elements of <${current.name}>`,
      );
    }
  }

  /** The end of the window, or the start of an incomplete reference at its end. */
  function endOfCompleteText(): number {
    const reference = hasReferences ? window.lastIndexOf('&') : -1;
    const cut = reference >= at && window.length - reference < MAX_REFERENCE_LENGTH && !window.includes(';', reference);
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

  /** Advances past `mark`. Returns false if the window ends before it. The content of a CDATA section is text. */
  function passTo(mark: string): boolean {
    const found = window.indexOf(mark, at);
    const end = found < 0 ? Math.max(at, window.length - mark.length + 1) : found;
    if (mark === ']]>') addText(window.slice(at, end));
    at = found < 0 ? end : end + mark.length;
    if (found >= 0) awaited = undefined;
    return found >= 0;
  }

  /** Consumes anything but a tag in its usual spelling. Returns false if the window ends too early to tell. */
  function takeUnusual(): boolean {
    if (begin('<?', '?>') || begin(commentStart, '-->') || begin(cdataStart, ']]>')) return true;
    const rest = window.slice(at, at + MAX_TAG_LENGTH);
    if (rest.startsWith('<!')) {
      if (commentStart.startsWith(rest) || cdataStart.startsWith(rest)) return false;
      throw new XmlRpcSyntaxError('a document type declaration, which is not allowed in XML-RPC');
    }
    anyTag.lastIndex = at;
    const tag = anyTag.exec(window);
    if (tag === null) {
      if (unfinishedTag.test(rest)) {
        if (rest.length < MAX_TAG_LENGTH) return false;
        throw new XmlRpcSyntaxError(tooLongTag);
      }
      throw new XmlRpcSyntaxError('a "<" that does not start a tag; write a plain one as "&lt;"');
    }
    const [{ length }, slash, name = '', emptyElementSlash] = tag;
    if (length > MAX_TAG_LENGTH) throw new XmlRpcSyntaxError(tooLongTag);
    if (slash === '/') {
      if (name !== current.name) throw new XmlRpcSyntaxError(`</${shorten(name)}> where ${expectation()}`);
      close();
    } else {
      const index = current.children.findIndex((child) => child.name === name);
      const child = current.children[index];
      if (child === undefined) throw new XmlRpcSyntaxError(`<${shorten(name)}> where ${expectation()}`);
      open(child, index);
      if (emptyElementSlash === '/') close();
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
      return seen === 0 ? '<methodCall> or <methodResponse> is expected' : 'the document has ended';
    }
    const children = current.children.map((child) => child.start).join(', ');
    return `${children === '' ? '' : `${children} or `}${current.end} is expected`;
  }

  return {
    read(piece) {
      origin = positionAfter(window.slice(0, at), origin);
      window = window.slice(at) + piece;
      at = 0;
      hasReferences = window.includes('&');
      try {
        scan();
      } catch (error) {
        throw error instanceof XmlRpcSyntaxError && error.position === undefined
          ? new XmlRpcSyntaxError(error.message, { position: positionAfter(window.slice(0, at), origin) })
          : error;
      }
    },
    end() {
      const position = positionAfter(window, origin);
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

function shorten(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}...` : name;
}
