/** Device files: CSV with the MAC-IDs of phones and their redirect targets, as people and spreadsheets write them. */
export { csvField, csvFields, type Separator } from './csv-fields.ts';
export { decodeDeviceFile, utf16Encoding } from './decode-file.ts';
export { emptyFleet, macAt, macIdAt, placeOf, sameFleet, type Fleet, type RowTarget } from './fleet.ts';
export { guardedField } from './formula-guard.ts';
export { bareFleet, joinIds, sameIds, type JoinedFleet } from './join-ids.ts';
export { describeProblems, problemList, type LineProblem, type LineProblems } from './line-problems.ts';
export { hexValue, idText, macIdText, macText, NO_ID } from './mac-number.ts';
export type { FileContent } from './row-reader.ts';
export { parseFleet, type DeviceFileOptions, type ParsedFleet } from './parse-fleet.ts';
export { ascending } from './sort-order.ts';
export { writeFleet, writeMacIds } from './write-fleet.ts';
