import { join } from 'node:path';
import { exampleBlocks, usageSection } from './examples.ts';
import { page, written } from './page.ts';
import { signatureType, typeName } from './type-name.ts';
import type { Parameter, ProviderFunction } from '#framework';

/** The page of a function. `examples` is the folder with all examples. */
export function functionPage(of: ProviderFunction, examples: string): string {
  const { name, summary, description = '', parameters, variadic } = of;
  return page({ title: `${name} function - gigaset`, subcategory: '', description: summary }, [
    `# function: ${name}`,
    description,
    ...usageSection(exampleBlocks(join(examples, 'functions', name), 'function', '.tf')),
    '## Signature',
    `${written('signature')}\n${['```text', signature(of), '```'].join('\n')}`,
    '## Arguments',
    [
      written('arguments'),
      ...parameters.map((parameter) => argument(parameter)),
      ...(variadic ? [written('variadic argument'), argument(variadic, 'Variadic, ')] : []),
    ].join('\n'),
  ]);
}

function signature({ name, parameters, variadic, returns }: ProviderFunction): string {
  const all = parameters.map((parameter) => `${parameter.name} ${signatureType(parameter.type)}`);
  if (variadic) all.push(`${variadic.name} ${signatureType(variadic.type)}...`);
  return `${name}(${all.join(', ')}) ${signatureType(returns)}`;
}

const argument = ({ name, type, allowNull = false, description = '' }: Parameter, kind = ''): string =>
  `1. \`${name}\` (${kind}${typeName(type)}${allowNull ? ', Nullable' : ''}) ${description}`.trimEnd();
