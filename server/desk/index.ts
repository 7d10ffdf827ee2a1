export { createDesk, type Desk, type DeskParts, type Found, type Outcome } from './desk.ts';
export { readPhone } from './phone.ts';
export { beginning, formatDate } from './text.ts';
