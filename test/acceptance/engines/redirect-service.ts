import type { TestEngine } from '../../support/engine.ts';
import { createProject, type Project } from '../../support/project.ts';
import {
  startRedirectService as startService,
  type RedirectService as BareService,
} from '../../support/redirect-service.ts';
import { useShared } from '../../support/shared.ts';

export { kitchen, reception, type Account, type Row } from '../../support/redirect-service.ts';

/** Our redirect server with projects of an engine. */
export interface RedirectService extends BareService {
  /** Creates a project whose provider is configured for this account by the environment. */
  project(engine: TestEngine, hcl: string | Readonly<Record<string, string>>): Promise<Project>;
}

/** Starts the service; call `stop` in `afterAll`. */
export const startRedirectService = async (): Promise<RedirectService> => withProjects(await startService());

/** Starts the service for the tests of a suite. */
export const useRedirectService = (): RedirectService => useShared(startRedirectService);

/** Adds projects of an engine, which `clear` removes. */
export function withProjects<Service extends BareService>(service: Service): Service & RedirectService {
  const projects: Project[] = [];
  return {
    ...service,
    project: async (engine, hcl) => {
      const project = await createProject({ engine, hcl, env: service.env });
      projects.push(project);
      return project;
    },
    clear: async () => {
      for (const project of projects.splice(0)) project.remove();
      await service.clear();
    },
  };
}

/** Attributes of a resource as HCL. Strings are quoted; an `Expression` is inserted unchanged. */
type Attribute = string | number | Expression | undefined;

/** An HCL expression: `hcl('var.mac_id')`. */
export interface Expression {
  readonly expression: string;
}

export const hcl = (expression: string): Expression => ({ expression });

/** The phone at the reception as an HCL resource, with these attributes overriding the defaults. */
export const device = (attributes: Readonly<Record<string, Attribute>> = {}, name = 'reception'): string =>
  resource(`resource "gigaset_device" "${name}"`, {
    mac_id: '7C2F80820EC0-55DF',
    url: 'http://provider.example/xml/%MACD.xml',
    provider_name: 'Daryna',
    ...attributes,
  });

/** Any block of HCL. */
export function resource(head: string, attributes: Readonly<Record<string, Attribute>>): string {
  const lines = Object.entries(attributes).flatMap(([name, value]) => {
    if (value === undefined) return [];
    // In HCL, %{ and ${ begin templates; a single % is literal.
    return [`  ${name} = ${typeof value === 'object' ? value.expression : JSON.stringify(value)}`];
  });
  return [`${head} {`, ...lines, '}', ''].join('\n');
}

/** An engine's output as one line, without boxes and line breaks. */
export const words = (output: string): string => output.replace(/[│╷╵]/g, ' ').replace(/\s+/g, ' ');
