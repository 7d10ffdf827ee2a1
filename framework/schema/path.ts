/** One step into a value: an attribute's name, an index of a list, or a key of a map. */
export type Step = string | number | { readonly key: string };

/** Where in a resource something is: `['url_credentials', 'username']`, `['devices', 3, 'url']`. */
export type Path = readonly Step[];

/** The path as people write it in HCL: `devices[3].url`, `labels["floor"]`. */
export const formatPath = (path: Path): string =>
  path
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      if (typeof step === 'object') return `[${JSON.stringify(step.key)}]`;
      return i === 0 ? step : `.${step}`;
    })
    .join('');
