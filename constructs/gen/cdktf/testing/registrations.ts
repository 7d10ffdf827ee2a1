// copied by npm run generate:constructs from the folder of the same name in constructs/
import { DefaultTokenResolver, StringConcat, Tokenization } from 'cdktf';
import type { IConstruct } from 'constructs';
import { Device } from '../device/index.ts';
import { DeviceList } from '../device-list/index.ts';
import { Fleet } from '../sites/index.ts';
import { macAt, parseFleet, parseMacId } from '#autoprov';

/** A phone that a construct declares. What only the engine knows is an expression, such as `${var.url}`. */
export interface Registration {
  /** 12 upper-case hex digits. */
  readonly mac: string;
  readonly url: string;
  readonly providerName: string;
}

/**
 * The phones that are declared in a scope, by fleets, single resources and lists. Phones whose MAC is not known before the
 * plan are missing.
 */
export function registrationsOf(scope: IConstruct): readonly Registration[] {
  return scope.node.findAll().flatMap((construct) =>
    [...declaredBy(construct)].map(({ mac, url, providerName }) => ({
      mac,
      url: resolve(construct, url),
      providerName: resolve(construct, providerName),
    })),
  );
}

type Declared = { readonly [Name in keyof Registration]: Registration[Name] | undefined } & { readonly mac: string };

function* declaredBy(construct: IConstruct): Generator<Declared> {
  if (Fleet.isFleet(construct)) {
    const { phones, target } = construct;
    for (const { mac, url, providerName } of phones) {
      yield { mac, url: url ?? target.url, providerName: providerName ?? target.providerName };
    }
  } else if (Fleet.isFleet(construct.node.scope)) {
    // The fleet has declared its resources' phones.
  } else if (construct instanceof Device) {
    const parsed = parseMacId(construct.macIdInput ?? '');
    if (parsed.ok) {
      yield { mac: parsed.value.mac, url: construct.urlInput, providerName: construct.providerNameInput };
    }
  } else if (construct instanceof DeviceList) {
    const { fleet } = parseFleet(construct.devicesInput ?? '');
    for (const [at, index] of fleet.destinationOf.entries()) {
      const { url, providerName } = fleet.destinations[index] ?? { url: null, providerName: null };
      yield {
        mac: macAt(fleet, at),
        url: url ?? construct.urlInput,
        providerName: providerName ?? construct.providerNameInput,
      };
    }
  }
}

/** Resolves tokens to expressions, and the escaped template sequences of texts from files to themselves. */
function resolve(scope: IConstruct, text = ''): string {
  const resolver = new DefaultTokenResolver(new StringConcat());
  const resolved: unknown = Tokenization.resolve(text, { scope, resolver });
  return String(resolved).replaceAll(/([$%])\1(?=\{)/g, '$1');
}
