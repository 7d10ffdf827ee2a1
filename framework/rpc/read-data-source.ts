import type { ReadDataSource_Request, ReadDataSource_Response } from '../gen/tfplugin6.ts';
import { shapeOf } from '../schema/schema.ts';
import { emptyValues } from '../values/value.ts';
import { decodeValues, encodeDynamic } from '../wire/dynamic-value.ts';
import { handleUnary, configured, maskSensitive, type Call, type Session } from './session.ts';

export const readDataSource = <Client>(session: Session<Client>, request: ReadDataSource_Request, call: Call) =>
  handleUnary<Client, ReadDataSource_Response>(
    session,
    call,
    async (context) => {
      const dataSource = session.dataSource(request.typeName);
      const shape = shapeOf(dataSource.schema);
      const config = decodeValues(shape, request.config) ?? emptyValues();
      maskSensitive(session, dataSource.schema, config);
      const state = await dataSource.read({ ...context, client: configured(session), config });
      return { state: encodeDynamic(shape, state), diagnostics: [], deferred: undefined };
    },
    () => ({ state: undefined, deferred: undefined }),
  );
