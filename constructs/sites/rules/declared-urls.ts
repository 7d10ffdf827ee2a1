import type { IConstruct } from 'constructs';
import { Device } from '../../gen/cdktn/device/index.ts';
import { DeviceList } from '../../gen/cdktn/device-list/index.ts';
import { isExpression } from '../expressions.ts';
import { Fleet } from '../fleet.ts';
import { parseFleet } from '#autoprov';

/** A redirect URL that a construct declares. */
export interface DeclaredUrl {
  readonly url: string;
  /** The file and the line; undefined for the construct itself. */
  readonly place: string | undefined;
}

/**
 * The redirect URLs that a construct declares, each distinct one once. Those that only the engine knows are missing; the
 * provider checks them.
 */
export function declaredUrls(construct: IConstruct): readonly DeclaredUrl[] {
  const known = new Map<string, DeclaredUrl>();
  for (const declared of allUrls(construct)) {
    if (!isExpression(declared.url) && !known.has(declared.url)) known.set(declared.url, declared);
  }
  return [...known.values()];
}

function* allUrls(construct: IConstruct): Generator<DeclaredUrl> {
  if (Fleet.isFleet(construct)) {
    if (construct.target.url !== undefined) yield { url: construct.target.url, place: undefined };
    for (const { url, place } of construct.phones) if (url !== undefined) yield { url, place };
    return;
  }
  // The aspect visits the fleet itself.
  if (Fleet.isFleet(construct.node.scope)) return;
  if (!(construct instanceof Device || construct instanceof DeviceList)) return;
  if (construct.urlInput !== undefined) yield { url: construct.urlInput, place: undefined };
  if (construct instanceof Device || construct.devicesInput === undefined || isExpression(construct.devicesInput))
    return;
  const { fleet } = parseFleet(construct.devicesInput);
  for (const [at, index] of fleet.destinationOf.entries()) {
    const url = fleet.destinations[index]?.url ?? null;
    if (url !== null) yield { url, place: `devices, line ${fleet.lines[at] ?? 0}` };
  }
}
