import { Diagnostic_Severity, type AttributePath, type Diagnostic as DiagnosticMessage } from '../gen/tfplugin6.ts';
import type { Diagnostic } from '../schema/index.ts';
import type { Path } from '../values/index.ts';

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

/** The reverse of {@link pathMessage}. */
export const pathFromMessage = (message: AttributePath | undefined): Path =>
  (message?.steps ?? []).flatMap(({ selector }): Path => {
    switch (selector?.$case) {
      case 'attributeName':
        return [selector.value];
      case 'elementKeyInt':
        return [Number(selector.value)];
      case 'elementKeyString':
        return [{ key: selector.value }];
      case undefined:
        return [];
    }
  });
