import type { GenerateResourceConfig_Request, GenerateResourceConfig_Response } from '../gen/tfplugin6.ts';
import { generateResourceConfig as generate } from '../lifecycle/index.ts';
import { objectShape } from '../values/index.ts';
import { decodeValues, encodeDynamic } from '../wire/index.ts';
import { handleUnary } from './handlers.ts';
import { maskSensitive } from './session.ts';

/** Terraform 1.14 and newer call it to write configuration for resources that were found or imported. */
export const generateResourceConfig = handleUnary<GenerateResourceConfig_Request, GenerateResourceConfig_Response>(
  (session, request) => {
    const resource = session.resource(request.typeName);
    const shape = objectShape(resource.schema);
    const state = decodeValues(shape, request.state);
    maskSensitive(session, resource.schema, state);
    return { config: encodeDynamic(shape, state && generate(resource, state)), diagnostics: [] };
  },
  (_, diagnostics) => ({ config: undefined, diagnostics }),
);
