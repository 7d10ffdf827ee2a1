import { Diagnostic_Severity, type AttributePath, type Diagnostic as DiagnosticMessage } from '../gen/tfplugin6.ts';
import type { Diagnostic } from '../schema/diagnostics.ts';
import type { Path } from '../schema/path.ts';

export const diagnosticMessage = ({ severity, summary, detail = '', path }: Diagnostic): DiagnosticMessage => ({
  severity: severity === 'error' ? Diagnostic_Severity.ERROR : Diagnostic_Severity.WARNING,
  summary,
  detail,
  attribute: path && path.length > 0 ? pathMessage(path) : undefined,
});

export const pathMessage = (path: Path): AttributePath => ({
  steps: path.map((step) => ({
    selector:
      typeof step === 'string'
        ? { $case: 'attributeName', value: step }
        : typeof step === 'number'
          ? { $case: 'elementKeyInt', value: BigInt(step) }
          : { $case: 'elementKeyString', value: step.key },
  })),
});
