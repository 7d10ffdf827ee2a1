import type { ReadDataSource_Request, ReadDataSource_Response } from '../gen/tfplugin6.ts';
import { emptyValues, objectShape } from '../values/index.ts';
import { decodeValues, encodeDynamic } from '../wire/index.ts';
import { handleUnary } from './handlers.ts';
import { configuredClient, maskSensitive } from './session.ts';

export const readDataSource = handleUnary<ReadDataSource_Request, ReadDataSource_Response>(
  async (session, request, context) => {
    const dataSource = session.dataSource(request.typeName);
    const shape = objectShape(dataSource.schema);
    const config = decodeValues(shape, request.config) ?? emptyValues();
    maskSensitive(session, dataSource.schema, config);
    const state = await dataSource.read({ ...context, client: configuredClient(session), config });
    return { state: encodeDynamic(shape, state), diagnostics: [], deferred: undefined };
  },
  (_, diagnostics) => ({ state: undefined, deferred: undefined, diagnostics }),
);
