/** Whether a text can be in this database at all: PostgreSQL keeps no NUL, and refuses questions that hold one. */
export function canBeThere(text: string | undefined): boolean {
  return text?.includes('\0') !== true;
}
