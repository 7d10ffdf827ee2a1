/** Where a value stands within others: indexes of arrays and names of members, from the outside in. */
export type Path = (string | number)[];

/** A value that XML-RPC has no way to carry. Says where it stands and what is wrong; never repeats the value. */
export class XmlRpcValueError extends Error {
  override readonly name = 'XmlRpcValueError';
  readonly path: readonly (string | number)[];

  constructor(problem: string, path: Readonly<Path>) {
    const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
    super(place === '' ? problem : `value at ${place}: ${problem}`);
    this.path = [...path];
  }
}
