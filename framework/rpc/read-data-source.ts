import { Deferred } from '../definition/index.ts';
import type { ReadDataSource_Request, ReadDataSource_Response } from '../gen/tfplugin6.ts';
import { emptyValues, objectShape, unknown } from '../values/index.ts';
import { decodeValues, deferredMessage, encodeDynamic } from '../wire/index.ts';
import { deferrable } from './deferral.ts';
import { handleUnary } from './handlers.ts';
import { configuredClient, maskSensitive } from './session.ts';

export const readDataSource = handleUnary<ReadDataSource_Request, ReadDataSource_Response>(
  async (session, request, context) => {
    const dataSource = session.dataSource(request.typeName);
    const shape = objectShape(dataSource.schema);
    const config = decodeValues(shape, request.config) ?? emptyValues();
    maskSensitive(session, dataSource.schema, config);
    const state =
      session.deferred ??
      (await dataSource.read({ ...context, ...deferrable(request), client: configuredClient(session), config }));
    if (state instanceof Deferred) {
      return { state: encodeDynamic(shape, unknown), diagnostics: [], deferred: deferredMessage(state) };
    }
    return { state: encodeDynamic(shape, state), diagnostics: [], deferred: undefined };
  },
  (_, diagnostics) => ({ state: undefined, deferred: undefined, diagnostics }),
);
