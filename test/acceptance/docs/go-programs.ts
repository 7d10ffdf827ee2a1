import { join } from 'node:path';
import { goProgram } from '../../../tools/go.ts';
import { root } from '../../../tools/paths.ts';
import { codeBlocks } from '../../support/markdown.ts';

/** Programs that readers of a document install, and that Go builds for its test, by their packages. */
const packages = {
  sops: 'github.com/getsops/sops/v3/cmd/sops',
  'age-keygen': 'filippo.io/age/cmd/age-keygen',
};

const packagesOf = (file: string): readonly (readonly [name: string, path: string])[] =>
  Object.entries(packages).filter(([name]) =>
    codeBlocks(root, file).some(({ language, text }) => language === 'sh' && text.includes(`${name} `)),
  );

/** Whether the commands of a document call such a program. */
export const usesGoPrograms = (file: string): boolean => packagesOf(file).length > 0;

/** Builds the programs of a document, unless the user's cache has them. Returns their paths by name. */
export async function goProgramsOf(file: string): Promise<Readonly<Record<string, string>>> {
  const built: Record<string, string> = {};
  for (const [name, path] of packagesOf(file)) {
    const tool = await goProgram({ name, source: join(root, 'tools/sops'), package: path });
    if ('problem' in tool) throw new Error(tool.problem);
    built[name] = tool.program;
  }
  return built;
}
