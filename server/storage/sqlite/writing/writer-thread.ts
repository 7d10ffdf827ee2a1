import type { Row } from '../../columns.ts';
import { connect } from '../database.ts';
import { explain } from '../errors.ts';
import type { Outcome } from '../thread/messages.ts';
import { serve } from '../thread/serve.ts';
import { accountChanges } from './account-changes.ts';
import { createAuditLogWriter, auditLogChanges } from './audit-log-changes.ts';
import type { Asked, ChangeName, Changes } from './changes.ts';
import { createGroupCommit } from './group-commit.ts';
import { inventoryChanges, metadataChanges, sessionChanges } from './other-changes.ts';
import { registrationChanges } from './registration-changes.ts';

// The thread that changes the database: it may wait for the disk while everybody else is served.

const open = (file: string) => {
  const database = connect(file);
  const addAuditEntry = createAuditLogWriter(database);
  const changes: Changes = {
    ...accountChanges(database, addAuditEntry),
    ...registrationChanges(database, addAuditEntry),
    ...inventoryChanges(database),
    ...sessionChanges(database),
    ...auditLogChanges(database),
    ...metadataChanges(database),
  };
  return { database, changes, commit: createGroupCommit(database) };
};

const run = <Name extends ChangeName>(changes: Changes, { name, input }: Asked<Name>): Row => changes[name](input);

serve<Asked, Row>((file) => {
  let opened: ReturnType<typeof open> | undefined;
  return {
    work: (asked): readonly (readonly Outcome<Row>[])[] => {
      try {
        opened ??= open(file);
        const { changes, commit } = opened;
        return [commit(asked.map((one) => () => run(changes, one)))];
      } catch (error) {
        return [asked.map(() => ({ ok: false, error: explain(error) }))];
      }
    },
    close: () => opened?.database.close(),
  };
});
