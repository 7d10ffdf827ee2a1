// copied by npm run generate:constructs from the folder of the same name in constructs/
/** Helpers for the unit tests of programs that declare phones. */
export { expectFleet, type ExpectedTarget, type FleetExpectation } from './expect-fleet.ts';
