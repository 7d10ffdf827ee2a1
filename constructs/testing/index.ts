/** Helpers for the unit tests of programs that declare phones. */
export { expectFleet, type ExpectedTarget, type FleetExpectation } from './expect-fleet.ts';
