/** The width of a character and the distance between lines, in pixels, at a font size of 14 pixels. */
const CELL = 8.43;
const LINE = 19;
const MARGIN = 20;
/** The height of the title bar, in pixels. */
const BAR = 34;
/** The column at which engines wrap lines by default. Some of their lines are longer. */
const COLUMNS = 80;

/** The style of each SGR code (ECMA-48) that engines use. */
interface Style {
  readonly bold: boolean;
  readonly underlined: boolean;
  readonly colour: string | undefined;
}
const plain: Style = { bold: false, underlined: false, colour: undefined };

const colours: Readonly<Record<number, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#56d4dd',
  90: '#8b949e',
};

/** Draws a command and its output, with colours, as SVG. The title is read out by screen readers. */
export function terminalPicture(title: string, command: string, output: string): string {
  const lines = [`\u001b[32m$\u001b[0m ${command}`, ...output.trimEnd().split('\n')];
  const columns = Math.max(COLUMNS, ...lines.map((line) => visible(line).length));
  const width = Math.ceil(columns * CELL + 2 * MARGIN);
  const height = BAR + lines.length * LINE + MARGIN;
  let style = plain;
  const texts = lines.map((line, i) => {
    const { svg, end } = spans(line, style);
    style = end;
    return `<text y="${BAR + (i + 1) * LINE}">${svg}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escape(title)}</title>
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #e6edf3; white-space: pre; }
.b { font-weight: bold; }
.u { text-decoration: underline; }
</style>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<circle cx="20" cy="18" r="6" fill="#ff5f57"/><circle cx="40" cy="18" r="6" fill="#febc2e"/><circle cx="60" cy="18" r="6" fill="#28c840"/>
<g transform="translate(${MARGIN} 0)">
${texts.join('\n')}
</g>
</svg>
`;
}

const code = /\u001b\[([\d;]*)m/;

const visible = (line: string): string =>
  line
    .split(code)
    .filter((_, i) => i % 2 === 0)
    .join('');

/** Draws one line, in which text and SGR codes alternate. */
function spans(line: string, begin: Style): { readonly svg: string; readonly end: Style } {
  let style = begin;
  const svg = line.split(code).map((piece, i) => {
    if (i % 2 === 0) return piece === '' ? '' : span(piece, style);
    for (const number of piece.split(';')) style = changed(style, Number(number));
    return '';
  });
  return { svg: svg.join(''), end: style };
}

function changed(style: Style, number: number): Style {
  if (number === 0) return plain;
  if (number === 1) return { ...style, bold: true };
  if (number === 4) return { ...style, underlined: true };
  if (number === 39) return { ...style, colour: undefined };
  return { ...style, colour: colours[number] ?? style.colour };
}

function span(text: string, { bold, underlined, colour }: Style): string {
  const classes = [...(bold ? ['b'] : []), ...(underlined ? ['u'] : [])];
  const attributes = [
    ...(classes.length > 0 ? [` class="${classes.join(' ')}"`] : []),
    ...(colour === undefined ? [] : [` fill="${colour}"`]),
  ].join('');
  return attributes === '' ? escape(text) : `<tspan${attributes}>${escape(text)}</tspan>`;
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
