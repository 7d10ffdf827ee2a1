import { asCallError, secretsOf } from '../diagnostics/index.ts';
import type { ApiContext } from './api-context.ts';
import { attemptOperation, findEffective, macIdsOf, type PhoneAttempt } from './attempt-operation.ts';
import { cancelled, queueSignal, type CallContext } from './attempt.ts';
import { batcher, type Batcher } from './batcher.ts';
import { callWithReconciliation } from './call-with-reconciliation.ts';
import { deregistering, idOf, macOf, registering, succeeded, type Operation, type PhoneResult } from './operation.ts';
import { zip } from './zip.ts';
import type { RedirectTarget } from '#autoprov';

/** Registers and deregisters phones, from one to as many as a list can have. Failures are returned, not thrown. */
export interface RegistrationCalls {
  /** Registers phones that are not registered, by their MAC-IDs. Returns a result for each, in their order. */
  register(target: RedirectTarget, macIds: readonly string[], context: CallContext): Promise<readonly PhoneResult[]>;
  /** Deregisters phones by their MACs. A phone that is not registered counts as deregistered. */
  deregister(macs: readonly string[], context: CallContext): Promise<readonly PhoneResult[]>;
}

/** The calls of one connection. Single phones that several resources send at the same time share a list. */
export function registrationCalls(api: ApiContext): RegistrationCalls {
  const sendBatched = batchedAttempts(api);
  const deregistration = deregistering(api.client);
  return {
    register: (target, macIds, context) => call(api, sendBatched, registering(api.client, target), macIds, context),
    deregister: async (macs, context) => {
      const results = await call(api, sendBatched, deregistration, macs, context);
      return results.map((result) =>
        'ok' in result && !result.ok && result.refusal.code === 'mac_not_found' ? succeeded(result.method) : result,
      );
    },
  };
}

/** Carries out an operation until the result for each phone is certain, or cannot be known. */
async function call(
  api: ApiContext,
  sendBatched: Batcher<Item, PhoneAttempt>,
  operation: Operation,
  macIds: readonly string[],
  context: CallContext,
): Promise<readonly PhoneResult[]> {
  const [first] = macIds;
  if (first === undefined) return [];
  const single = macIds.length === 1 ? first : undefined;
  const phones = macIds.map((macId): Called => ({ macId, result: undefined }));
  const open = (): readonly Called[] => phones.filter(({ result }) => result === undefined);
  try {
    await callWithReconciliation<true>(api, context, {
      ...(single === undefined
        ? { method: operation.list, phones: macIds.length }
        : { method: operation.single, mac: macOf(single) }),
      secrets: secretsOf({ id: single && idOf(single), url: operation.url }),
      attempt: async (asking) => {
        const sent = open();
        const attempts =
          single === undefined || asking.retryPolicy === 'single attempt'
            ? await attemptOperation(api, operation, macIdsOf(sent), asking)
            : [await sendBatched({ operation, macId: single, context: asking }, queueSignal(asking))];
        for (const [phone, attempt] of zip(sent, attempts)) if ('value' in attempt) phone.result = attempt.value;
        const failed = attempts.filter((attempt) => 'error' in attempt);
        const last = failed.at(-1);
        return last ? { ...last, isUncertain: failed.some(({ isUncertain }) => isUncertain) } : { value: true };
      },
      reconcile: async (asking) => {
        const asked = open();
        const effective = await findEffective(api, operation, macIdsOf(asked), asking);
        for (const [phone, result] of zip(asked, effective)) phone.result = result;
        return open().length === 0 ? true : undefined;
      },
    });
  } catch (error) {
    const failure = asCallError(error);
    for (const phone of open()) phone.result = failure;
  }
  return phones.map(({ result }) => result).filter((result) => result !== undefined);
}

/** A phone of a call. */
interface Called {
  readonly macId: string;
  result: PhoneResult | undefined;
}

/** A phone that one resource sends. */
interface Item {
  readonly operation: Operation;
  readonly macId: string;
  readonly context: CallContext;
}

/** Sends single phones, in a list with those that other resources send at the same time. */
function batchedAttempts(api: ApiContext): Batcher<Item, PhoneAttempt> {
  /** False once the server has refused a list whose phones it accepts one by one. */
  let acceptsLists = true;
  let uniqueKeys = 0;
  return batcher<Item, PhoneAttempt>({
    clock: api.clock,
    // An interrupt ends only some retry policies, so phones with different policies do not share a list.
    key: ({ operation, context: { retryPolicy = 'default' } }) =>
      acceptsLists ? `${retryPolicy} ${operation.key}` : String(++uniqueKeys),
    maxBatchSize: api.batchSize,
    acquireSlot: () => api.semaphore(),
    send: async (items, slot) => {
      const [first] = items;
      if (first === undefined) return [];
      const { operation } = first;
      const macIds = items.map(({ macId }) => macId);
      const context = { ...first.context, secrets: items.flatMap((item) => item.context.secrets ?? []) };
      const attempts = await attemptOperation(api, operation, macIds, context, slot);
      const wasSentAlone = (result: PhoneAttempt): boolean =>
        'value' in result && result.value.method === operation.single;
      if (items.length > 1 && attempts.every(wasSentAlone)) acceptsLists = false;
      return attempts;
    },
    cancelled,
  });
}
