export declare const fancy: boolean;
export declare const bold: (text: string) => string;
export declare const dim: (text: string) => string;
export declare const red: (text: string) => string;
export declare const green: (text: string) => string;
export declare function formatDuration(ms: number): string;
export interface Step {
  readonly note: (text: string) => void;
  readonly done: (text: string, options?: { readonly time?: boolean }) => void;
  readonly fail: (text: string) => void;
}
export declare function startStep(label: string, number?: string): Step;
export declare function failStep(): void;
