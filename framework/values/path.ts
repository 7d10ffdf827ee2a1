/** One step into a value: the name of an attribute, the index in a list, or the key in a map. */
export type Step = string | number | { readonly key: string };

/** The place of a value in a resource: `['url_credentials', 'username']`, `['devices', 3, 'url']`. */
export type Path = readonly Step[];

/** The path as HCL writes it: `devices[3].url`, `labels["floor"]`. */
export const formatPath = (path: Path): string =>
  path
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      if (typeof step === 'object') return `[${JSON.stringify(step.key)}]`;
      return i === 0 ? step : `.${step}`;
    })
    .join('');
