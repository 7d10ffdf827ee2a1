/** How much work the server takes on at a time, and how accounts share it. */
export { BusyError } from './busy-error.ts';
export {
  createFairSemaphore,
  type FairSemaphore,
  type FairSemaphoreOptions,
  type OnGone,
  type Permit,
} from './fair-semaphore.ts';
export { type BodyReservation, reserveForBody } from './body-reservation.ts';
export { createMemoryBudget, type MemoryBudget } from './memory-budget.ts';
