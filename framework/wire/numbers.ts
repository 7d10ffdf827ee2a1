import { ProviderError } from '../schema/index.ts';
import { NumberError, toDecimal, toInteger, toNumber, type Path, type Value } from '../values/index.ts';

/** A number of the engine in the form of its type. @throws ProviderError at its attribute when the type cannot hold it */
export function readNumber(wire: number | bigint | string, kind: 'number' | 'int64' | 'decimal', path: Path): Value {
  try {
    switch (kind) {
      case 'decimal':
        return toDecimal(wire);
      case 'int64':
        return toInteger(wire);
      case 'number':
        return toNumber(wire);
    }
  } catch (cause) {
    if (!(cause instanceof NumberError)) throw cause;
    throw new ProviderError({ summary: 'Unsupported number', detail: `${cause.message}.`, path }, { cause });
  }
}
