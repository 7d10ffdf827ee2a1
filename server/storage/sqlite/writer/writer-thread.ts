import type { Row } from '../../model/rows.ts';
import { connect } from '../connection/database.ts';
import { explain } from '../connection/errors.ts';
import { type RequestOutcome, serve } from '../thread/serve.ts';
import { accountChanges, sessionChanges } from './account-changes.ts';
import { auditLogChanges, createAuditLogWriter, metadataChanges } from './audit-log-changes.ts';
import { createGroupCommit } from './group-commit.ts';
import { loginChanges } from './login-changes.ts';
import { phoneRequestChanges } from './phone-request-changes.ts';
import { inventoryChanges, registrationChanges } from './registration-changes.ts';
import type { ChangeName, ChangeRequest, Changes } from './writer.ts';

// The script of the writer thread, which may wait for the disk while the main thread serves requests.

const open = (file: string) => {
  const database = connect(file);
  const addAuditEntry = createAuditLogWriter(database);
  const changes: Changes = {
    ...accountChanges(database, addAuditEntry),
    ...loginChanges(database, addAuditEntry),
    ...registrationChanges(database, addAuditEntry),
    ...phoneRequestChanges(database),
    ...inventoryChanges(database),
    ...sessionChanges(database),
    ...auditLogChanges(database, addAuditEntry),
    ...metadataChanges(database),
  };
  return { database, changes, commit: createGroupCommit(database) };
};

const run = <Name extends ChangeName>(changes: Changes, { name, input }: ChangeRequest<Name>): Row =>
  changes[name](input);

serve<ChangeRequest, Row>((file) => {
  let opened: ReturnType<typeof open> | undefined;
  return {
    handle: (requests): readonly (readonly RequestOutcome<Row>[])[] => {
      try {
        opened ??= open(file);
        const { changes, commit } = opened;
        return [commit(requests.map((request) => () => run(changes, request)))];
      } catch (error) {
        return [requests.map(() => ({ ok: false, error: explain(error) }))];
      }
    },
    close: () => opened?.database.close(),
  };
});
