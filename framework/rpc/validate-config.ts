import type {
  ValidateDataResourceConfig_Request,
  ValidateListResourceConfig_Request,
  ValidateProviderConfig_Request,
  ValidateResourceConfig_Request,
  ValidateResourceConfig_Response,
} from '../gen/tfplugin6.ts';
import { validateConfig } from '../lifecycle/validate-config.ts';
import { shapeOf } from '../schema/schema.ts';
import { emptyValues } from '../values/value.ts';
import { diagnosticMessage } from '../wire/diagnostics.ts';
import { decodeValues } from '../wire/dynamic-value.ts';
import { handleUnary, maskSensitive, type Call, type Session } from './session.ts';

type Subject = Parameters<typeof validateConfig>[0];
type Config = ValidateResourceConfig_Request['config'];

const validate = <Client>(
  session: Session<Client>,
  call: Call,
  find: () => Subject,
  config: Config,
  knowsWriteOnly = false,
) =>
  handleUnary<Client, ValidateResourceConfig_Response>(
    session,
    call,
    (context) => {
      const subject = find();
      const values = decodeValues(shapeOf(subject.schema), config) ?? emptyValues();
      maskSensitive(session, subject.schema, values);
      return Promise.resolve({
        diagnostics: validateConfig(subject, values, context, { knowsWriteOnly }).map(diagnosticMessage),
      });
    },
    () => ({}),
  );

export const validateProviderConfig = <C>(session: Session<C>, request: ValidateProviderConfig_Request, call: Call) =>
  validate(session, call, () => session.provider, request.config);

export const validateResourceConfig = <C>(session: Session<C>, request: ValidateResourceConfig_Request, call: Call) =>
  validate(
    session,
    call,
    () => session.resource(request.typeName),
    request.config,
    request.clientCapabilities?.writeOnlyAttributesAllowed === true,
  );

export const validateDataResourceConfig = <C>(
  session: Session<C>,
  request: ValidateDataResourceConfig_Request,
  call: Call,
) => validate(session, call, () => session.dataSource(request.typeName), request.config);

export const validateListResourceConfig = <C>(
  session: Session<C>,
  request: ValidateListResourceConfig_Request,
  call: Call,
) => validate(session, call, () => session.listResource(request.typeName), request.config);
