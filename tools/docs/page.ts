/** A page of the registry: the front matter, then the sections, separated by blank lines. */
export function page(
  { title, description, subcategory }: { title: string; description: string; subcategory?: string },
  parts: readonly string[],
): string {
  const matter = [
    '---',
    '# written by npm run docs',
    `page_title: "${title}"`,
    ...(subcategory === undefined ? [] : [`subcategory: "${subcategory}"`]),
    'description: |-',
    ...plain(description)
      .split('\n')
      .map((line) => `  ${line}`),
    '---',
  ];
  return `${[matter.join('\n'), ...parts].join('\n\n')}\n`;
}

/** Turns Markdown into plain text for the search results of a registry. Links keep their targets. */
const plain = (markdown: string): string =>
  markdown
    .trim()
    .replaceAll('`', '')
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 $2')
    .replace(/\n+/g, '\n');

/** A comment that a registry does not show. */
export const written = (what: string): string => `<!-- ${what} written by npm run docs -->`;
