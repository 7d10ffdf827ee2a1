/** A page of the registry: its front matter, and its parts with a blank line between them. */
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

/** Markdown as plain text, for what is shown where a page is found: code without its quotes, links with their targets. */
const plain = (markdown: string): string =>
  markdown
    .trim()
    .replaceAll('`', '')
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 $2')
    .replace(/\n+/g, '\n');

/** A comment that readers do not see. */
export const written = (what: string): string => `<!-- ${what} written by npm run docs -->`;
