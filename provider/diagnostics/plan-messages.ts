import type { CallError } from '../api/call-with-reconciliation.ts';
import type { Connection, OnConflict } from '../api/connection.ts';
import { advice, describe, importBlock, whatFailed } from './messages.ts';
import type { Registration } from '#autoprov';
import type { Problem } from '#framework';

// Warnings of a plan about conflicts that the apply will meet.

/** The account has registered the phone with another target. */
export const registeredAtPlan = (registration: Registration, onConflict: OnConflict): Problem => ({
  summary: `Phone ${registration.mac} is registered already`,
  detail: `In your account it points to
${describe(registration)}.
${
  onConflict === 'replace'
    ? 'on_conflict = "replace": the apply deregisters it, and registers it as planned.'
    : `The apply will fail for it.

To take it over as it is, import it:   ${importBlock(registration.mac)}
To overwrite it:                       on_conflict = "replace"`
}`,
  path: ['mac_id'],
});

/** The account has registered the phone exactly as planned. */
export const isTakenOver = ({ mac, date }: Registration): Problem => ({
  summary: `Phone ${mac} is registered already`,
  detail: `In your account it stands as planned since ${date}: by hand, by another configuration, or by an apply that was interrupted. The apply takes it over and registers nothing.

To see no creation in the plan, import it:   ${importBlock(mac, 45)}`,
  path: ['mac_id'],
});

/** Two resources of one configuration have the same phone. */
export const claimedByTwo = (mac: string): Problem => ({
  summary: `Two resources claim phone ${mac}`,
  detail:
    'A phone is one registration: whichever resource is applied last decides where it points, and both will change it again and again. Keep one of the two.',
  path: ['mac_id'],
});

/** The server could not be asked. One warning serves for all phones. */
export const notAskedAtPlan = (connection: Connection, failure: CallError): Problem => ({
  summary: 'The redirect server could not be reached during the plan',
  detail: `${whatFailed(failure)} Whether phones that are to be registered are registered already is not known; the apply needs the server.

${advice(connection, failure)}`,
});
