/** Sessions of the portal: kept here, so that any instance knows them and a new password ends them. */
export interface SessionStore {
  /** What was kept under this ID, unless it has expired. */
  read(id: string, now: Date): Promise<string | undefined>;
  /** Keeps a session; `accountId` is whose it is, once somebody has logged in. */
  write(
    id: string,
    session: { readonly data: string; readonly accountId: number | undefined; readonly expiresAt: Date },
  ): Promise<void>;
  remove(id: string): Promise<void>;
  removeExpired(now: Date): Promise<void>;
}
