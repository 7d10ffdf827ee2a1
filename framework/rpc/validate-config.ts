import type {
  ValidateActionConfig_Request,
  ValidateDataResourceConfig_Request,
  ValidateEphemeralResourceConfig_Request,
  ValidateListResourceConfig_Request,
  ValidateProviderConfig_Request,
  ValidateResourceConfig_Request,
  ValidateResourceConfig_Response,
} from '../gen/tfplugin6.ts';
import { validateConfig, type Configurable } from '../lifecycle/index.ts';
import { emptyValues, objectShape } from '../values/index.ts';
import { decodeValues, diagnosticMessage } from '../wire/index.ts';
import { handleUnary } from './handlers.ts';
import { maskSensitive, type Session } from './session.ts';

type Request = Pick<ValidateResourceConfig_Request, 'config'> & Partial<ValidateResourceConfig_Request>;

const handleValidation = <R extends Request>(
  find: (session: Session, request: R) => Configurable,
  allows: { readonly writeOnly: boolean } = { writeOnly: false },
) =>
  handleUnary<R, ValidateResourceConfig_Response>(
    (session, request, context) => {
      const subject = find(session, request);
      const config = decodeValues(objectShape(subject.schema), request.config) ?? emptyValues();
      maskSensitive(session, subject.schema, config);
      const writeOnly = allows.writeOnly || request.clientCapabilities?.writeOnlyAttributesAllowed === true;
      return { diagnostics: validateConfig(subject, config, context, { writeOnly }).map(diagnosticMessage) };
    },
    (_, diagnostics) => ({ diagnostics }),
  );

export const validateProviderConfig = handleValidation<ValidateProviderConfig_Request>(({ provider }) => provider);
export const validateResourceConfig = handleValidation<ValidateResourceConfig_Request>((session, { typeName }) =>
  session.resource(typeName),
);
export const validateDataResourceConfig = handleValidation<ValidateDataResourceConfig_Request>(
  (session, { typeName }) => session.dataSource(typeName),
);
export const validateListResourceConfig = handleValidation<ValidateListResourceConfig_Request>(
  (session, { typeName }) => session.listResource(typeName),
);
export const validateEphemeralResourceConfig = handleValidation<ValidateEphemeralResourceConfig_Request>(
  (session, { typeName }) => session.ephemeralResource(typeName),
);
// Every engine that has actions supports write-only attributes, and the request does not say so.
export const validateActionConfig = handleValidation<ValidateActionConfig_Request>(
  (session, { typeName }) => session.action(typeName),
  { writeOnly: true },
);
