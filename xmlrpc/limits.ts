/** What a document may cost its reader. */
export interface Limits {
  /** Arrays and structs within each other. */
  readonly depth: number;
  /** Length of the document in bytes. */
  readonly bytes: number;
  /** Values of any type, those within arrays and structs included. */
  readonly values: number;
}

/** Room for a listDevices of two million phones; who serves strangers sets far less. */
export const defaultLimits: Limits = { depth: 64, bytes: 1024 ** 3, values: 16_000_000 };
